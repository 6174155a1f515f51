-- Examined: every population and clock, and the number of populations.
with curves as (

    select
        population,
        clock,
        sum(improved) as improved
    from main.improvement_curves
    group by all

)

select
    summary.population,
    summary.clock,
    nullif(concat_ws(
        '; ',
        case
            when summary.spells <> summary.improved + summary.censored
                then
                    'spells ' || summary.spells || ', improved ' || summary.improved
                    || ', censored ' || summary.censored
        end,
        case when curves.improved <> summary.improved then 'improved differs from the curve' end
    ), '') as problem
from main.improvement_summary as summary
left join curves on summary.population = curves.population and summary.clock = curves.clock
union all
select
    'all',
    'publication',
    case when count(distinct population) <> 14 then count(distinct population) || ' populations' end
from main.improvement_summary
