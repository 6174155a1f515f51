-- One row per revision of a workforce rate.
select *
from main.value_revisions
where indicator_id in ('{{ rates | join("', '") }}')
