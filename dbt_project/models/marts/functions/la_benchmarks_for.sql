{{ config(materialized='table_function', parameters=['as_of', 'neighbour_model']) }}

with published as (

    select
        figures.* exclude (geographic_level),
        figures.geographic_level,
        indicators.polarity,
        indicators.has_quartiles,
        indicators.multiplier,
        cast(left(figures.period, 4) as integer) as first_year
    from {{ ref('indicator_values_as_of').include(database=false) }}(as_of) as figures
    inner join {{ ref('indicators').include(database=false) }} as indicators
        on figures.indicator_id = indicators.indicator_id
    where indicators.is_benchmarked

),

england as (

    select
        indicator_id,
        period,
        value
    from published
    where geographic_level = 'England'

),

regions as (

    select
        indicator_id,
        period,
        area_code as region_code,
        value
    from published
    where geographic_level = 'Region'

),

-- One row per return: a joint return counts once in ranks, quartiles and the funnel.
returns as (

    select *
    from published
    where geographic_level = 'Local authority'

),

ranked as (

    select
        indicator_id,
        period,
        area_code,
        rank() over (partition by indicator_id, period order by value) as rank_lowest,
        count(*) over (partition by indicator_id, period) as n_ranked,
        count(*) over (partition by indicator_id, period, value) as n_tied
    from returns
    where value is not null

),

quartile_cuts as (

    {{ quartile_cuts('returns') }}

),

proportions as (

    select
        returns.indicator_id,
        returns.period,
        returns.area_code,
        returns.numerator / returns.denominator as proportion,
        england.value / returns.multiplier as expected_proportion,
        returns.denominator as n
    from returns
    inner join england
        on returns.indicator_id = england.indicator_id
        and returns.period = england.period
    -- Proportions only: a caseload or a spend is not one. Without both counts, or where England has
    -- none or all, there is no telling what chance would do.
    where
        returns.value is not null
        and returns.numerator is not null
        and returns.denominator > 0
        and returns.multiplier in (100, 10000)
        and england.value > 0
        and england.value < returns.multiplier

),

z_scores as (

    select
        *,
        (proportion - expected_proportion)
        / sqrt(expected_proportion * (1 - expected_proportion) / n) as z
    from proportions

),

z_limits as (

    select
        indicator_id,
        period,
        quantile_cont(z, 0.1) as lowest,
        quantile_cont(z, 0.9) as highest
    from z_scores
    group by all

),

overdispersion as (

    -- Spiegelhalter 2005: the mean square of z-scores winsorised at 10 %; never below 1.
    select
        z_scores.indicator_id,
        z_scores.period,
        greatest(1, avg(
            least(greatest(z_scores.z, z_limits.lowest), z_limits.highest) ^ 2
            order by z_scores.area_code
        )) as phi
    from z_scores
    inner join z_limits
        on z_scores.indicator_id = z_limits.indicator_id and z_scores.period = z_limits.period
    group by all

),

funnel as (

    select
        z_scores.indicator_id,
        z_scores.period,
        z_scores.area_code,
        overdispersion.phi,
        {{ funnel_flag('proportion', '(n * expected_proportion)', 'n') }} as funnel_flag,
        {{ adjusted_funnel_flag('z_scores.z', 'overdispersion.phi') }} as funnel_flag_adjusted
    from z_scores
    inner join overdispersion
        on z_scores.indicator_id = overdispersion.indicator_id
        and z_scores.period = overdispersion.period

),

-- One row per authority: a joint return is given to each of its members.
members as (

    select
        returns.*,
        unnest(string_split(returns.area_code, '+')) as la_code
    from returns

),

authorities as (

    select
        members.*,
        local_authorities.la_name,
        local_authorities.region_code
    from members
    inner join {{ ref('local_authorities').include(database=false) }} as local_authorities
        on members.la_code = local_authorities.la_code
    -- Some files keep rows without figures for authorities abolished or not yet created.
    where
        members.value is not null
        or members.period_end between coalesce(local_authorities.opened_on, date '1900-01-01')
        and coalesce(local_authorities.closed_on, date '9999-12-31')
    -- Older editions mark the partner of a joint return "not applicable" beside the joint row.
    qualify row_number() over (
        partition by members.indicator_id, members.period, members.la_code
        order by members.is_joint_return desc
    ) = 1

),

best_ranked as (

    select
        indicator_id,
        period,
        la_code,
        rank() over (
            partition by indicator_id, period
            order by if(polarity = 'low', value, -value)
        ) as rank_best
    from authorities
    where value is not null and polarity in ('low', 'high')

),

band_cuts as (

    {{ quartile_cuts('authorities') }}

),

neighbours as (

    select
        neighbours.la_code,
        authorities.indicator_id,
        authorities.period,
        {{ exact_mean('authorities.value') }} as mean,
        median(authorities.value) as median,
        count(authorities.value) as used,
        median(authorities.value) filter (where not authorities.is_joint_return)
            as median_without_joint_returns
    from {{ ref('statistical_neighbours').include(database=false) }} as neighbours
    inner join authorities on neighbours.neighbour_la_code = authorities.la_code
    where neighbours.model = neighbour_model
    group by all

)

select
    authorities.indicator_id,
    authorities.period,
    authorities.la_code,
    authorities.la_name,
    authorities.value,
    authorities.marker,
    authorities.is_joint_return,
    england.value as england_value,
    regions.value as region_value,
    round(authorities.value - england.value, 6) as gap_to_england,
    ranked.n_ranked,
    ranked.rank_lowest,
    ranked.n_tied,
    round(100 * (ranked.rank_lowest - 1) / nullif(ranked.n_ranked - 1, 0), 6) as percent_rank,
    case
        when not authorities.has_quartiles or authorities.value is null then null
        when authorities.value <= quartile_cuts.q1 then 1
        when authorities.value <= quartile_cuts.q2 then 2
        when authorities.value <= quartile_cuts.q3 then 3
        else 4
    end as quartile,
    round(neighbours.mean, 6) as neighbour_mean,
    round(neighbours.median, 6) as neighbour_median,
    neighbours.used as neighbours_used,
    round(authorities.value - one_before.value, 6) as change_1y,
    round(authorities.value - three_before.value, 6) as change_3y,
    best_ranked.rank_best,
    case
        when not authorities.has_quartiles or best_ranked.rank_best is null then null
        when authorities.value <= band_cuts.q1 then if(authorities.polarity = 'low', 'A', 'D')
        when authorities.value <= band_cuts.q2 then if(authorities.polarity = 'low', 'B', 'C')
        when authorities.value <= band_cuts.q3 then if(authorities.polarity = 'low', 'C', 'B')
        else if(authorities.polarity = 'low', 'D', 'A')
    end as lait_band,
    -- Decimals are rounded half away from zero; a binary fraction might fall on the wrong side.
    cast(round(cast(neighbours.median_without_joint_returns as decimal(18, 6)), 1) as double)
        as csc_neighbour_median,
    funnel.funnel_flag,
    funnel.funnel_flag_adjusted,
    round(funnel.phi, 6) as funnel_phi,
    authorities.release_id
from authorities
left join england
    on authorities.indicator_id = england.indicator_id and authorities.period = england.period
left join regions
    on authorities.indicator_id = regions.indicator_id
    and authorities.period = regions.period
    and authorities.region_code = regions.region_code
left join ranked
    on authorities.indicator_id = ranked.indicator_id
    and authorities.period = ranked.period
    and authorities.area_code = ranked.area_code
left join quartile_cuts
    on authorities.indicator_id = quartile_cuts.indicator_id
    and authorities.period = quartile_cuts.period
left join band_cuts
    on authorities.indicator_id = band_cuts.indicator_id
    and authorities.period = band_cuts.period
left join best_ranked
    on authorities.indicator_id = best_ranked.indicator_id
    and authorities.period = best_ranked.period
    and authorities.la_code = best_ranked.la_code
left join neighbours
    on authorities.indicator_id = neighbours.indicator_id
    and authorities.period = neighbours.period
    and authorities.la_code = neighbours.la_code
left join funnel
    on authorities.indicator_id = funnel.indicator_id
    and authorities.period = funnel.period
    and authorities.area_code = funnel.area_code
left join authorities as one_before
    on authorities.indicator_id = one_before.indicator_id
    and authorities.la_code = one_before.la_code
    and authorities.first_year - 1 = one_before.first_year
left join authorities as three_before
    on authorities.indicator_id = three_before.indicator_id
    and authorities.la_code = three_before.la_code
    and authorities.first_year - 3 = three_before.first_year
order by authorities.indicator_id, authorities.period, authorities.la_code
