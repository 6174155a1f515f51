-- Examined: every date. Words in its place are held by a rule of their own.
{% for column in columns %}
select
    _release_id,
    _locator,
    case
        when {{ column }} similar to '[0-9-]+' and try_cast({{ column }} as date) is null
            then {{ column }} || ' is no day of the calendar'
    end as problem
from {{ table }}
{{ 'union all' if not loop.last }}
{% endfor %}
