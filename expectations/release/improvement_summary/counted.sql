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
        case
            when
                curves.improved > summary.improved
                -- The curve of a region is cut.
                or (curves.improved < summary.improved and not contains(summary.population, ':'))
                then 'improved differs from the curve'
        end,
        case
            when summary.held_reports > summary.censored
                then 'more held open than have not ended'
            when
                summary.held_reports = 0
                and (
                    summary.median_days is distinct from summary.median_days_without_held
                    or summary.median_lower is distinct from summary.median_lower_without_held
                    or summary.median_upper is distinct from summary.median_upper_without_held
                )
                then 'nothing is held, and the median without what is held differs'
            when summary.median_days < summary.median_days_without_held
                then 'the median is longer without spells that are open'
        end
    ), '') as problem
from main.improvement_summary as summary
left join curves on summary.population = curves.population and summary.clock = curves.clock
union all
select
    'all',
    'publication',
    case when count(distinct population) <> 15 then count(distinct population) || ' populations' end
from main.improvement_summary
