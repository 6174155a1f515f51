-- One row per date and indicator, with the authorities of all grades.
select
    as_at,
    indicator_id,
    sum(n) as authorities
from main.rating_indicator_summary
group by all
