select
    returns.indicator_id,
    returns.period,
    returns.area_code,
    returns.value,
    returns.denominator,
    rank() over among as rank_lowest,
    cast(estimates.rank_lower as bigint) as rank_lower,
    cast(estimates.rank_upper as bigint) as rank_upper,
    -- The method is no better than the third decimal place; nothing added takes the sign off zero.
    round(estimates.p_highest_tenth, 3) + 0 as p_highest_tenth,
    round(100 * estimates.shrunken, 4) as shrunken,
    round(100 * estimates.shrunken_lower, 4) as shrunken_lower,
    round(100 * estimates.shrunken_upper, 4) as shrunken_upper,
    count(*) over every_return as n_ranked,
    rank() over from_highest as rank_highest,
    count(*) over every_return + 1 - cast(estimates.rank_upper as bigint) as rank_highest_lower,
    count(*) over every_return + 1 - cast(estimates.rank_lower as bigint) as rank_highest_upper
from {{ ref('int_returns_counted') }} as returns
inner join {{ ref('int_rank_intervals_estimated') }} as estimates
    on returns.indicator_id = estimates.indicator_id
    and returns.period = estimates.period
    and returns.area_code = estimates.area_code
window
    every_return as (partition by returns.indicator_id, returns.period),
    among as (partition by returns.indicator_id, returns.period order by returns.value),
    from_highest as (partition by returns.indicator_id, returns.period order by returns.value desc)
order by returns.indicator_id, returns.period, returns.area_code
