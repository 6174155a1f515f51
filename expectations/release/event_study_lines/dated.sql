-- Examined: every line, against the day of the judgement that its spell begins or ends with.
with days as (

    select
        lines.*,
        if(lines.event = 'improved', spells.ended_on, spells.started_on) as happened_on,
        -- Of the census k = -1.
        make_date(cast(lines.period as integer) - lines.k - 1, 9, 30) as before
    from main.event_study_lines as lines
    left join main.improvement_spells as spells on lines.spell_id = spells.spell_id

)

select
    spell_id,
    event,
    indicator_id,
    k,
    case
        when happened_on is null then 'the day of the inspection is not known'
        when not (before < happened_on and happened_on <= before + interval 1 year)
            then 'census ' || period || ' for an inspection begun on ' || happened_on
    end as problem
from days
