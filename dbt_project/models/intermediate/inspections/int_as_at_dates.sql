with run as (

    select as_at from {{ ref('stg_register__run') }}

),

half_years as (

    select
        last_day(make_date(cast(years.year as integer), months.month, 1)) as as_at
    from (
        select {{ row_per(whole_numbers('2017', 'year(as_at)')) }} as year
        from run
    ) as years
    cross join (values (3), (9)) as months (month)

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
