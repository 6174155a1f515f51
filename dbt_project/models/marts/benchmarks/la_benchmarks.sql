-- The latest release of every period, with the neighbours of the 2025 model; in the function's
-- order. Indicators do not know of each other: of very many figures they are taken in parts.
{%- set parts = parts_of_key(ref('indicator_values'), 'indicator_id', var('rows_at_once')) %}
{%- for first, last in parts %}
select *
from (

    {{ benchmarks(
        "date '" ~ var("last_day") ~ "'", "'2025'",
        "indicators.indicator_id between '" ~ first ~ "' and '" ~ last ~ "'" if last else "true"
    ) }}

)
order by indicator_id, period, la_code
{{- next_part() if not loop.last }}
{%- endfor %}
