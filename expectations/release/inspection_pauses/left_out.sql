-- Examined: every pause that the inspections show.
select
    pauses.last_start_before,
    case
        when
            pauses.last_start_before < {{ inspections_paused_until() }}
            and pauses.first_start_after > {{ inspections_paused_from() }}
            and (
                pauses.last_start_before <> {{ inspections_paused_from() }}
                or pauses.first_start_after <> {{ inspections_paused_until() }}
            )
            then
                'from ' || pauses.last_start_before || ' to ' || pauses.first_start_after
                || ', and the clock leaves out ' || {{ inspections_paused_from() }} || ' to '
                || {{ inspections_paused_until() }}
    end as problem
from main.inspection_pauses as pauses
