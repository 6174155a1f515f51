{% macro figures(measures) -%}
    {#- Figures of a line side by side, as numbers; a marker is null. -#}
    {%- for measure in measures %}
        max(try_cast(value as double)) filter (measure = '{{ measure }}') as {{ measure }}
        {{- "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}
