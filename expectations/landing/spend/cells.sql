-- One row per figure.
select
    _release_id,
    _locator,
    case when {{ is_number('value') }} then 'a number' else value end as value
from {{ table }}
