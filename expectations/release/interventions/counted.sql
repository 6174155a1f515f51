-- Examined: every intervention, and every one of a spell.
select
    intervention_id,
    case
        when is_counted <> (evidence in ('A', 'B')) then 'evidence ' || evidence || ' is counted'
    end as problem
from main.interventions
union all
select
    lines.intervention_id,
    case
        when coalesce(known.evidence, 'of nothing') not in ('A', 'B')
            then 'evidence ' || coalesce(known.evidence, 'of nothing') || ' in ' || lines.spell_id
    end
from main.spell_interventions as lines
left join main.interventions as known on lines.intervention_id = known.intervention_id
