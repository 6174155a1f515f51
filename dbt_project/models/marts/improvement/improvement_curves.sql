with populations as (

    select * from {{ ref('int_populations_defined') }}

),

spells as (

    select * from {{ ref('int_spells_clocked') }} where days is not null

),

estimated as (

    {{ kaplan_meier('spells', ['population', 'clock'], 'is_improved') }}

)

select
    estimated.population,
    estimated.clock,
    estimated.days,
    estimated.at_risk,
    estimated.ended as improved,
    estimated.censored,
    round(estimated.survival, 10) as survival,
    round(estimated.survival_lower, 10) as survival_lower,
    round(estimated.survival_upper, 10) as survival_upper
from estimated
inner join populations
    on estimated.population = populations.population and estimated.clock = populations.clock
where estimated.at_risk >= populations.least_at_risk
order by estimated.population, estimated.clock, estimated.days
