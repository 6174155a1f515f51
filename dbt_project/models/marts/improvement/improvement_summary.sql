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
        count(*) filter (where is_held_open and days is not null) as held_reports,
        max(days) as longest_days
    from spells
    group by population, clock

),

-- The last day on which as many spells are at risk as estimates need.
followed as (

    select
        spells.population,
        spells.clock,
        spells.days as estimated_until
    from spells
    inner join populations
        on spells.population = populations.population and spells.clock = populations.clock
    where spells.days is not null
    qualify
        row_number() over (
            partition by spells.population, spells.clock
            order by spells.days desc, spells.la_code, spells.started_published_on
        ) = greatest(populations.least_at_risk, 1)

),

estimated as (

    select
        population,
        clock,
        min(survival) as last_survival,
        {%- for name, curve, level in quantiles %}
        {{ first_day_at_or_below(curve, level) }} as {{ name }},
        {%- endfor %}
        {%- for years, days in horizons %}
        coalesce(min(survival) filter (where days <= {{ days }}), 1) as survival_{{ years }}y
        {{- "," if not loop.last }}
        {%- endfor %}
    from curves
    group by population, clock

),

without_held as (

    select * from spells where days is not null and not is_held_open

),

curves_without_held as (

    {{ kaplan_meier('without_held', ['population', 'clock'], 'is_improved') }}

),

estimated_without_held as (

    select
        curves_without_held.population,
        curves_without_held.clock,
        {%- for name, curve, level in quantiles if name.startswith('median') %}
        {{ first_day_at_or_below(curve, level) }} as {{ name }}{{ "," if not loop.last }}
        {%- endfor %}
    from curves_without_held
    inner join populations
        on curves_without_held.population = populations.population
        and curves_without_held.clock = populations.clock
    where curves_without_held.at_risk >= populations.least_at_risk
    group by curves_without_held.population, curves_without_held.clock

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
        when followed.estimated_until >= {{ days }} or estimated.last_survival = 0
            then round(1 - coalesce(estimated.survival_{{ years }}y, 1), 10)
    end as improved_within_{{ years }}y,
    {%- endfor %}
    coalesce(counted.spells_without_date, 0) as spells_without_date,
    counted.longest_days,
    coalesce(counted.spells, 0) < populations.least_at_risk as is_suppressed,
    coalesce(counted.held_reports, 0) as held_reports,
    estimated_without_held.median_days as median_days_without_held,
    estimated_without_held.median_lower as median_lower_without_held,
    estimated_without_held.median_upper as median_upper_without_held,
    followed.estimated_until
from populations
left join counted
    on populations.population = counted.population and populations.clock = counted.clock
left join followed
    on populations.population = followed.population and populations.clock = followed.clock
left join estimated
    on populations.population = estimated.population and populations.clock = estimated.clock
left join estimated_without_held
    on populations.population = estimated_without_held.population
    and populations.clock = estimated_without_held.clock
order by populations.population, populations.clock
