{#- What moved a vacancy rate. The parts are the columns `filled`, `agency_covered` and `uncovered`,
    each with a `_before`. -#}


{% macro vacancy_rate_once(changed) -%}
    {#- The rate when the named parts have changed and the others not yet. -#}
    {%- set part = {} -%}
    {%- for name in ['filled', 'agency_covered', 'uncovered'] -%}
        {%- set _ = part.update({name: name if name in changed else name ~ '_before'}) -%}
    {%- endfor -%}
    100 * ({{ part.agency_covered }} + {{ part.uncovered }})
    / ({{ part.filled }} + {{ part.agency_covered }} + {{ part.uncovered }})
{%- endmacro %}


{% macro moved_by(part, others) -%}
    {#- Shapley's value of a part of a change (Shorrocks 2013): what the rate moves when the part
        changes, averaged over the six orders in which the three can change. In two orders it is the
        first, in two the last, and each of the others comes before it alone in one. -#}
    (
        {%- for orders, changed in [
            (2, []), (1, [others[0]]), (1, [others[1]]), (2, others)
        ] %}
        {{ '+ ' if not loop.first }}{{ orders }} * (
            {{ vacancy_rate_once(changed + [part]) }}
            - {{ vacancy_rate_once(changed) }}
        )
        {%- endfor %}
    ) / 6
{%- endmacro %}


{% macro to_six_places(value) -%}
    {#- By a decimal, which has no zero with a minus sign. -#}
    cast({{ six_places(value) }} as double)
{%- endmacro %}
