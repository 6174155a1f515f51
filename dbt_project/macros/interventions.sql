{% macro slug_of(path) -%}
    regexp_extract({{ path }}, '([^/]+)$', 1)
{%- endmacro %}


{% macro is_own_page(row, document) -%}
    {#- A row is told from its page by the address, and where that is not known by the title. -#}
    (
        {{ row }}.slug = {{ slug_of(document ~ '.base_path') }}
        or (
            {{ row }}.slug is null
            and {{ normalised_name(row ~ '.title') }} = {{ normalised_name(document ~ '.title') }}
        )
    )
{%- endmacro %}


{% macro day_precision(written) -%}
    case length({{ written }}) when 10 then 'day' when 7 then 'month' when 4 then 'year' end
{%- endmacro %}


{% macro earliest_day(written) -%}
    {#- Of a day written `2018-05-08`, `2018-05` or `2018`. -#}
    cast({{ written }} || substr('0000-01-01', length({{ written }}) + 1) as date)
{%- endmacro %}


{% macro latest_day(written) -%}
    case length({{ written }})
        when 10 then cast({{ written }} as date)
        when 7 then last_day({{ earliest_day(written) }})
        when 4 then cast({{ written }} || '-12-31' as date)
    end
{%- endmacro %}


{% macro days_agree(one, other) -%}
    {#- As far as both say: May 2018 agrees with 8 May 2018. -#}
    (starts_with({{ one }}, {{ other }}) or starts_with({{ other }}, {{ one }}))
{%- endmacro %}
