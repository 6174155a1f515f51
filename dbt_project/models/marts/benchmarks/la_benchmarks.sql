-- The latest release of every period, with the neighbours of the 2025 model; in the function's
-- order. Indicators do not know of each other: of very many figures they are taken in parts, so
-- that memory holds one part at a time.
{%- set parts = number_of_parts(ref('indicator_values'), 1000000) %}
{%- for part in range(parts) %}
select *
from (

    {{ benchmarks(
        "date '" ~ var("last_day") ~ "'", "'2025'",
        "hash(indicators.indicator_id) % " ~ parts ~ " = " ~ part
    ) }}

)
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
order by indicator_id, period, la_code
