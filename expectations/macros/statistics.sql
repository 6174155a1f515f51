{% macro expected_of(figures) -%}
    {#- Joined to figures: what their source page says of the table, and its kind of period. -#}
    reference.expected as expected on {{ figures }}.table_name = expected.table_name
    inner join reference.period_kinds as kinds on expected.period_kind = kinds.period_kind
{%- endmacro %}


{% macro day_of(period) -%}
    {#- The last day of a period, as text; of one over two calendar years it is in the second. -#}
    try_cast(left({{ period }}, 4) as integer) + cast(kinds.years_to_end as integer)
    || '-' || expected.ends
{%- endmacro %}


{% macro lines_of_figures(rules) -%}
    {#- One row per line of a table with such rules: its figures by measure; a marker is null. -#}
    select
        table_name,
        _release_id,
        _locator,
        geographic_level,
        period,
        coalesce(la_code, region_code, 'England') as area,
        map(list(measure), list(try_cast(value as double))) as figures
    from raw.statistics
    where table_name in (select rules.table_name from reference.{{ rules }} as rules)
    group by all
{%- endmacro %}


{% macro total_of(measures, figures) -%}
    {#- The sum of several figures of a line; null where one is no number or not there. -#}
    case
        when
            list_count(list_transform({{ measures }}, lambda each: {{ figures }}[each]))
            = len({{ measures }})
            then list_sum(list_transform({{ measures }}, lambda each: {{ figures }}[each]))
    end
{%- endmacro %}
