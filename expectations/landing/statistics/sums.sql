-- Examined: every sum of nine regions that has an England to compare with.
with totals as (

    select
        _release_id,
        period,
        measure,
        {{ category }} as category,
        max(try_cast(value as double)) filter (geographic_level = 'National') as england,
        sum(try_cast(value as double)) filter (
            geographic_level = 'Regional'
            and region_code in (select regions.region_code from reference.regions as regions)
        ) as regions
    from {{ table }}
    where measure in ('{{ measures | join("', '") }}')
    group by all

)

select
    _release_id,
    period as _locator,
    case
        when abs(england - regions) > {{ tolerance }}
            then
                measure || ' ' || period || ': regions add to ' || regions || ', England is '
                || england
    end as problem
from totals
where england is not null and regions is not null
