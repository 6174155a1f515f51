{{ config(materialized='view') }}

with spells as (

    select
        la_code,
        from_grade,
        started_published_on,
        started_on,
        ended_on,
        outcome
    from {{ ref('int_spells_delimited') }}
    where scope = 'all evidence' and from_grade = 'Inadequate'

),

events as (

    select
        *,
        'inadequate' as event,
        started_on as happened_on
    from spells
    union all
    select
        *,
        'improved' as event,
        ended_on as happened_on
    from spells
    where outcome = 'improved'

)

select
    event,
    la_code,
    from_grade,
    started_published_on,
    happened_on,
    -- Censuses are of 30 September.
    year(happened_on - interval 9 month) as census_before
from events
-- Before the first census, of 2017, there is none to compare with.
where happened_on >= date '2017-10-01'
