-- Examined: every report that was read.
select
    reports.listing_name,
    reports._locator,
    case
        when published.inspection_id is null then 'report not published'
        when (published.outcome is distinct from reports.outcome)
            then 'published with another outcome'
    end as problem
from staging.stg_ofsted__area_send as reports
left join main.area_send_inspections as published
    on
        reports._release_id = published.source_release_id
        and reports.inspection_start_date = published.inspection_start_date
        and reports.inspection_end_date = published.inspection_end_date
