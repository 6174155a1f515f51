{% macro registers(table) -%}
    {#- One table of the register, over all source pages. -#}
    {%- for page in source_pages().split() %}
    select * from {{ source('raw', page ~ '__' ~ table) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
