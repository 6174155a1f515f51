{#- A stretch ends where no visit is known for more than half a year. -#}
{%- set longest_break_days = 183 -%}

with days as (

    -- A visit known from the listing of reports alone counts from its letter's publication.
    select
        coalesce(visit_date, publication_date) as day,
        bool_or(evidence in ('official statistics', 'both')) as is_official
    from {{ ref('visits') }}
    where coalesce(visit_date, publication_date) is not null
    group by coalesce(visit_date, publication_date)

),

begun as (

    select
        *,
        coalesce({{ days_between('day_before', 'day') }} > {{ longest_break_days }}, true)
            as is_first
    from (select *, lag(day) over (order by day) as day_before from days)

),

numbered as (

    select
        *,
        count(*) filter (where is_first) over (order by day) as stretch
    from begun

)

select
    min(day) as first_day,
    max(day) as last_day,
    min(day) filter (where is_official) as official_first_day,
    max(day) filter (where is_official) as official_last_day
from numbered
group by stretch
order by first_day
