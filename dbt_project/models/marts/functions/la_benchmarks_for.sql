{{ config(materialized='table_function', parameters=['as_of', 'neighbour_model']) }}

with published as (

    select
        figures.*,
        indicators.title,
        indicators.unit,
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
returns as (select * from published where geographic_level = 'Local authority'),

authorities as (

    {{ members('returns', ref('local_authorities').include(database=false)) }}

),

neighbours as (

    select * from {{ ref('statistical_neighbours').include(database=false) }}
    where model = neighbour_model

),

ranks as ({{ ranks('returns') }}),

best_ranks as ({{ best_ranks('authorities') }}),

quartiles as ({{ quartile_cuts('returns') }}),

bands as ({{ quartile_cuts('authorities') }}),

averages as ({{ neighbour_averages('authorities', 'neighbours') }}),

changes as ({{ changes('authorities') }}),

funnel as ({{ funnel('returns', 'england') }})

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
    ranks.n_ranked,
    ranks.rank_lowest,
    ranks.n_tied,
    round(100 * (ranks.rank_lowest - 1) / nullif(ranks.n_ranked - 1, 0), 6) as percent_rank,
    if(
        authorities.has_quartiles and authorities.value is not null,
        {{ quartile_of('authorities.value', 'quartiles') }},
        null
    ) as quartile,
    averages.mean as neighbour_mean,
    averages.median as neighbour_median,
    averages.used as neighbours_used,
    changes.change_1y,
    changes.change_3y,
    best_ranks.rank_best,
    if(
        authorities.has_quartiles and best_ranks.rank_best is not null,
        {{ lait_band('authorities.value', 'bands', 'authorities.polarity') }},
        null
    ) as lait_band,
    averages.csc_median as csc_neighbour_median,
    funnel.funnel_flag,
    funnel.funnel_flag_adjusted,
    round(funnel.phi, 6) as funnel_phi,
    authorities.release_id,
    authorities.period_end,
    authorities.period = max(authorities.period) over (partition by authorities.indicator_id)
        as is_newest,
    authorities.region_code,
    authorities.title,
    authorities.unit
from authorities
left join england using (indicator_id, period)
left join regions using (indicator_id, period, region_code)
left join ranks using (indicator_id, period, area_code)
left join best_ranks using (indicator_id, period, la_code)
left join quartiles using (indicator_id, period)
left join bands using (indicator_id, period)
left join averages using (indicator_id, period, la_code)
left join changes using (indicator_id, period, la_code)
left join funnel using (indicator_id, period, area_code)
order by authorities.indicator_id, authorities.period, authorities.la_code
