-- One row per line of an authority: the percentage against its counts.
with wide as (

    select
        _release_id,
        _locator,
        map(list(measure), list(try_cast(value as double))) as n
    from {{ table }}
    where geographic_level = 'Local authority'
    group by all

)

select
    _release_id,
    _locator,
    n['rereferral_percent'] - 100 * n['rereferral_count'] / nullif(n['referral_count'], 0)
        as difference
from wide
