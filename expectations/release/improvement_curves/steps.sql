-- One row per step of a curve. A region's ends where fewer than five spells are at risk.
select
    *,
    survival - lag(survival) over (partition by population, clock order by days) as step,
    at_risk - if(contains(population, ':'), 5, 1) as beyond_least
from main.improvement_curves
