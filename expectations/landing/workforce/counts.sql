-- One row per count.
select
    _release_id,
    _locator,
    try_cast(value as double) as count
from {{ table }}
where measure not like '%rate%'
