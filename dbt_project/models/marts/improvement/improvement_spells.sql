with spells as (

    select
        *,
        coalesce(ended_counts_from, censored_on) as counts_until
    from {{ ref('int_spells_delimited') }}
    where scope = 'all evidence'

),

visits as (

    select * from {{ ref('visits') }}

),

populations as (

    select * from {{ ref('int_populations_defined') }}
    where scope = 'all evidence' and clock = 'publication' and region_code is null

),

curves as (

    select * from {{ ref('improvement_curves') }} where clock = 'publication'

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
        and visits.visit_date <= spells.counts_until
    group by spells.la_code, spells.started_published_on

),

-- Ofsted's listing has the authorities of today alone; of others official statistics tell.
covered as (

    select
        authorities.la_code,
        if(authorities.closed_on is null, coverage.first_day, coverage.official_first_day)
            as first_day,
        if(authorities.closed_on is null, coverage.last_day, coverage.official_last_day)
            as last_day
    from {{ ref('visit_coverage') }} as coverage
    cross join {{ ref('int_authorities') }} as authorities

),

told as (

    select
        spells.la_code,
        spells.started_published_on,
        min(greatest(covered.first_day, spells.counts_from)) as visits_known_from,
        max(least(covered.last_day, spells.counts_until)) as visits_known_to
    from spells
    inner join covered
        on spells.la_code = covered.la_code
        and spells.counts_from <= covered.last_day
        and spells.counts_until >= covered.first_day
    group by spells.la_code, spells.started_published_on

),

-- The widest population that takes the spell: of any framework before of one.
placed as (

    select
        spells.la_code,
        spells.started_published_on,
        spells.from_grade,
        spells.days_publication_clock,
        populations.population
    from spells
    inner join populations
        on spells.from_grade = populations.from_grade
        and coalesce(populations.framework, spells.framework_at_start) = spells.framework_at_start
    qualify row_number() over (
        partition by spells.la_code, spells.started_published_on, spells.from_grade
        order by populations.framework nulls first
    ) = 1

),

-- Before a population's first improvement nobody has improved.
compared as (

    select
        placed.*,
        round(1 - coalesce(curves.survival, 1), 10) as share_improved_by
    from placed
    asof left join curves
        on placed.population = curves.population
        and placed.days_publication_clock >= curves.days

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
    -- Where no source covers the time, none known is not none made.
    coalesce(visited.visits_in_spell, if(told.la_code is null, null, 0)) as visits_in_spell,
    spells.basis,
    spells.as_at,
    spells.censored_on,
    spells.is_left_truncated,
    -- A held report may have ended the spell; until it is read the spell stays open, and says so.
    spells.outcome = 'open'
    and exists (
        select 1
        from unread
        where
            unread.la_code = spells.la_code
            and unread.unread_published_on > spells.last_published_on
            and unread.unread_published_on <= spells.as_at
    ) as newer_report_not_yet_read,
    spells.first_inspection_id,
    spells.ending_inspection_id,
    compared.population,
    compared.share_improved_by,
    told.visits_known_from,
    told.visits_known_to
from spells
left join told
    on spells.la_code = told.la_code
    and spells.started_published_on = told.started_published_on
left join visited
    on spells.la_code = visited.la_code
    and spells.started_published_on = visited.started_published_on
left join compared
    on spells.la_code = compared.la_code
    and spells.started_published_on = compared.started_published_on
    and spells.from_grade = compared.from_grade
order by spell_id
