-- Examined: every inspection whose first day is known.
select
    inspections.inspection_id,
    case
        when
            exists (
                select 1
                from main.inspection_pauses as pauses
                where
                    inspections.inspection_start_date > pauses.last_start_before
                    and inspections.inspection_start_date < pauses.first_start_after
            )
            then 'began within a pause'
    end as problem
from main.inspections as inspections
where inspections.inspection_start_date is not null
