-- Examined: every day on which a spell of a population ended.
with days as (

    select
        population,
        clock,
        days,
        max(at_risk) as at_risk,
        sum(events) as events,
        sum(incidence) as incidence,
        min(incidence) as least
    from main.improvement_destinations
    group by all

),

followed as (

    select
        *,
        lag(incidence, 1, 0) over earlier as incidence_before
    from days
    window earlier as (partition by population, clock order by days)

)

select
    followed.population,
    followed.clock,
    followed.days,
    nullif(concat_ws(
        '; ',
        case when followed.events < 1 then 'nobody went anywhere' end,
        case
            when
                followed.at_risk < followed.events
                or (followed.at_risk < 5 and contains(followed.population, ':'))
                then 'too few are at risk'
        end,
        case
            when followed.least < 0 or followed.incidence > 1 + 1e-9
                then 'more than all or less than nothing'
        end,
        case when followed.incidence < followed.incidence_before then 'some have come back' end,
        -- From Inadequate nothing competes with improvement: both say the same.
        case
            when
                starts_with(followed.population, 'inadequate')
                and abs(1 - followed.incidence - coalesce(curves.survival, -1)) > 1e-9
                then 'destinations do not add to what the curve says has improved'
        end
    ), '') as problem
from followed
left join main.improvement_curves as curves
    on followed.population = curves.population
    and followed.clock = curves.clock
    and followed.days = curves.days
