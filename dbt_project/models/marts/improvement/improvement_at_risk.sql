with populations as (

    select * from {{ ref('int_populations_defined') }}

),

spells as (

    select spells.*
    from {{ ref('int_spells_clocked') }} as spells
    inner join populations
        on spells.population = populations.population and spells.clock = populations.clock
    where spells.days is not null
    -- As for curves: fewer spells would say more of single authorities than of the region.
    qualify
        count(*) over (partition by spells.population, spells.clock) >= populations.least_at_risk

),

years as (

    select
        population,
        clock,
        unnest(generate_series(0, cast(floor(max(days) / 365.25) as bigint))) as year
    from spells
    group by population, clock

),

counted as (

    select
        years.population,
        years.clock,
        years.year,
        years.year * 365.25 as days,
        count(*) as at_risk
    from years
    inner join spells
        on years.population = spells.population
        and years.clock = spells.clock
        and spells.days >= years.year * 365.25
    group by years.population, years.clock, years.year

)

select
    counted.population,
    counted.clock,
    counted.year,
    counted.at_risk,
    -- Before the first improvement nobody has improved, and there is no doubt about it.
    coalesce(curves.survival, 1) as survival,
    coalesce(curves.survival_lower, 1) as survival_lower,
    coalesce(curves.survival_upper, 1) as survival_upper
from counted
asof left join {{ ref('improvement_curves') }} as curves
    on counted.population = curves.population
    and counted.clock = curves.clock
    and counted.days >= curves.days
order by counted.population, counted.clock, counted.year
