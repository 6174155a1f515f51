select
    coalesce(nullif(source, ''), 'unrecognised') as source,
    locator,
    rule,
    detail
from {{ source('raw', 'held_rows') }}
order by source, locator, rule
