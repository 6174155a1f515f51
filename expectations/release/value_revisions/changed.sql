-- Examined: every revision.
select
    indicator_id,
    area_code,
    period,
    release_id,
    case
        when
            (value is not distinct from previous_value)
            and (marker is not distinct from previous_marker)
            then 'nothing changed'
    end as problem
from main.value_revisions
