{{ config(materialized='table_function', parameters=['as_of']) }}

with known as (

    select
        release_id,
        edition,
        known_on
    from {{ ref('releases').include(database=false) }}
    where known_on <= cast(as_of as date)

),

in_force as (

    -- The latest release of its day that has the period.
    select
        editions.indicator_id,
        editions.period,
        {{ newest_release('known') }} as release_id
    from (
        select distinct
            indicator_id,
            period,
            release_id
        from {{ ref('indicator_values').include(database=false) }}
    ) as editions
    inner join known on editions.release_id = known.release_id
    group by all

)

select indicator_values.*
from {{ ref('indicator_values').include(database=false) }} as indicator_values
inner join in_force
    on indicator_values.indicator_id = in_force.indicator_id
    and indicator_values.period = in_force.period
    and indicator_values.release_id = in_force.release_id
