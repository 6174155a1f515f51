select
    authorities.la_code || '-SEND-' || reports.publication_date as inspection_id,
    authorities.la_code,
    reports.inspection_start_date,
    reports.inspection_end_date,
    reports.publication_date,
    reports.outcome,
    reports.report_url,
    reports._release_id as source_release_id
from {{ ref('stg_ofsted__area_send') }} as reports
inner join {{ ref('authorities') }} as authorities on reports.urn = authorities.ofsted_urn
order by inspection_id
