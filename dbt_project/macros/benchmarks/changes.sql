{% macro changes(authorities) -%}
    {#- Part of la_benchmarks_for. One row per authority: its value minus that of exactly one and
        three periods before; null where either has none. -#}
    select
        authorities.indicator_id,
        authorities.period,
        authorities.la_code,
        {%- for years, name in [(1, 'one'), (3, 'three')] %}
        round(authorities.value - {{ name }}_before.value, 6) as change_{{ years }}y
        {{- "," if not loop.last }}
        {%- endfor %}
    from {{ authorities }} as authorities
    {%- for years, name in [(1, 'one'), (3, 'three')] %}
    left join {{ authorities }} as {{ name }}_before
        on authorities.indicator_id = {{ name }}_before.indicator_id
        and authorities.la_code = {{ name }}_before.la_code
        and authorities.first_year - {{ years }} = {{ name }}_before.first_year
    {%- endfor %}
{%- endmacro %}
