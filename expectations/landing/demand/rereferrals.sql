-- One row per line of an authority: the percentage against its counts.
with lines as (

    select
        _release_id,
        _locator,
        {{ figures(['rereferral_percent', 'rereferral_count', 'referral_count']) }}
    from {{ table }}
    where geographic_level = 'Local authority'
    group by all

)

select
    _release_id,
    _locator,
    rereferral_percent - 100 * rereferral_count / nullif(referral_count, 0) as difference
from lines
