{%- set figures = [
    'change', 'lower', 'upper', 'median', 'placebo_mean', 'placebo_p', 'level', 'level_lower',
    'level_upper',
] -%}

select
    event,
    indicator_id,
    k,
    n,
    {%- for figure in figures %}
    round({{ figure }}, 6) as {{ figure }}{{ "," if not loop.last }}
    {%- endfor %}
from {{ ref('int_event_study_estimated') }}
order by event, indicator_id, k
