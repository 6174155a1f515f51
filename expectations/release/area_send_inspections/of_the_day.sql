-- Examined: every inspection.
select
    published.inspection_id,
    case
        when authorities.la_code is null then 'no such authority'
        when published.inspection_start_date < authorities.opened_on
            then 'begun before the authority opened'
        when published.inspection_start_date > authorities.closed_on
            then 'begun after the authority closed'
    end as problem
from main.area_send_inspections as published
left join main.local_authorities as authorities on published.la_code = authorities.la_code
