select
    marker,
    meaning,
    used_by
from {{ ref('value_marker_definitions') }}
order by marker
