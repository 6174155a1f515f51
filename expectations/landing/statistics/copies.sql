-- Examined: every measure and two years of an edition. A count under 20 is often the same again.
with figures as (

    {{ authority_counts() }}

),

years as (

    select
        later._release_id,
        later.measure,
        later.category,
        later.year,
        earlier.year as earlier_year,
        count(*) as n,
        avg(cast(later.number = earlier.number as integer)) as share
    from figures as later
    inner join figures as earlier
        on {{ same_count('later', 'earlier') }} and later.year > earlier.year
    where later.number >= 20
    group by all

)

select
    _release_id,
    cast(year as varchar) as _locator,
    case
        when n >= 20 and share > {{ most }}
            then
                measure || ': ' || round(100 * share) || ' % of the figures of ' || year
                || ' are those of ' || earlier_year
    end as problem
from years
