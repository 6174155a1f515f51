-- Examined: every inspection judged Inadequate that was published by the run's date.
select
    inspections.inspection_id,
    case
        when not exists (
            select spells.spell_id
            from main.improvement_spells as spells
            where
                spells.la_code = inspections.la_code
                and spells.from_grade = 'Inadequate'
                and inspections.publication_date >= spells.started_published_on
                and inspections.publication_date
                < coalesce(spells.ended_published_on, date '9999-12-31')
        )
            then 'in no spell at Inadequate'
    end as problem
from main.inspections as inspections
where
    inspections.overall_effectiveness = 'Inadequate'
    and inspections.publication_date <= (
        select max(spells.as_at) from main.improvement_spells as spells
    )
