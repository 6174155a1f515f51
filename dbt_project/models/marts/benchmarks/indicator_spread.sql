with returns as (

    select
        figures.*,
        authorities.region_code
    from {{ ref('indicator_values') }} as figures
    inner join {{ ref('indicators') }} as indicators
        on figures.indicator_id = indicators.indicator_id
    -- The members of a joint return are of one region.
    left join {{ ref('local_authorities') }} as authorities
        on split_part(figures.area_code, '+', 1) = authorities.la_code
    where
        figures.is_latest_release
        and figures.geographic_level = 'Local authority'
        and figures.value is not null
        and indicators.is_benchmarked

),

quartiles as (

    {{ quartile_cuts('returns') }}

),

means as (

    select
        indicator_id,
        period,
        count(*) as n,
        round({{ exact_mean('value') }}, 6) as mean
    from returns
    group by indicator_id, period

),

-- Sums of deviations from the mean: exact, so that no order of rows moves the last digit.
regions as (

    select
        returns.indicator_id,
        returns.period,
        returns.region_code,
        count(*) as n,
        {{ exact_sum('returns.value - means.mean') }} as total,
        {{ exact_sum_of_squares('returns.value - means.mean') }} as total_of_squares
    from returns
    inner join means
        on returns.indicator_id = means.indicator_id and returns.period = means.period
    group by returns.indicator_id, returns.period, returns.region_code

),

deviations as (

    -- The mean is rounded; what that moves is taken off both sums of squares.
    select
        indicator_id,
        period,
        count(region_code) as n_regions,
        sum(total_of_squares) - sum(total) ^ 2 / sum(n) as of_returns,
        sum(total ^ 2 / n order by region_code) - sum(total) ^ 2 / sum(n) as of_regions
    from regions
    group by indicator_id, period

),

beyond_chance as (

    select distinct
        indicator_id,
        period,
        funnel_tau
    from {{ ref('la_benchmarks') }}
    where funnel_tau is not null

),

intervals as (

    select
        indicator_id,
        period,
        max(n_ranked) as n_ranked,
        median(rank_upper - rank_lower + 1) as median_rank_places
    from {{ ref('rank_intervals') }}
    group by indicator_id, period

)

select
    means.indicator_id,
    means.period,
    means.n,
    means.mean,
    round(quartiles.q2, 6) as median,
    round(sqrt(deviations.of_returns / nullif(means.n - 1, 0)), 6) as sd,
    beyond_chance.funnel_tau as sd_beyond_chance,
    round(quartiles.q3 - quartiles.q1, 6) as iqr,
    case
        when deviations.n_regions > 1
            then round(deviations.of_regions / nullif(deviations.of_returns, 0), 6)
    end as share_between_regions,
    round(quartiles.q1, 6) as q1,
    round(quartiles.q3, 6) as q3,
    intervals.n_ranked,
    intervals.median_rank_places
from means
inner join quartiles
    on means.indicator_id = quartiles.indicator_id and means.period = quartiles.period
inner join deviations
    on means.indicator_id = deviations.indicator_id and means.period = deviations.period
left join beyond_chance
    on means.indicator_id = beyond_chance.indicator_id and means.period = beyond_chance.period
left join intervals
    on means.indicator_id = intervals.indicator_id and means.period = intervals.period
order by means.indicator_id, means.period
