-- Examined: every authority of the day of every edition.
with editions as (

    select distinct
        rows._release_id,
        releases.edition
    from {{ table }} as rows
    inner join reference.releases as releases on rows._release_id = releases.release_id

),

judged as (

    select distinct
        rows._release_id,
        {{ official_la_code('rows', 'releases.edition') }} as la_code
    from {{ table }} as rows
    inner join reference.releases as releases on rows._release_id = releases.release_id

)

select
    editions._release_id,
    '' as _locator,
    case when judged.la_code is null then 'no row for ' || authorities.la_name end as problem
from editions
inner join reference.authorities as authorities
    on
        editions.edition between
            coalesce(authorities.opened_on, '1900') and coalesce(authorities.closed_on, '9999')
left join judged
    on editions._release_id = judged._release_id and authorities.la_code = judged.la_code
