{% macro benchmarks(as_of, neighbour_model, condition='true') -%}
    {#- The rows of la_benchmarks: one per indicator, period and authority.
        as_of: SQL of the day on which a figure must have been known; neighbour_model: of the model's
        name; condition: of the indicators that are wanted, on the columns of `indicators`. -#}
with published as (

    select
        figures.indicator_id,
        figures.geographic_level,
        figures.area_code,
        figures.period,
        figures.period_end,
        figures.value,
        figures.marker,
        figures.numerator,
        figures.denominator,
        figures.release_id,
        figures.is_joint_return,
        indicators.polarity,
        indicators.has_quartiles,
        indicators.multiplier,
        indicators.csc_decimal_places,
        cast(left(figures.period, 4) as integer) as first_year
    from {{ ref('indicator_values_as_of').include(database=false) }}({{ as_of }}) as figures
    inner join {{ ref('indicators').include(database=false) }} as indicators
        on figures.indicator_id = indicators.indicator_id
    where indicators.is_benchmarked and {{ condition }}

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
    where model = {{ neighbour_model }}

),

newest as (

    select
        indicator_id,
        max(period) as newest_period
    from authorities
    group by indicator_id

),

ranks as ({{ ranks('returns') }}),

region_ranks as ({{ region_ranks('authorities') }}),

best_ranks as ({{ best_ranks('authorities') }}),

quartiles as ({{ quartile_cuts('returns') }}),

bands as ({{ quartile_cuts('authorities', 'lait_value') }}),

beside_neighbours as ({{ beside_neighbours('authorities', 'neighbours') }}),

changes as ({{ changes('authorities') }}),

z_scores as ({{ z_scores('returns', 'england') }}),

-- The linter knows no lambda of two parameters.
funnel as ({{ funnel('z_scores') }}),  -- noqa: PRS

changes_against_chance as ({{ changes_against_chance('z_scores') }})

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
    beside_neighbours.mean as neighbour_mean,
    beside_neighbours.median as neighbour_median,
    beside_neighbours.used as neighbours_used,
    changes.change_1y,
    changes.change_3y,
    best_ranks.rank_best,
    if(
        authorities.has_quartiles and best_ranks.rank_best is not null,
        {{ lait_band('authorities.lait_value', 'bands', 'authorities.polarity') }},
        null
    ) as lait_band,
    if(
        authorities.is_joint_return,
        null,
        {{ rounded_half_away(
            'beside_neighbours.csc_median', 'authorities.csc_decimal_places'
        ) }}
    ) as csc_neighbour_median,
    funnel.flag as funnel_flag,
    funnel.flag_adjusted as funnel_flag_adjusted,
    round(funnel.phi, 6) as funnel_phi,
    authorities.release_id,
    authorities.period_end,
    authorities.period = newest.newest_period as is_newest,
    authorities.region_code,
    indicators.title,
    indicators.unit,
    region_ranks.rank_lowest as rank_in_region,
    region_ranks.n_ranked as n_in_region,
    if(authorities.value is null, null, beside_neighbours.rank_lowest) as rank_in_neighbours,
    if(authorities.value is null, null, beside_neighbours.n_ranked) as n_in_neighbours,
    round(funnel.tau, 6) as funnel_tau,
    round(changes_against_chance.z, 6) as change_z,
    changes_against_chance.flag as change_flag
from authorities
inner join {{ ref('indicators').include(database=false) }} as indicators using (indicator_id)
inner join newest using (indicator_id)
left join england using (indicator_id, period)
left join regions using (indicator_id, period, region_code)
left join ranks using (indicator_id, period, area_code)
left join region_ranks using (indicator_id, period, region_code, area_code)
left join best_ranks using (indicator_id, period, la_code)
left join quartiles using (indicator_id, period)
left join bands using (indicator_id, period)
left join beside_neighbours using (indicator_id, period, la_code)
left join changes using (indicator_id, period, la_code)
left join funnel using (indicator_id, period, area_code)
left join changes_against_chance using (indicator_id, period, area_code)
{%- endmacro %}
