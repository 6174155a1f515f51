{% macro authority_counts(table, category) -%}
    {#- One row per count of an authority and year that has limits from year to year. -#}
    select
        _release_id,
        _locator,
        cast(left(period, 4) as integer) as year,
        measure,
        {{ category }} as category,
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


{% macro same_count(one, other) -%}
    {#- Joined: the same count of the same authority in the same release, whatever the year. -#}
    {{ one }}._release_id = {{ other }}._release_id
    and {{ one }}.measure = {{ other }}.measure
    and {{ one }}.category = {{ other }}.category
    and {{ one }}.la_code = {{ other }}.la_code
{%- endmacro %}


{% macro same_cell(one, other) -%}
    {#- Joined: the same figure of the same area and period, whatever the release. -#}
    {{ one }}.period = {{ other }}.period
    and {{ one }}.geographic_level = {{ other }}.geographic_level
    and {{ one }}.measure = {{ other }}.measure
    and {{ one }}.category = {{ other }}.category
    and {{ one }}.area = {{ other }}.area
{%- endmacro %}
