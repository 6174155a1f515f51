-- Examined: every authority of every line, with the ONS code beside it.
with pairs as (

    select distinct
        _release_id,
        _locator,
        unnest(string_split(la_code, ' / ')) as la_code,
        unnest(string_split(ons_code, ' / ')) as ons_code
    from raw.statistics
    where geographic_level = 'Local authority'

)

select
    pairs._release_id,
    pairs._locator,
    case
        when known.ons_code is null
            then 'ONS code ' || coalesce(pairs.ons_code, '') || ' beside ' || pairs.la_code
    end as problem
from pairs
left join reference.authority_codes as known using (la_code, ons_code)
