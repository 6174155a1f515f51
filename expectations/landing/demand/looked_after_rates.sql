-- One row per line of a file: the rate against the children it counts.
with wide as (

    select
        _release_id,
        _locator,
        map(list(measure), list(try_cast(value as double))) as n
    from {{ table }}
    group by all

)

select
    _release_id,
    _locator,
    n['rate_per_10000'] - 10000 * n['children'] / nullif(n['population'], 0) as difference
from wide
