-- Examined: every as-at date.
with rated as (

    select
        as_at,
        count(*) as n
    from main.ratings
    group by all

),

counted as (

    select
        as_at,
        sum(n) as n
    from main.rating_counts
    group by all

)

select
    coalesce(rated.as_at, counted.as_at) as as_at,
    case
        when coalesce(counted.n, 0) <> coalesce(rated.n, 0)
            then coalesce(counted.n, 0) || ' counted, ' || coalesce(rated.n, 0) || ' rated'
    end as problem
from rated
full join counted on rated.as_at = counted.as_at
