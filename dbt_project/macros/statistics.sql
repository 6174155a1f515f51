{% macro is_number(text) -%}
    regexp_full_match({{ text }}, '-?[0-9]+([.][0-9]+)?')
{%- endmacro %}


{% macro number_of(text) -%}
    case when {{ is_number(text) }} then cast({{ text }} as double) end
{%- endmacro %}


{% macro marker_of(text) -%}
    case when not {{ is_number(text) }} then {{ text }} end
{%- endmacro %}


{% macro exact_mean(value) -%}
    {#- Published figures are decimals: their sum is exact and does not depend on the order of rows,
        as a sum of binary fractions would. -#}
    avg(cast({{ value }} as decimal(18, 6)))
{%- endmacro %}


{% macro exact_sum(value) -%}
    {#- The same for a sum. -#}
    sum(cast({{ value }} as decimal(18, 6)))
{%- endmacro %}


{% macro exact_sum_of_squares(value) -%}
    {#- The same of squares. -#}
    sum(cast({{ value }} as decimal(18, 6)) * cast({{ value }} as decimal(20, 6)))
{%- endmacro %}


{% macro sum_of_all(parts) -%}
    {#- The sum of a list; null when any part is withheld: what is left would be another quantity. -#}
    case
        when len({{ parts }}) = 1 then {{ parts }}[1]
        when list_count({{ parts }}) = len({{ parts }}) then round(list_sum({{ parts }}), 6)
    end
{%- endmacro %}
