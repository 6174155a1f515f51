with run as (

    select as_at from {{ ref('stg_register__run') }}

),

half_years as (

    select
        last_day(unnest(generate_series(
            timestamp '2017-03-31', cast(as_at as timestamp), interval 6 months
        ))) as as_at
    from run

)

select
    half_years.as_at,
    -- "As at 31 March" in the official statistics means a report published by 30 June; the same
    -- three months are given to 30 September.
    last_day(half_years.as_at + interval 3 months) as published_by
from half_years
inner join run on half_years.as_at <= run.as_at
union all
-- What is in force on another day can only rest on what is published by then.
select
    as_at,
    as_at as published_by
from run
where as_at not in (select half_years.as_at from half_years)
order by as_at
