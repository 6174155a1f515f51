select
    *,
    -- A release whose publication date is not known counts as known when it was retrieved.
    coalesce(published_on, cast(left(retrieved_at, 10) as date)) as known_on
from {{ ref('stg_register__releases') }}
