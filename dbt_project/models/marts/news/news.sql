{#- How far back news reaches: publishers bring most figures once a year. -#}
{%- set reach = "interval 12 months" -%}
{#- Two figures in five move into the quarter next to theirs a year; one in twelve goes further. -#}
{%- set quarters_moved = 2 -%}

with run as (

    select
        as_at,
        as_at - {{ reach }} as since
    from {{ ref('stg_register__run') }}

),

editions as (

    select
        concat_ws(':', 'edition', releases.publication, releases.edition) as news_id,
        '{{ var("england_code") }}' as area_code,
        'edition' as kind,
        max(releases.known_on) as known_on,
        releases.edition as label,
        releases.publication as detail,
        max(releases.release_id) as subject_id,
        max(releases.release_id) as release_id
    from {{ ref('releases') }} as releases
    where
        releases.release_id in (
            select release_id from {{ ref('indicator_values') }} where is_latest_release
        )
    group by releases.publication, releases.edition

),

reports as (

    select
        'report:' || inspection_id as news_id,
        la_code as area_code,
        'report' as kind,
        publication_date as known_on,
        coalesce(overall_effectiveness, 'No overall grade') as label,
        framework as detail,
        inspection_id as subject_id,
        source_release_id as release_id,
        report_url as url,
        case
            when lag(inspection_id) over by_day is not null
                then coalesce(lag(overall_effectiveness) over by_day, 'No overall grade')
        end as previous_label
    from {{ ref('inspections') }}
    window by_day as (
        partition by la_code order by counts_from, publication_date, inspection_id
    )

),

visits as (

    select
        'visit:' || visit_id as news_id,
        la_code as area_code,
        'visit' as kind,
        coalesce(publication_date, visit_date) as known_on,
        visit_type as label,
        theme as detail,
        visit_id as subject_id,
        source_release_id as release_id,
        url
    from {{ ref('visits') }}

),

interventions as (

    select
        'intervention ' || kinds.word || ':' || interventions.intervention_id as news_id,
        interventions.la_code as area_code,
        'intervention ' || kinds.word as kind,
        kinds.known_on,
        kinds.known_precision,
        interventions.kind as label,
        interventions.subject as detail,
        interventions.intervention_id as subject_id,
        interventions.source_release_id as release_id,
        interventions.url
    from {{ ref('interventions') }} as interventions
    cross join lateral (
        values
        ('opened', interventions.issued_on, interventions.issued_precision),
        ('closed', interventions.closed_on, interventions.closed_precision)
    ) as kinds (word, known_on, known_precision)
    where interventions.is_counted

),

figures as (

    select
        benchmarks.*,
        releases.known_on,
        lag(benchmarks.period) over by_period as previous_period,
        lag(benchmarks.value) over by_period as previous_value,
        lag(benchmarks.quartile) over by_period as previous_quartile
    from {{ ref('la_benchmarks') }} as benchmarks
    inner join {{ ref('releases') }} as releases on benchmarks.release_id = releases.release_id
    window by_period as (
        partition by benchmarks.indicator_id, benchmarks.la_code order by benchmarks.period_end
    )

),

changes as (

    select
        concat_ws(':', 'change', indicator_id, period, la_code) as news_id,
        la_code as area_code,
        'change' as kind,
        known_on,
        change_flag as label,
        release_id,
        indicator_id,
        period,
        previous_period,
        previous_value,
        value
    from figures
    where is_newest and (starts_with(change_flag, 'high') or starts_with(change_flag, 'low'))

),

quarters as (

    select
        concat_ws(':', 'quarter', indicator_id, period, la_code) as news_id,
        la_code as area_code,
        'quarter' as kind,
        known_on,
        cast(previous_quartile as varchar) as previous_label,
        cast(quartile as varchar) as label,
        release_id,
        indicator_id,
        period,
        previous_period,
        previous_value,
        value
    from figures
    where is_newest and abs(quartile - previous_quartile) >= {{ quarters_moved }}

),

usual as (

    select
        indicator_id,
        round(quantile_cont(abs(change_1y), 0.5), 10) as usual_change
    from {{ ref('la_benchmarks') }}
    where change_1y is not null
    group by indicator_id

),

revisions as (

    select
        concat_ws(
            ':', 'revision', revisions.indicator_id, revisions.area_code, revisions.period,
            revisions.release_id
        ) as news_id,
        revisions.area_code,
        'revision' as kind,
        releases.known_on,
        revisions.previous_marker as previous_label,
        revisions.marker as label,
        revisions.release_id,
        revisions.indicator_id,
        revisions.period,
        revisions.previous_value,
        revisions.value,
        usual.usual_change
    from {{ ref('value_revisions') }} as revisions
    inner join {{ ref('releases') }} as releases on revisions.release_id = releases.release_id
    inner join usual on revisions.indicator_id = usual.indicator_id
    where
        -- Of England and of authorities; a region's figures follow theirs.
        not starts_with(revisions.area_code, 'E1')
        and (
            abs(revisions.change) > usual.usual_change
            -- A figure that is withdrawn, or given at last.
            or (revisions.value is null) <> (revisions.previous_value is null)
        )

),

items as (

    select * from editions
    union all by name
    select * from reports
    union all by name
    select * from visits
    union all by name
    select * from interventions
    union all by name
    select * from changes
    union all by name
    select * from quarters
    union all by name
    select * from revisions

)

select
    items.news_id,
    items.area_code,
    items.kind,
    items.known_on,
    coalesce(items.known_precision, 'day') as known_precision,
    items.subject_id,
    items.indicator_id,
    items.period,
    items.previous_period,
    items.previous_value,
    items.value,
    items.previous_label,
    items.label,
    items.detail,
    items.usual_change,
    items.url,
    items.release_id
from items
inner join run on items.known_on > run.since and items.known_on <= run.as_at
order by items.news_id
