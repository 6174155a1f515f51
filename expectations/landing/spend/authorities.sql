-- Examined: every line's code, and every authority of today in every edition.
with coded as (

    select
        rows.*,
        codes.la_code
    from {{ table }} as rows
    left join reference.authority_codes as codes using (ons_code)

)

select
    _release_id,
    _locator,
    case when la_code is null then 'unknown code ' || coalesce(ons_code, '') end as problem
from coded
where class <> 'Eng'
union all
select
    releases._release_id,
    authorities.la_code,
    case
        when listed.la_code is null then 'no row for ' || authorities.la_name
    end
from (select distinct _release_id from coded) as releases
cross join reference.authorities as authorities
left join (select distinct _release_id, la_code from coded) as listed
    on releases._release_id = listed._release_id and authorities.la_code = listed.la_code
where authorities.closed_on is null
