-- Examined: every population, clock and year, against the summary at first and the year before.
select
    later.population,
    later.clock,
    later.year,
    case
        when later.year = 0 and later.at_risk <> coalesce(summary.spells, 0)
            then 'at risk on day 0: ' || later.at_risk || ', spells ' || summary.spells
        when later.at_risk > earlier.at_risk then 'more at risk than a year before'
        when later.survival > earlier.survival then 'more not improved than a year before'
    end as problem
from main.improvement_at_risk as later
left join main.improvement_summary as summary
    on later.population = summary.population and later.clock = summary.clock
left join main.improvement_at_risk as earlier
    on later.population = earlier.population
    and later.clock = earlier.clock
    and later.year = earlier.year + 1
