-- Examined: every figure of England published before.
with compared as (

    {{ figures_before('England') }}

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
