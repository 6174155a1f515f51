-- Examined: every spell in which an intervention was issued.
select
    spell_id,
    case
        when count(*) filter (is_first_issued) <> 1
            then count(*) filter (is_first_issued) || ' are the first'
    end as problem
from main.spell_interventions
where is_issued_in_spell
group by spell_id
