{#- Of fewer gaps a tenth is none. -#}
{%- set fewest_gaps = 10 -%}

with dates as (

    select as_at
    from {{ ref('int_as_at_dates') }}
    -- A window drawn earlier would have to know how long the pause was to be.
    where as_at >= {{ inspections_paused_until() }}

),

authorities as (

    select
        dates.as_at,
        authorities.la_code
    from dates
    inner join {{ ref('int_authorities') }} as authorities on dates.as_at >= authorities.valid_from
    where authorities.is_current

),

reports as (

    select
        la_code,
        publication_date,
        lead(publication_date) over (
            partition by la_code order by counts_from, publication_date, inspection_id
        ) as next_publication_date
    from {{ ref('int_inspections') }}

),

gaps as (

    select
        next_publication_date as ended_on,
        {{ days_without_pause('publication_date', 'next_publication_date') }} as days
    from reports
    where next_publication_date is not null

),

watched as (

    select
        authorities.as_at,
        authorities.la_code,
        reports.publication_date as last_published_on,
        {{ days_between('reports.publication_date', 'authorities.as_at') }} as days_since,
        {{ days_without_pause('reports.publication_date', 'authorities.as_at') }}
            as clock_days
    from authorities
    left join reports
        on authorities.la_code = reports.la_code
        and authorities.as_at >= reports.publication_date
        and authorities.as_at < coalesce(
            reports.next_publication_date, date '{{ var("last_day") }}'
        )

),

compared as (

    select
        watched.as_at,
        watched.la_code,
        count(*) as gaps,
        count(*) filter (where gaps.days < watched.clock_days) as n_shorter,
        {%- for share in [10, 50, 90] %}
        percentile_disc({{ share / 100 }}) within group (order by gaps.days)
            filter (where gaps.days >= watched.clock_days)
                as gap_{{ share }}{{ "," if not loop.last }}
        {%- endfor %}
    from watched
    -- What ended later was not known on the day.
    inner join gaps on watched.as_at >= gaps.ended_on
    where watched.clock_days is not null
    group by watched.as_at, watched.la_code

),

unread as (

    select
        dates.as_at,
        reports.la_code,
        max(reports.unread_published_on) as published_on
    from dates
    inner join {{ ref('int_reports_unread') }} as reports
        on dates.as_at >= reports.unread_published_on
    group by dates.as_at, reports.la_code

)

select
    watched.as_at,
    watched.la_code,
    watched.days_since,
    watched.clock_days,
    round(compared.n_shorter / compared.gaps, 10) as share_of_gaps_shorter,
    {%- for share in [10, 50, 90] %}
    case
        when compared.gaps - compared.n_shorter >= {{ fewest_gaps }}
            then watched.as_at + cast(compared.gap_{{ share }} - watched.clock_days as integer)
    end as window_{{ share }},
    {%- endfor %}
    compared.gaps - compared.n_shorter as n_at_risk,
    coalesce(
        unread.published_on > watched.last_published_on, unread.published_on is not null
    ) as newer_report_not_yet_read
from watched
left join compared on watched.as_at = compared.as_at and watched.la_code = compared.la_code
left join unread on watched.as_at = unread.as_at and watched.la_code = unread.la_code
order by watched.as_at, watched.la_code
