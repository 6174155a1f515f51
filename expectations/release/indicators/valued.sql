-- Examined: every indicator.
select
    indicator_id,
    case
        when indicator_id not in (
            select figures.indicator_id from main.indicator_values as figures
        )
            then 'no values'
    end as problem
from main.indicators
