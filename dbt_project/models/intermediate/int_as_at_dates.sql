with run as (

    select cast(as_at as date) as as_at from {{ source('raw', 'run') }}

),

half_years as (

    select
        cast(half_year as date) as as_at,
        -- "As at 31 March" in the official statistics means a report published by 30 June; the
        -- same three months are given to 30 September.
        cast(half_year + interval 3 months as date) as published_by
    from run, generate_series(timestamp '2017-03-31', cast(run.as_at as timestamp), interval 6 months)
        as series(half_year)

)

select
    last_day(as_at) as as_at,
    last_day(published_by) as published_by
from half_years
union
-- What is in force on the day of the run can only rest on what is published by then.
select
    as_at,
    as_at as published_by
from run
