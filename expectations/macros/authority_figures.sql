{% macro authority_counts() -%}
    {#- One row per count of an authority and year that has limits from year to year. -#}
    select
        statistics.table_name,
        statistics._release_id,
        statistics._locator,
        cast(left(statistics.period, 4) as integer) as year,
        statistics.measure,
        statistics.category,
        statistics.region_code,
        statistics.la_code,
        try_cast(statistics.value as double) as number
    from raw.statistics as statistics
    where
        statistics.geographic_level = 'Local authority'
        and statistics.period similar to '[0-9]{4}.*'
        and (statistics.table_name, statistics.measure) in (
            select (limits.table_name, limits.measure) from reference.limits as limits
            where limits.year_factor is not null
        )
{%- endmacro %}


{% macro limits_of(figures) -%}
    {#- Joined to figures: the line of `limits.csv` for their measure, and its category if any. -#}
    reference.limits as limits
    on
        {{ figures }}.table_name = limits.table_name
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
