-- Examined: every indicator and period published before.
with compared as (

    select
        new.indicator_id || ' ' || new.period as subject,
        count(*) filter (new.value is null) as n,
        count(*) as authorities
    from main.indicator_values as new
    inner join previous.main.indicator_values as old
        on
            new.indicator_id = old.indicator_id
            and new.area_code = old.area_code
            and new.period = old.period
    where
        new.geographic_level = 'Local authority'
        and new.is_latest_release
        and old.is_latest_release
        and old.value is not null
    group by all

)

select
    subject,
    case
        when n > 0.1 * authorities and not {{ is_accepted('withheld', 'subject') }}
            then n || ' of ' || authorities || ' figures are now withheld'
    end as problem
from compared
