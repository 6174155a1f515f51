-- One row per line of a file: the rate against the children it counts.
with lines as (

    select
        _release_id,
        _locator,
        {{ figures(['rate_per_10000', 'children', 'population']) }}
    from {{ table }}
    group by all

)

select
    _release_id,
    _locator,
    rate_per_10000 - 10000 * children / nullif(population, 0) as difference
from lines
