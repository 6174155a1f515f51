-- Examined: every inspection known from its report alone. One begun inside the official window but
-- published after it is not yet official.
with official as (

    select max(cast(edition as date)) as as_at
    from reference.releases
    where source = 'ofsted_inspection_outcomes'

)

select
    inspections.la_code,
    inspections.publication_date,
    case
        when inspections.framework = 'SIF'
            then
                'SIF report of ' || coalesce(cast(inspections.inspection_start_date as varchar), '')
                || ' is not in the official file'
        when
            inspections.inspection_start_date <= official.as_at
            and inspections.publication_date <= official.as_at + interval 3 months
            then
                'report of ' || inspections.inspection_start_date || ' is not in the official file'
    end as problem
from main.inspections as inspections
cross join official
where inspections.evidence = 'inspection report'
