{#- Inspections begin somewhere every few weeks; summers alone take up to four months. -#}
{%- set shortest_pause_days = 183 -%}

with starts as (

    select distinct inspection_start_date as day
    from {{ ref('inspections') }}
    where inspection_start_date is not null

),

followed as (

    select
        day as last_start_before,
        lead(day) over (order by day) as first_start_after
    from starts

)

select
    last_start_before,
    first_start_after,
    {{ days_between('last_start_before', 'first_start_after') }} as days
from followed
where {{ days_between('last_start_before', 'first_start_after') }} > {{ shortest_pause_days }}
order by last_start_before
