{%- set quantiles = [
    ('q25_days', 'survival', 0.75),
    ('median_days', 'survival', 0.5),
    ('median_lower', 'survival_lower', 0.5),
    ('median_upper', 'survival_upper', 0.5),
    ('q75_days', 'survival', 0.25)
] -%}

{#- Whole days within 2, 3 and 4 years of 365.25 days. -#}
{%- set horizons = [(2, 730), (3, 1095), (4, 1461)] -%}

with populations as (

    select * from {{ ref('int_populations_defined') }}

),

spells as (

    select * from {{ ref('int_spells_clocked') }}

),

curves as (

    select * from {{ ref('improvement_curves') }}

),

counted as (

    select
        population,
        clock,
        count(days) as spells,
        count(*) filter (where is_improved and days is not null) as improved,
        count(*) filter (where not is_improved and days is not null) as censored,
        count(*) filter (where days is null) as spells_without_date,
        max(days) as longest_days
    from spells
    group by population, clock

),

estimated as (

    select
        population,
        clock,
        min(survival) as last_survival,
        {%- for name, curve, level in quantiles %}
        min(days) filter (where {{ curve }} <= {{ level }}) as {{ name }},
        {%- endfor %}
        {%- for years, days in horizons %}
        coalesce(min(survival) filter (where days <= {{ days }}), 1) as survival_{{ years }}y
        {{- "," if not loop.last }}
        {%- endfor %}
    from curves
    group by population, clock

)

select
    populations.population,
    populations.clock,
    populations.as_at,
    coalesce(counted.spells, 0) as spells,
    coalesce(counted.improved, 0) as improved,
    coalesce(counted.censored, 0) as censored,
    {%- for name, curve, level in quantiles %}
    estimated.{{ name }},
    {%- endfor %}
    {%- for years, days in horizons %}
    case
        when coalesce(counted.spells, 0) < populations.least_at_risk then null
        when counted.longest_days >= {{ days }} or estimated.last_survival = 0
            then round(1 - coalesce(estimated.survival_{{ years }}y, 1), 10)
    end as improved_within_{{ years }}y,
    {%- endfor %}
    coalesce(counted.spells_without_date, 0) as spells_without_date,
    counted.longest_days,
    coalesce(counted.spells, 0) < populations.least_at_risk as is_suppressed
from populations
left join counted
    on populations.population = counted.population and populations.clock = counted.clock
left join estimated
    on populations.population = estimated.population and populations.clock = estimated.clock
order by populations.population, populations.clock
