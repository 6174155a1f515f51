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

    select
        population,
        survival,
        days,
        lead(days) over (partition by population order by days) as next_days
    from {{ ref('improvement_curves') }}
    where clock = 'publication'

),

protection as (

    select * from {{ ref('int_protection_judged') }}

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

-- Each population that takes the spell: of its framework, and of any.
placed as (

    select
        spells.la_code,
        spells.started_published_on,
        spells.from_grade,
        spells.days_publication_clock,
        populations.population,
        populations.framework
    from spells
    inner join populations
        on spells.from_grade = populations.from_grade
        and coalesce(populations.framework, spells.framework_at_start) = spells.framework_at_start

),

-- Before a population's first improvement nobody has improved.
compared as (

    select
        placed.*,
        round(1 - coalesce(curves.survival, 1), 10) as share_improved_by
    from placed
    left join curves
        on placed.population = curves.population
        and placed.days_publication_clock >= curves.days
        and (curves.next_days is null or placed.days_publication_clock < curves.next_days)

),

-- The widest population, of any framework before of one, and that of the framework.
populated as (

    select
        la_code,
        started_published_on,
        from_grade,
        min_by(population, framework is not null) as population,
        min_by(share_improved_by, framework is not null) as share_improved_by,
        max(population) filter (where framework is not null) as framework_population,
        max(share_improved_by) filter (where framework is not null)
            as framework_share_improved_by
    from compared
    group by la_code, started_published_on, from_grade

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
    spells.newer_report_not_yet_read,
    spells.first_inspection_id,
    spells.ending_inspection_id,
    populated.population,
    populated.share_improved_by,
    told.visits_known_from,
    told.visits_known_to,
    case
        -- The inspection before found another grade.
        when not spells.is_left_truncated then 'no'
        -- Before SIF the third grade was "adequate": whether it was held tells nothing of
        -- requires improvement.
        when spells.from_grade <> 'Inadequate' or protection.judgement is null then 'not known'
        when protection.judgement = 'Inadequate' then 'yes'
        else 'no'
    end as held_before,
    case when spells.outcome = 'improved' then spells.ended_counts_from end as better_by,
    case when spells.outcome = 'improved' then spells.last_counts_from end as not_better_before,
    spells.days_publication_without_pause,
    populated.framework_population,
    populated.framework_share_improved_by
from spells
left join protection
    on spells.la_code = protection.la_code
    and spells.started_published_on > protection.publication_date
left join told
    on spells.la_code = told.la_code
    and spells.started_published_on = told.started_published_on
left join visited
    on spells.la_code = visited.la_code
    and spells.started_published_on = visited.started_published_on
left join populated
    on spells.la_code = populated.la_code
    and spells.started_published_on = populated.started_published_on
    and spells.from_grade = populated.from_grade
order by spell_id
