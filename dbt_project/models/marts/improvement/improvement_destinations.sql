{#- Where a spell can end. An authority abolished while Inadequate is censored. -#}
{%- set destinations = [
    ('Inadequate', ['Requires improvement', 'Good or better']),
    ('Requires improvement', ['improved', 'declined', 'abolished'])
] -%}

with populations as (

    select * from {{ ref('int_populations_defined') }}

),

spells as (

    select * from {{ ref('int_spells_clocked') }} where days is not null

),

destinations as (

    {%- for from_grade, ends in destinations %}
    {%- set last = loop.last %}
    {%- for destination in ends %}
    select
        '{{ from_grade }}' as from_grade,
        '{{ destination }}' as destination
    {{ "union all" if not (last and loop.last) }}
    {%- endfor %}
    {%- endfor %}

),

ended as (

    {{ kaplan_meier('spells', ['population', 'clock'], 'destination is not null') }}

),

days_shown as (

    select
        ended.population,
        ended.clock,
        ended.days,
        ended.at_risk,
        populations.from_grade,
        -- The share that was still at the grade on the day before.
        lag(ended.survival, 1, 1) over (
            partition by ended.population, ended.clock order by ended.days
        ) as remaining
    from ended
    inner join populations
        on ended.population = populations.population and ended.clock = populations.clock
    where ended.at_risk >= populations.least_at_risk

),

counted as (

    select
        days_shown.population,
        days_shown.clock,
        days_shown.days,
        days_shown.at_risk,
        days_shown.remaining,
        destinations.destination,
        count(spells.la_code) as events
    from days_shown
    inner join destinations on days_shown.from_grade = destinations.from_grade
    left join spells
        on days_shown.population = spells.population
        and days_shown.clock = spells.clock
        and days_shown.days = spells.days
        and destinations.destination = spells.destination
    group by all

)

select
    population,
    clock,
    days,
    destination,
    at_risk,
    events,
    round(
        sum(remaining * events / at_risk) over (
            partition by population, clock, destination order by days
        ),
        10
    ) as incidence
from counted
order by population, clock, days, destination
