{#- How long until something happens, where not everything is seen to its end. -#}


{% macro days_without_pause(first_day, last_day) -%}
    {#- Days between two days, those without inspections taken out. -#}
    (
        date_diff('day', {{ first_day }}, {{ last_day }})
        - greatest(
            0,
            date_diff(
                'day',
                greatest({{ first_day }}, {{ inspections_paused_from() }}),
                least({{ last_day }}, {{ inspections_paused_until() }})
            )
        )
    )
{%- endmacro %}


{% macro wilson_limit(sign, successes, trials) -%}
    {#- Wilson 1927: a 95 % limit of a proportion; null without trials. -#}
    {%- set z_squared = '3.841458820694124' -%}
    (
        (
            {{ successes }} + {{ z_squared }} / 2
            {{ sign }} sqrt(
                {{ z_squared }} * (
                    {{ successes }} * ({{ trials }} - {{ successes }}) / nullif({{ trials }}, 0)
                    + {{ z_squared }} / 4
                )
            )
        ) / ({{ trials }} + {{ z_squared }})
    )
{%- endmacro %}
