-- Examined: every source.
select
    source,
    case
        when not is_stale and last_reached_at < last_asked_at
            then 'not reached since ' || last_reached_at || ' and not flagged'
        when not is_stale and next_release < cast(left(last_asked_at, 10) as date)
            then 'due on ' || next_release || ' and not flagged'
        when is_stale and note is null and next_release is null
            then 'flagged, and nothing says why'
    end as problem
from main.source_status
