-- Examined: every area of a year: it has a row for each value of the filters that England has.
with kinds as (

    select
        _release_id,
        period,
        coalesce(la_code, region_code, 'England') as area,
        geographic_level,
        count(distinct category) as n
    from raw.statistics
    group by all

)

select
    areas._release_id,
    areas.period as _locator,
    case
        when areas.n <> england.n
            then
                areas.area || ' ' || areas.period || ' has ' || areas.n
                || ' kinds of rows, England ' || england.n
    end as problem
from kinds as areas
inner join kinds as england
    on
        areas._release_id = england._release_id
        and areas.period = england.period
        and england.geographic_level = 'National'
