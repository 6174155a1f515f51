-- Examined: every visit of the official files; of the versions of an edition one is published.
select
    in_year._release_id,
    in_year._locator,
    case
        when
            not bool_or(published.source_locator is not null) over (
                partition by in_year.la_name, in_year.inspection_type, in_year.visit_date
            )
            then 'visit not published'
    end as problem
from staging.stg_ofsted__in_year as in_year
left join (
    select distinct
        source_release_id,
        source_locator
    from main.visits
    where la_code is not null
) as published
    on
        in_year._release_id = published.source_release_id
        and in_year._locator = published.source_locator
where in_year.inspection_type in ('{{ visits | join("', '") }}')
