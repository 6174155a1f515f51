-- Examined: every event, indicator and census that single spells have a change for.
with changes as (

    select
        later.event,
        later.indicator_id,
        later.k,
        count(*) as n,
        avg(later.gap - before.gap) as change,
        avg(later.gap) as level
    from main.event_study_lines as later
    inner join main.event_study_lines as before
        on later.spell_id = before.spell_id
        and later.event = before.event
        and later.indicator_id = before.indicator_id
        and before.k = -1
    group by later.event, later.indicator_id, later.k

)

select
    changes.event,
    changes.indicator_id,
    changes.k,
    case
        when coalesce(study.n, 0) <> changes.n
            then 'n ' || coalesce(study.n, 0) || ', spells with a change ' || changes.n
        when abs(study.change - changes.change) > 0.000002
            then 'change ' || study.change || ', mean of spells ' || changes.change
        when abs(study.level - changes.level) > 0.000002
            then 'level ' || study.level || ', mean of spells ' || changes.level
        when not (study.change between study.lower and study.upper)
            then 'the change is outside of its limits'
        when not (study.placebo_p > 0 and study.placebo_p <= 1)
            then 'the share of placebos is ' || study.placebo_p
    end as problem
from changes
left join main.event_study as study
    on changes.event = study.event
    and changes.indicator_id = study.indicator_id
    and changes.k = study.k
