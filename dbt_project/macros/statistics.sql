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
    {#- Published figures are decimals: their sum is exact and does not depend on the order of rows,
        as a sum of binary fractions would. -#}
    sum({{ six_places(value) }})
{%- endmacro %}


{% macro exact_mean(value) -%}
    {#- The exact sum, divided here: the last bit of DuckDB's own mean depends on whether the query
        asks for the count too, and Spark's is cut to ten places. -#}
    cast({{ exact_sum(value) }} as double) / count({{ value }})
{%- endmacro %}


{% macro exact_sum_of_squares(value) -%}
    {#- The same of squares. -#}
    sum({{ six_places(value) }} * cast({{ six_places(value) }} as decimal(20, 6)))
{%- endmacro %}


{% macro sum_of_all(value, n_parts, condition) -%}
    {#- The sum of so many parts; null when any is withheld or not there: what is left would be another
        quantity. A single part stays as it was published. -#}
    {%- set among = 'filter (where ' ~ condition ~ ')' -%}
    case
        when count({{ value }}) {{ among }} < any_value({{ n_parts }}) {{ among }} then null
        when any_value({{ n_parts }}) {{ among }} = 1 then max({{ value }}) {{ among }}
        else cast({{ exact_sum(value) }} {{ among }} as double)
    end
{%- endmacro %}
