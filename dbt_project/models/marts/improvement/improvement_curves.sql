{#- The quantile of the normal distribution that leaves 2.5 % above it. -#}
{%- set z = '1.959963984540054' -%}

with populations as (

    select * from {{ ref('int_populations_defined') }}

),

spells as (

    select * from {{ ref('int_spells_clocked') }} where days is not null

),

shown as (

    select spells.*
    from spells
    inner join populations
        on spells.population = populations.population and spells.clock = populations.clock
    qualify
        count(*) over (partition by spells.population, spells.clock) >= populations.least_at_risk

),

days_counted as (

    select
        population,
        clock,
        days,
        count(*) filter (where is_improved) as improved,
        count(*) as leaving
    from shown
    group by population, clock, days

),

days_at_risk as (

    select
        *,
        -- A spell censored on a day is still at risk on it.
        cast(sum(leaving) over (partition by population, clock order by days desc) as bigint)
            as at_risk
    from days_counted

),

event_times as (

    select
        *,
        lead(at_risk, 1, 0) over (partition by population, clock order by days) as next_at_risk
    from days_at_risk
    where improved > 0

),

estimated as (

    select
        *,
        product((at_risk - improved) / at_risk) over until_then as survival,
        sum(improved / (at_risk * nullif(at_risk - improved, 0))) over until_then as greenwood
    from event_times
    window until_then as (partition by population, clock order by days)

),

limited as (

    select
        *,
        {{ z }} * sqrt(greenwood) / ln(nullif(survival, 0)) as width
    from estimated

)

select
    population,
    clock,
    days,
    at_risk,
    improved,
    at_risk - improved - next_at_risk as censored,
    round(survival, 10) as survival,
    round(coalesce(power(survival, exp(-width)), 0), 10) as survival_lower,
    round(coalesce(power(survival, exp(width)), 0), 10) as survival_upper
from limited
order by population, clock, days
