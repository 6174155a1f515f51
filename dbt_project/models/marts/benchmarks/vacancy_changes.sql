{#- On fewer posts than these a single one moves the rate by more than three points. -#}
{%- set fewest_posts = 30 -%}

{%- set parts = {
    'filled': 'inpost_fte', 'vacant': 'vacancy_fte', 'agency_covered': 'agency_cover_fte'
} -%}

with figures as (

    select * from {{ ref('indicator_values') }}
    where
        is_latest_release
        and indicator_id in ('inpost_fte', 'vacancy_fte', 'agency_cover_fte')

),

returned as (

    select
        area_code,
        period,
        period_end,
        {%- for part, indicator in parts.items() %}
        max(value) filter (where indicator_id = '{{ indicator }}') as {{ part }},
        max(marker) filter (where indicator_id = '{{ indicator }}') as {{ part }}_marker
        {{- "," if not loop.last }}
        {%- endfor %}
    from figures
    group by area_code, period, period_end

),

returns as (

    select
        area_code,
        period,
        period_end,
        filled,
        vacant,
        agency_covered,
        filled + vacant as posts,
        case when agency_covered <= vacant then round(vacant - agency_covered, 6) end as uncovered,
        -- The publisher marks a share covered of more than 100 % as of low reliability.
        coalesce(
            filled_marker,
            vacant_marker,
            agency_covered_marker,
            case when agency_covered > vacant then 'u' end
        ) as marker
    from returned

),

compared as (

    select
        later.period,
        spans.years,
        later.area_code,
        {%- for column in ['posts', 'filled', 'vacant', 'agency_covered', 'uncovered'] %}
        earlier.{{ column }} as {{ column }}_before,
        later.{{ column }},
        {%- endfor %}
        coalesce(
            earlier.marker,
            later.marker,
            case when least(earlier.posts, later.posts) < {{ fewest_posts }} then 'too few' end
        ) as marker
    from returns as later
    cross join (values (1), (3)) as spans (years)
    inner join returns as earlier
        on later.area_code = earlier.area_code
        and year(later.period_end) - spans.years = year(earlier.period_end)

),

decomposed as (

    select
        *,
        round(100 * vacant_before / nullif(posts_before, 0), 6) as rate_before,
        round(100 * vacant / nullif(posts, 0), 6) as rate,
        case
            when marker is null
                then {{ to_six_places(moved_by('filled', ['agency_covered', 'uncovered'])) }}
        end as from_filled,
        case
            when marker is null
                then {{ to_six_places(moved_by('agency_covered', ['filled', 'uncovered'])) }}
        end as from_agency_covered
    from compared

)

select
    period,
    years,
    area_code,
    rate_before,
    rate,
    {{ to_six_places('rate - rate_before') }} as change,
    from_filled,
    from_agency_covered,
    -- By its own average but for the last digit: the three parts add to the change as published.
    {{ to_six_places('rate - rate_before - from_filled - from_agency_covered') }}
        as from_uncovered,
    round(posts_before, 6) as posts_before,
    round(posts, 6) as posts,
    filled_before,
    filled,
    agency_covered_before,
    agency_covered,
    uncovered_before,
    uncovered,
    marker
from decomposed
order by period, years, area_code
