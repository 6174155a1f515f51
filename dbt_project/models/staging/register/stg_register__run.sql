select
    cast(as_at as date) as as_at,
    source
from {{ source('raw', 'run') }}
