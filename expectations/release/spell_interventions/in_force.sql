-- Examined: every spell and intervention.
select
    lines.spell_id,
    lines.intervention_id,
    case
        when spells.spell_id is null or known.intervention_id is null
            then 'of a spell or intervention that is not there'
        when spells.la_code <> known.la_code then 'of two authorities'
        when known.subject not in ('social care', 'both') then 'about ' || known.subject
        when
            known.issued_on > coalesce(spells.ended_published_on, spells.censored_on)
            or (
                lines.is_issued_in_spell
                and known.issued_latest_on < spells.started_published_on
            )
            or (
                not lines.is_issued_in_spell
                and coalesce(known.closed_on < spells.started_published_on, true)
            )
            then 'not in force during the spell'
        when lines.is_issued_in_spell <> (lines.days_lower is not null)
            then 'days without an issue in the spell, or the reverse'
        when lines.days_lower < 0 or lines.days_upper < lines.days_lower
            then 'days from ' || lines.days_lower || ' to ' || lines.days_upper
    end as problem
from main.spell_interventions as lines
left join main.improvement_spells as spells on lines.spell_id = spells.spell_id
left join main.interventions as known on lines.intervention_id = known.intervention_id
