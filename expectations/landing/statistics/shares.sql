-- Examined: every row that is a share of the row of its total, and that total.
with rows_of_figures as (

    select
        statistics.table_name,
        statistics._release_id,
        statistics._locator,
        statistics.period,
        statistics.geographic_level,
        coalesce(statistics.la_code, statistics.region_code, 'England') as area,
        list_aggregate(
            string_split(statistics.category, ' | ')[:-2], 'string_agg', ' | '
        ) as of_category,
        string_split(statistics.category, ' | ')[-1] as category,
        max(try_cast(statistics.value as double)) filter (
            statistics.measure = shares.share
        ) as share,
        max(try_cast(statistics.value as double)) filter (
            statistics.measure = shares.count
        ) as count,
        shares.total,
        len(shares.among) as among,
        shares.within
    from raw.statistics as statistics
    inner join reference.shares as shares on statistics.table_name = shares.table_name
    where
        len(shares.among) = 0
        or list_contains(
            list_concat(shares.among, shares.total), string_split(statistics.category, ' | ')[-1]
        )
    group by all

),

totals as (

    select * from rows_of_figures
    where list_contains(total, category)

)

select
    parts._release_id,
    parts._locator,
    case
        when parts.count > totals.count + if(parts.geographic_level = 'Local authority', 0, 10)
            then
                concat_ws(' ', parts.area, parts.period, parts.category) || ': ' || parts.count
                || ' of ' || totals.count
        when
            abs(parts.share - 100 * parts.count / nullif(totals.count, 0))
            -- England and regions are rounded to 10, their shares are not made of that.
            > parts.within + if(parts.geographic_level = 'Local authority', 0, 1000 / totals.count)
            + 0.0001
            then
                concat_ws(' ', parts.area, parts.period, parts.category) || ' is ' || parts.share
                || ' %, ' || parts.count || ' of ' || totals.count
        when totals.area is null
            then concat_ws(' ', parts.area, parts.period, parts.category) || ' has no total'
    end as problem
from rows_of_figures as parts
left join totals
    on
        parts.table_name = totals.table_name
        and parts.total = totals.total
        and parts._release_id = totals._release_id
        and parts.period = totals.period
        and parts.area = totals.area
        and coalesce(parts.of_category, '') = coalesce(totals.of_category, '')
-- A total among others is a share of another whole.
where parts.among = 0 or not list_contains(parts.total, parts.category)
