-- Examined: every date.
{% for column in columns %}
select
    _release_id,
    _locator,
    case
        when {{ column }} is not null and try_cast({{ column }} as date) is null
            then {{ column }} || ' is no day of the calendar'
    end as problem
from {{ table }}
{{ 'union all' if not loop.last }}
{% endfor %}
