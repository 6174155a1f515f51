-- Examined: every figure.
select
    indicator_id,
    area_code,
    period,
    release_id,
    case
        when (value is null) <> (marker is not null)
            then
                'value ' || coalesce(cast(value as varchar), 'empty') || ', marker '
                || coalesce(marker, 'empty')
    end as problem
from main.indicator_values
