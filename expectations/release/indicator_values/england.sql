-- Examined: every indicator and period.
select
    indicator_id,
    period,
    case
        when count(*) filter (geographic_level = 'England' and is_latest_release) <> 1
            then 'no England value in the latest release'
    end as problem
from main.indicator_values
group by indicator_id, period
