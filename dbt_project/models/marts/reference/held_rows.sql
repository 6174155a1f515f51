select
    source,
    locator,
    rule,
    detail
from {{ ref('stg_register__held_rows') }}
order by source, locator, rule
