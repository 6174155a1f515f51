with populations as (

    select * from {{ ref('int_populations_defined') }}

),

spells as (

    select * from {{ ref('int_spells_clocked') }} where days is not null

),

years as (

    select
        population,
        clock,
        {{ row_per(whole_numbers('0', 'floor(max(days) / 365.25)')) }} as year
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

),

curves as (

    select
        *,
        lead(days) over (partition by population, clock order by days) as next_days
    from {{ ref('improvement_curves') }}

),

-- As for curves: fewer spells would say more of single authorities than of the region.
shown as (

    select counted.*
    from counted
    inner join populations
        on counted.population = populations.population and counted.clock = populations.clock
    where counted.at_risk >= populations.least_at_risk

)

select
    shown.population,
    shown.clock,
    shown.year,
    shown.at_risk,
    -- Before the first improvement nobody has improved, and there is no doubt about it.
    coalesce(curves.survival, 1) as survival,
    coalesce(curves.survival_lower, 1) as survival_lower,
    coalesce(curves.survival_upper, 1) as survival_upper
from shown
left join curves
    on shown.population = curves.population
    and shown.clock = curves.clock
    and shown.days >= curves.days
    and (curves.next_days is null or shown.days < curves.next_days)
order by shown.population, shown.clock, shown.year
