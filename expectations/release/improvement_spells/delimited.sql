-- Examined: every spell.
select
    spells.spell_id,
    nullif(concat_ws(
        '; ',
        case
            when
                (spells.outcome in ('improved', 'declined'))
                <> (spells.ended_published_on is not null)
                then 'improved or declined without an end, or open with one'
        end,
        case
            when spells.days_inspection_clock <= 0 or spells.days_publication_clock <= 0
                then 'ends before it begins'
        end,
        case
            when spells.outcome = 'abolished' and authorities.is_current
                then 'abolished, but the authority exists'
        end,
        case
            when spells.started_published_on > spells.as_at
                then 'begins later than what is known'
        end,
        case
            when
                (spells.outcome = 'improved') <> (spells.better_by is not null)
                or (spells.outcome = 'improved') <> (spells.not_better_before is not null)
                then 'improved at no time, or not improved and at a time'
            when
                spells.not_better_before >= spells.better_by
                or spells.not_better_before
                < coalesce(spells.started_on, spells.started_published_on)
                or spells.better_by > spells.ended_published_on
                then 'found better outside the spell, or before it was last found no better'
        end,
        case
            when
                spells.days_publication_without_pause not between
                spells.days_publication_clock
                - ({{ inspections_paused_until() }} - {{ inspections_paused_from() }})
                and spells.days_publication_clock
                or (
                    spells.started_published_on > {{ inspections_paused_until() }}
                    and spells.days_publication_without_pause <> spells.days_publication_clock
                )
                then 'more than the pause is taken out, or less than nothing'
        end
    ), '') as problem
from main.improvement_spells as spells
left join main.local_authorities as authorities on spells.la_code = authorities.la_code
