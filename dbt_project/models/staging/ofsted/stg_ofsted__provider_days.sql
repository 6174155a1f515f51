select
    _release_id,
    max(as_at) as as_at
from {{ source('raw', 'ofsted_social_care_providers__totals') }}
where regexp_full_match(as_at, '\d{4}-\d{2}-\d{2}')
group by _release_id
