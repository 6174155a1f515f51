{{ config(materialized='table_function', parameters=['authority']) }}

{#- What a director asks first, each beside England and, where it is benchmarked, neighbours. -#}
{%- set told = [
    ('vacancies and cover', ['vacancy_rate_fte', 'vacancy_fte', 'agency_cover_fte', 'inpost_fte']),
    ('workload', ['caseload_fte']),
    ('demand', ['referral_rate', 's47_rate', 'cin_rate', 'cpp_rate', 'cla_rate']),
    ('timeliness', ['icpc_15_days_percent']),
    ('spend', ['csc_spend_per_child', 'csc_net_spend_per_child']),
] -%}

with subjects as (

    {%- for subject, indicators in told %}
    select
        '{{ subject }}' as subject,
        unnest({{ indicators }}) as indicator_id
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

names as (

    select
        la_code,
        la_name
    from {{ ref('local_authorities').include(database=false) }}

),

members as (

    select unnest([authority, joint.area_code]) as area_code
    from (
        select max(area_code) as area_code
        from {{ ref('indicator_values').include(database=false) }}
        where is_joint_return and list_contains(string_split(area_code, '+'), authority)
    ) as joint

),

figures as (

    select
        own.period_end as day,
        subjects.subject,
        indicators.title || ', ' || own.period_label as what,
        own.value,
        own.marker,
        indicators.unit,
        england.value as england_value,
        benchmarks.neighbour_median,
        benchmarks.rank_lowest,
        benchmarks.n_ranked,
        own.release_id as source_release_id,
        releases.url
    from {{ ref('indicator_values').include(database=false) }} as own
    inner join members on own.area_code = members.area_code
    inner join subjects on own.indicator_id = subjects.indicator_id
    inner join {{ ref('indicators').include(database=false) }} as indicators
        on own.indicator_id = indicators.indicator_id
    inner join {{ ref('releases').include(database=false) }} as releases
        on own.release_id = releases.release_id
    left join {{ ref('indicator_values').include(database=false) }} as england
        on own.indicator_id = england.indicator_id
        and own.period = england.period
        and england.geographic_level = 'England'
        and england.is_latest_release
    left join {{ ref('la_benchmarks').include(database=false) }} as benchmarks
        on own.indicator_id = benchmarks.indicator_id
        and own.period = benchmarks.period
        and benchmarks.la_code = authority
    where own.is_latest_release and own.geographic_level = 'Local authority'

),

events as (

    select
        publication_date as day,
        'judgement' as subject,
        framework || ' inspection: ' || coalesce(
            overall_effectiveness,
            'no overall grade; '
            || if(any_inadequate, 'a judgement is Inadequate', 'none Inadequate')
        ) as what,
        source_release_id,
        report_url as url
    from {{ ref('inspections').include(database=false) }}
    where la_code = authority
    union all
    select
        interventions.issued_on,
        'intervention',
        concat_ws(
            '; ',
            upper(left(interventions.kind, 1)) || substr(interventions.kind, 2)
            || ' (' || interventions.subject || ')'
            || case
                when interventions.issued_precision <> 'day'
                    then ', day not known, only the ' || interventions.issued_precision
                else ''
            end,
            'peer support from ' || names.la_name,
            interventions.outcome
            || coalesce(' on ' || cast(interventions.closed_on as varchar), '')
        ),
        interventions.source_release_id,
        interventions.url
    from {{ ref('interventions').include(database=false) }} as interventions
    left join names on interventions.support_partner_la_code = names.la_code
    where interventions.la_code = authority
    union all
    select
        coalesce(visit_date, publication_date),
        'visit',
        concat_ws(': ', visit_type, theme),
        source_release_id,
        url
    from {{ ref('visits').include(database=false) }}
    where la_code = authority
    union all
    select
        coalesce(ended_published_on, as_at),
        'time to improvement',
        days_publication_clock || ' days from ' || from_grade || ' to '
        || coalesce(to_grade, outcome) || ', by publication; '
        || coalesce(
            'visits known: ' || visits_in_spell, 'visits of that time are in no source'
        ),
        null,
        null
    from {{ ref('improvement_spells').include(database=false) }}
    where la_code = authority

)

select
    day,
    subject,
    what,
    value,
    marker,
    unit,
    england_value,
    neighbour_median,
    rank_lowest,
    n_ranked,
    source_release_id,
    url
from (
    select * from figures
    union all by name
    select * from events
)
order by day nulls first, subject, what
