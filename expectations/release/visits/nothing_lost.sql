-- Examined: every visit of the official files, by the newest release of each edition.
with newest as (

    select max_by(release_id, (published_on, release_id)) as release_id
    from reference.releases
    group by source, edition

),

published as (

    select distinct
        la_code,
        visit_date,
        visit_type
    from main.visits

)

select
    in_year._release_id,
    in_year._locator,
    case when published.la_code is null then 'visit not published' end as problem
from staging.stg_ofsted__in_year as in_year
inner join newest on in_year._release_id = newest.release_id
left join published
    on
        in_year.la_code = published.la_code
        and in_year.visit_date = published.visit_date
        and lower(in_year.inspection_type) like '%' || lower(published.visit_type) || '%'
where in_year.inspection_type in ('{{ visits | join("', '") }}')
