-- Examined: every figure, every authority of the model, and every authority that must be in it.
with known as (

    select
        la_code,
        la_name,
        closed_on
    from reference.authorities

)

select
    _release_id,
    _locator,
    case
        when la_code not in (select known.la_code from known) then 'unknown authority ' || la_code
        when
            measure like 'neighbour%'
            and (
                value is null
                or value = la_code
                or value not in (select known.la_code from known)
            )
            then measure || ' is ' || coalesce(value, 'empty')
        when
            measure like 'closeness%'
            and lower(coalesce(value, '')) not in ('{{ closeness | join("', '") | lower }}')
            then measure || ' is ' || coalesce(value, 'empty')
    end as problem
from {{ table }}
union all
select
    _release_id,
    la_code,
    case
        when count(distinct value) <> 10 or count(*) <> 10
            then la_code || ' has ' || count(distinct value) || ' neighbours'
    end
from {{ table }}
where measure like 'neighbour%'
group by _release_id, la_code
union all
select
    models._release_id,
    known.la_code,
    case
        when listed.la_code is null
            then 'no row for ' || known.la_name || ' (' || known.la_code || ')'
    end
from (select distinct _release_id from {{ table }}) as models
cross join known
left join (select distinct _release_id, la_code from {{ table }}) as listed
    on models._release_id = listed._release_id and known.la_code = listed.la_code
where known.closed_on is null and known.la_code not in ('{{ newer | join("', '") }}')
