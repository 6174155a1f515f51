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
        end
    ), '') as problem
from main.improvement_spells as spells
left join main.local_authorities as authorities on spells.la_code = authorities.la_code
