{#- The site dates the event, the official file the first day of the visit. -#}
{%- set same_visit_days = 10 -%}

with in_force as (

    -- Of an edition that was published again the last release counts.
    select
        {{ newest_release('releases') }} as release_id,
        max(releases.known_on) as known_on
    from {{ ref('int_releases_dated') }} as releases
    group by releases.source, releases.edition

),

official as (

    select
        in_year.la_code,
        case in_year.inspection_type
            when 'LA Monitoring visit' then 'Monitoring visit'
            when 'ILACS Focused Visit' then 'Focused visit'
        end as visit_type,
        in_year.visit_date,
        in_year.publication_date,
        in_year.theme,
        in_year._release_id,
        in_year._locator
    from {{ ref('stg_ofsted__in_year') }} as in_year
    inner join in_force on in_year._release_id = in_force.release_id
    where in_year.inspection_type in ('ILACS Focused Visit', 'LA Monitoring visit')
    -- A visit of the turn of the year may be in two editions; the later one has it whole.
    qualify row_number() over (
        partition by in_year.la_code, in_year.inspection_type, in_year.visit_date
        order by in_force.known_on desc, in_year._locator
    ) = 1

),

-- Two letters of one day are of one visit, which the first of them tells.
listed as (

    select
        authorities.la_code,
        listed.visit_type,
        listed.visit_date,
        listed.publication_date,
        listed.url,
        listed._release_id,
        listed._locator
    from {{ ref('stg_ofsted__listed_visits') }} as listed
    inner join {{ ref('authorities') }} as authorities on listed.urn = authorities.ofsted_urn
    where
        listed.visit_type in ('Monitoring visit', 'Focused visit')
        and listed.visit_date is not null
    qualify row_number() over (
        partition by authorities.la_code, listed.visit_type, listed.visit_date
        order by listed.publication_date, listed._locator, listed._release_id
    ) = 1

),

near as (

    select *
    from (
        select
            official.la_code,
            official.visit_type,
            official.visit_date,
            listed.visit_date as listed_date,
            abs({{ days_between('official.visit_date', 'listed.visit_date') }}) as days_apart
        from official
        inner join listed
            on official.la_code = listed.la_code
            and official.visit_type = listed.visit_type
    )
    where days_apart <= {{ same_visit_days }}

),

-- One visit, where each is the nearest to the other; of two as near the earlier.
paired as (

    select *
    from near
    qualify
        row_number() over (
            partition by la_code, visit_type, visit_date
            order by days_apart, visit_date, listed_date
        ) = 1
        and row_number() over (
            partition by la_code, visit_type, listed_date
            order by days_apart, visit_date, listed_date
        ) = 1

),

visits as (

    select
        official.la_code,
        official.visit_type,
        official.visit_date,
        coalesce(official.publication_date, listed.publication_date) as publication_date,
        official.theme,
        official._release_id,
        official._locator,
        listed.url,
        if(listed.la_code is null, 'official statistics', 'both') as evidence
    from official
    left join paired
        on official.la_code = paired.la_code
        and official.visit_type = paired.visit_type
        and official.visit_date = paired.visit_date
    left join listed
        on paired.la_code = listed.la_code
        and paired.visit_type = listed.visit_type
        and paired.listed_date = listed.visit_date
    union all
    select
        listed.la_code,
        listed.visit_type,
        listed.visit_date,
        listed.publication_date,
        cast(null as string) as theme,
        listed._release_id,
        listed._locator,
        listed.url,
        'listing' as evidence
    from listed
    left join paired
        on listed.la_code = paired.la_code
        and listed.visit_type = paired.visit_type
        and listed.visit_date = paired.listed_date
    where paired.la_code is null

)

select
    concat_ws('-', la_code, visit_date, lower(left(visit_type, instr(visit_type, ' ') - 1)))
        as visit_id,
    la_code,
    visit_type,
    visit_date,
    publication_date,
    theme,
    _release_id as source_release_id,
    _locator as source_locator,
    url,
    evidence
from visits
order by visit_id
