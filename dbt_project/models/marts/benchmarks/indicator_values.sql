select
    indicator_id,
    geographic_level,
    area_code,
    area_name,
    period,
    period_end,
    value,
    marker,
    numerator,
    denominator,
    release_id,
    is_latest_release,
    is_joint_return,
    is_derived,
    source_locator,
    period_start,
    period_label
from {{ ref('int_indicator_values') }}
order by indicator_id, area_code, period, release_id
