-- Examined: every date, indicator and grade.
select
    as_at,
    indicator_id,
    grade,
    case
        when not (q1 <= median and median <= q3)
            then 'quartiles ' || concat_ws(', ', q1, median, q3)
    end as problem
from main.rating_indicator_summary
