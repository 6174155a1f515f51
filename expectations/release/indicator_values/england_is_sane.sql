-- Examined: every figure of England published before.
with compared as (

    select
        new.indicator_id || ' ' || new.period as subject,
        new.value,
        old.value as previous_value
    from main.indicator_values as new
    inner join previous.main.indicator_values as old
        on
            new.indicator_id = old.indicator_id
            and new.area_code = old.area_code
            and new.period = old.period
    where
        new.geographic_level = 'England'
        and new.is_latest_release
        and old.is_latest_release
        and old.value is not null

)

select
    subject,
    case
        when
            (value is null or abs(value - previous_value) > 0.1 * abs(previous_value))
            and not {{ is_accepted('magnitude', 'subject') }}
            then
                'England was ' || previous_value || ' and is '
                || coalesce(cast(value as varchar), 'withheld')
    end as problem
from compared
