with run as (

    select cast(as_at as date) as as_at from {{ source('raw', 'run') }}

),

half_years as (

    select
        unnest(generate_series(
            timestamp '2017-03-31', cast(as_at as timestamp), interval 6 months
        )) as half_year
    from run

)

select
    last_day(half_year) as as_at,
    -- "As at 31 March" in the official statistics means a report published by 30 June; the same
    -- three months are given to 30 September.
    last_day(half_year + interval 3 months) as published_by
from half_years
union
-- What is in force on the day of the run can only rest on what is published by then.
select
    as_at,
    as_at as published_by
from run
