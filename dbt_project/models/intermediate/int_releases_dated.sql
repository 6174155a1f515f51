select
    *,
    -- A release whose publication date is not known counts as known when it was retrieved.
    coalesce(cast(published_on as date), cast(left(retrieved_at, 10) as date)) as known_on
from {{ source('raw', 'releases') }}
