-- Examined: every visit with a day.
select
    visits.visit_id,
    case
        when
            not exists (
                select 1
                from main.visit_coverage as coverage
                where
                    coalesce(visits.visit_date, visits.publication_date)
                    between coverage.first_day and coverage.last_day
            )
            then 'outside the times when visits are known'
    end as problem
from main.visits as visits
where coalesce(visits.visit_date, visits.publication_date) is not null
