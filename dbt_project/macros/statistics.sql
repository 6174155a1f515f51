{% macro is_number(text) -%}
    {{ is_whole_match(text, "'-?[0-9]+([.][0-9]+)?'") }}
{%- endmacro %}


{% macro number_of(text) -%}
    case when {{ is_number(text) }} then cast({{ text }} as double) end
{%- endmacro %}


{% macro marker_of(text) -%}
    case when not {{ is_number(text) }} then {{ text }} end
{%- endmacro %}


{% macro exact_sum(value) -%}
    {#- As `exact_mean`, for a sum. -#}
    sum(cast({{ value }} as decimal(18, 6)))
{%- endmacro %}


{% macro exact_sum_of_squares(value) -%}
    {#- The same of squares. -#}
    sum(cast({{ value }} as decimal(18, 6)) * cast({{ value }} as decimal(20, 6)))
{%- endmacro %}
