with spells as (

    select * from {{ ref('int_spells_delimited') }} where scope = 'all evidence'

),

visits as (

    select * from {{ ref('visits') }}

),

unread as (

    select * from {{ ref('int_reports_unread') }}

),

visited as (

    select
        spells.la_code,
        spells.started_published_on,
        count(*) as visits_in_spell
    from spells
    inner join visits
        on spells.la_code = visits.la_code
        and visits.visit_date >= spells.counts_from
        and visits.visit_date <= coalesce(spells.ended_counts_from, spells.censored_on)
    group by spells.la_code, spells.started_published_on

)

select
    concat_ws(
        '-', spells.la_code, replace(spells.from_grade, ' ', '-'), spells.started_published_on
    ) as spell_id,
    spells.la_code,
    spells.from_grade,
    spells.framework_at_start,
    spells.started_on,
    spells.started_published_on,
    spells.ended_on,
    spells.ended_published_on,
    spells.to_grade,
    spells.outcome,
    spells.days_inspection_clock,
    spells.days_publication_clock,
    spells.inspections_in_spell,
    coalesce(visited.visits_in_spell, 0) as visits_in_spell,
    spells.basis,
    spells.as_at,
    spells.censored_on,
    spells.is_left_truncated,
    -- A held report may have ended the spell; until it is read the spell stays open, and says so.
    spells.outcome = 'open'
    and coalesce(
        unread.unread_published_on > spells.last_published_on
        and unread.unread_published_on <= spells.as_at,
        false
    ) as newer_report_not_yet_read
from spells
left join visited
    on spells.la_code = visited.la_code
    and spells.started_published_on = visited.started_published_on
left join unread on spells.la_code = unread.la_code
order by spell_id
