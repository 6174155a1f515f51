-- Examined: every sum of nine regions that has an England to compare with.
with totals as (

    select
        statistics.table_name,
        statistics._release_id,
        statistics.period,
        statistics.measure,
        statistics.category,
        max(try_cast(statistics.value as double)) filter (
            statistics.geographic_level = 'National'
        ) as england,
        sum(try_cast(statistics.value as double)) filter (
            statistics.geographic_level = 'Regional'
            and statistics.region_code in (
                select regions.region_code from reference.regions as regions
            )
        ) as regions
    from raw.statistics as statistics
    inner join reference.measures as measures
        on
            statistics.table_name = measures.table_name
            and statistics.measure = measures.measure
    where measures.kind = 'count'
    group by all

)

select
    totals._release_id,
    totals.period as _locator,
    case
        when abs(totals.england - totals.regions) > expected.adds_within
            then
                concat_ws(' ', totals.measure, totals.category, totals.period)
                || ': regions add to ' || totals.regions || ', England is ' || totals.england
    end as problem
from totals
inner join reference.expected as expected on totals.table_name = expected.table_name
where totals.england is not null and totals.regions is not null
