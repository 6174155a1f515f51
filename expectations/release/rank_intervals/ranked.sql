-- Examined: every return of a benchmarked percentage with both counts and 30 or more among whom is
-- counted.
with returns as (

    select
        figures.indicator_id,
        figures.period,
        figures.area_code,
        figures.numerator / figures.denominator as share
    from main.indicator_values as figures
    inner join main.indicators as indicators on figures.indicator_id = indicators.indicator_id
    where
        figures.is_latest_release
        and figures.geographic_level = 'Local authority'
        and indicators.is_benchmarked
        and indicators.multiplier = 100
        and figures.value is not null
        and figures.denominator >= 30
        and figures.numerator <= figures.denominator

)

select
    returns.indicator_id,
    returns.period,
    returns.area_code,
    case
        when intervals.area_code is null then 'has no interval'
        when
            not (
                1 <= intervals.rank_lower
                and intervals.rank_lower <= intervals.rank_upper
                and intervals.rank_upper <= intervals.n_ranked
            )
            then 'ranks ' || intervals.rank_lower || ' to ' || intervals.rank_upper
        when not (intervals.rank_lowest between 1 and intervals.n_ranked)
            then 'rank ' || intervals.rank_lowest || ' of ' || intervals.n_ranked
        when not (intervals.shrunken between intervals.shrunken_lower and intervals.shrunken_upper)
            then 'shrunken rate outside of its limits'
    end as problem
from returns
left join main.rank_intervals as intervals
    on returns.indicator_id = intervals.indicator_id
    and returns.period = intervals.period
    and returns.area_code = intervals.area_code
