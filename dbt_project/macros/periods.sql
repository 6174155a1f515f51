{% macro period_end(period, years_to_end, month_and_day) -%}
    cast(
        (cast(left({{ period }}, 4) as integer) + {{ years_to_end }}) || '-' || {{ month_and_day }}
        as date
    )
{%- endmacro %}


{% macro period_start(period_end) -%}
    {#- Every kind of period names twelve months; a figure of a day is that of the last. -#}
    cast({{ period_end }} - interval 1 year + interval 1 day as date)
{%- endmacro %}


{% macro period_label(period, years_to_end) -%}
    case
        when {{ years_to_end }} = 0 then {{ period }}
        when {{ years_to_end }} > 0 then left({{ period }}, 4) || '-' || right({{ period }}, 2)
    end
{%- endmacro %}


{% macro mid_year_within(population_end, period_start, period_end) -%}
    {#- A rate rests on the population at the middle of the year that lies within its period: at
        March of year Y, and for a financial year that ends then, on that of June of year Y-1. -#}
    {{ population_end }} between {{ period_start }} and {{ period_end }}
{%- endmacro %}
