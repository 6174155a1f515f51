{#- Of fewer gaps a tenth is none. -#}
{%- set fewest_gaps = 10 -%}
{%- set shares = [10, 50, 90] -%}

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

-- The gaps known on each day, the shortest first. What ended later was not known.
known as (

    select
        dates.as_at,
        gaps.days,
        row_number() over (partition by dates.as_at order by gaps.days) as place,
        count(*) over (partition by dates.as_at) as n_known
    from dates
    inner join gaps on dates.as_at >= gaps.ended_on

),

-- An authority's time stands among them, before gaps of the same length.
ordered as (

    select
        as_at,
        la_code,
        sum(is_gap) over (
            partition by as_at order by days, is_gap
            rows between unbounded preceding and current row
        ) as n_shorter
    from (
        select
            as_at,
            cast(null as string) as la_code,
            days,
            1 as is_gap
        from known
        union all
        select
            as_at,
            la_code,
            clock_days,
            0
        from watched
        where clock_days is not null
    )

),

compared as (

    select
        ordered.as_at,
        ordered.la_code,
        cast(ordered.n_shorter as bigint) as n_shorter,
        counted.n_known,
        cast(counted.n_known - ordered.n_shorter as bigint) as n_at_risk
    from ordered
    inner join (select distinct as_at, n_known from known) as counted
        on ordered.as_at = counted.as_at
    where ordered.la_code is not null

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
    round(compared.n_shorter / compared.n_known, 10) as share_of_gaps_shorter,
    {%- for share in shares %}
    case
        when compared.n_at_risk >= {{ fewest_gaps }}
            then watched.as_at + cast(gap_{{ share }}.days - watched.clock_days as integer)
    end as window_{{ share }},
    {%- endfor %}
    compared.n_at_risk,
    coalesce(
        unread.published_on > watched.last_published_on, unread.published_on is not null
    ) as newer_report_not_yet_read
from watched
left join compared on watched.as_at = compared.as_at and watched.la_code = compared.la_code
{%- for share in shares %}
-- The shortest gap that {{ share }} % of those at risk do not exceed.
left join known as gap_{{ share }}
    on compared.as_at = gap_{{ share }}.as_at
    and gap_{{ share }}.place
    = compared.n_shorter + cast(ceil({{ share }} * compared.n_at_risk / 100.0) as bigint)
{%- endfor %}
left join unread on watched.as_at = unread.as_at and watched.la_code = unread.la_code
order by watched.as_at, watched.la_code
