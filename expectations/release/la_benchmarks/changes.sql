-- One row per workforce rate. The City of London and the Isles of Scilly have a handful of posts.
select
    indicator_id,
    period,
    la_code,
    change_1y
from main.la_benchmarks
where
    indicator_id in ('{{ rates | join("', '") }}')
    and la_code not in ('201', '420')
