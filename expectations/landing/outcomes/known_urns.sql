-- Examined: every report.
select
    reports.file,
    reports._locator,
    case
        when authorities.la_code is null then 'URN ' || reports.urn || ' is no authority'
    end as problem
from {{ table }} as reports
left join reference.authorities as authorities on reports.urn = authorities.ofsted_urn
