select
    la_code,
    la_name,
    ons_code,
    ons_codes_all,
    region_code,
    region_name,
    inner_outer_london,
    ofsted_region,
    ofsted_urn,
    opened_on,
    closed_on,
    predecessor_la_codes,
    successor_la_codes,
    is_current
from {{ ref('int_authorities') }}
order by la_code
