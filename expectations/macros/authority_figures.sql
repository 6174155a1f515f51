{% macro same_label(text) -%}
    {#- "Children looked after at 31 March" of one edition are those "on 31 March" of the next. -#}
    replace({{ text }}, ' at 31 March', ' on 31 March')
{%- endmacro %}


{% macro authority_counts(table, category) -%}
    {#- One row per count of an authority and year that has limits from year to year. -#}
    select
        _release_id,
        _locator,
        cast(left(period, 4) as integer) as year,
        measure,
        {{ same_label(category) }} as category,
        region_code,
        la_code,
        try_cast(value as double) as number
    from {{ table }}
    where
        geographic_level = 'Local authority'
        and period similar to '[0-9]{4}.*'
        and measure in (
            select limits.measure from reference.limits as limits
            where limits.table_name = '{{ table }}' and limits.year_factor is not null
        )
{%- endmacro %}


{% macro limits_of(table, figures) -%}
    {#- Joined to figures: the line of `limits.csv` for their measure, and its category if any. -#}
    reference.limits as limits
    on
        limits.table_name = '{{ table }}'
        and {{ figures }}.measure = limits.measure
        and coalesce(limits.category, {{ figures }}.category) = {{ figures }}.category
{%- endmacro %}
