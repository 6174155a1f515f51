-- One row per step of a curve.
select
    *,
    survival - lag(survival) over (partition by population, clock order by days) as step
from main.improvement_curves
