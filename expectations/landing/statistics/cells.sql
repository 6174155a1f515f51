-- One row per line of a file and kind of cell: all numbers of a line are one kind.
select
    _release_id,
    _locator,
    period,
    geographic_level,
    case when geographic_level = 'Local authority' then coalesce(la_code, '') end as la_code,
    case when {{ is_number('value') }} then 'a number' else value end as value,
    count(*) as _rows
from {{ table }}
group by all
