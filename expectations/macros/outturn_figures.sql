{% macro outturn_figures(table) -%}
    {#- Figures of a workbook of revenue outturn with the year that it is of, as numbers. -#}
    select
        rows._release_id,
        rows._locator,
        releases.edition,
        cast(left(releases.edition, 4) as integer) as year,
        rows.ons_code,
        rows.la_name,
        rows.class,
        rows.measure,
        try_cast(rows.value as double) as number
    from {{ table }} as rows
    inner join reference.releases as releases on rows._release_id = releases.release_id
{%- endmacro %}
