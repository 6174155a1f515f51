{#- The site dates the event, the official file the first day of the visit. -#}
{%- set same_visit_days = 14 -%}

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

listed as (

    select
        authorities.la_code,
        listed.visit_type,
        listed.visit_date,
        listed.publication_date,
        cast(null as varchar) as theme,
        listed._release_id,
        listed._locator
    from {{ ref('stg_ofsted__listed_visits') }} as listed
    inner join {{ ref('authorities') }} as authorities on listed.urn = authorities.ofsted_urn
    where
        listed.visit_type in ('Monitoring visit', 'Focused visit')
        and listed.visit_date is not null
        -- The official row wins where both know the visit.
        and not exists (
            select 1
            from official
            where
                official.la_code = authorities.la_code
                and official.visit_type = listed.visit_type
                and abs(date_diff('day', official.visit_date, listed.visit_date))
                <= {{ same_visit_days }}
        )

),

visits as (

    select *
    from (
        select * from official
        union all
        select * from listed
    )
    qualify row_number() over (
        partition by la_code, visit_type, visit_date
        order by publication_date, _locator, _release_id
    ) = 1

)

select
    concat_ws('-', la_code, visit_date, lower(left(visit_type, strpos(visit_type, ' ') - 1)))
        as visit_id,
    la_code,
    visit_type,
    visit_date,
    publication_date,
    theme,
    _release_id as source_release_id,
    _locator as source_locator
from visits
order by visit_id
