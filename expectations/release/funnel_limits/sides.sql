-- Examined: every point of a limit, against England as published.
select
    limits.indicator_id,
    limits.period,
    limits.line,
    limits.denominator,
    case
        when
            (ends_with(limits.line, 'high') and limits.value < england.value - 0.001)
            or (ends_with(limits.line, 'low') and limits.value > england.value + 0.001)
            or (limits.line = 'England' and abs(limits.value - england.value) > 0.001)
            then 'on the wrong side of England'
        when england.value is null then 'England has no value'
    end as problem
from main.funnel_limits as limits
left join main.indicator_values as england
    on limits.indicator_id = england.indicator_id
    and limits.period = england.period
    and england.geographic_level = 'England'
    and england.is_latest_release
