-- Examined: every spell at Inadequate that begins with a first SIF.
select
    spells.spell_id,
    case
        when spells.held_before = 'not known'
            then 'the judgement on protection before SIF is lost'
    end as problem
from main.improvement_spells as spells
where
    spells.from_grade = 'Inadequate'
    and spells.framework_at_start = 'SIF'
    and spells.is_left_truncated
