{% macro funnel_limit(side, z, expected, n) -%}
    {#- Control limit of a proportion in the form of the Department of Health and Social Care's
        Fingertips: ((2E + z^2) -/+ z sqrt(z^2 + 4E(1 - E/N))) / (2(N + z^2)). -#}
    (
        (2 * {{ expected }} + {{ z }} ^ 2)
        {{ '-' if side == 'low' else '+' }} {{ z }} * sqrt(
            {{ z }} ^ 2 + 4 * {{ expected }} * (1 - {{ expected }} / {{ n }})
        )
    ) / (2 * ({{ n }} + {{ z }} ^ 2))
{%- endmacro %}


{% macro funnel_flag(proportion, expected, n) -%}
    case
        when {{ proportion }} > {{ funnel_limit('high', 3.0902, expected, n) }} then 'high 99.8'
        when {{ proportion }} > {{ funnel_limit('high', 1.96, expected, n) }} then 'high 95'
        when {{ proportion }} < {{ funnel_limit('low', 3.0902, expected, n) }} then 'low 99.8'
        when {{ proportion }} < {{ funnel_limit('low', 1.96, expected, n) }} then 'low 95'
        else 'within'
    end
{%- endmacro %}


{% macro adjusted_funnel_flag(z, phi) -%}
    {#- Spiegelhalter 2005, multiplicative: a z-score counts as z / sqrt(phi). -#}
    case
        when {{ z }} > 3.0902 * sqrt({{ phi }}) then 'high 99.8'
        when {{ z }} > 1.96 * sqrt({{ phi }}) then 'high 95'
        when {{ z }} < -3.0902 * sqrt({{ phi }}) then 'low 99.8'
        when {{ z }} < -1.96 * sqrt({{ phi }}) then 'low 95'
        else 'within'
    end
{%- endmacro %}
