{% macro is_number(text) -%}
    regexp_full_match({{ text }}, '-?[0-9]+([.][0-9]+)?')
{%- endmacro %}


{% macro number_of(text) -%}
    case when {{ is_number(text) }} then cast({{ text }} as double) end
{%- endmacro %}


{% macro marker_of(text) -%}
    case when not {{ is_number(text) }} then {{ text }} end
{%- endmacro %}


{% macro stage_statistics(relation, category='cast(null as varchar)') -%}
    {#- Every file laid out to the Department for Education's open data standards is staged alike. -#}
    with source as (

        select * from {{ relation }}

    ),

    renamed as (

        select
            _release_id,
            _file_sha256,
            _locator,
            case geographic_level
                when 'National' then 'England'
                when 'Regional' then 'Region'
                when 'Local authority' then 'Local authority'
            end as geographic_level,
            case geographic_level
                when 'National' then '{{ var("england_code") }}'
                when 'Regional' then region_code
                when 'Local authority' then regexp_replace(la_code, ' */ *', '+')
            end as area_code,
            period,
            {{ category }} as category,
            measure,
            {{ number_of('value') }} as value,
            {{ marker_of('value') }} as marker
        from source

    )

    select * from renamed
{%- endmacro %}


{% macro exact_mean(value) -%}
    {#- Published figures are decimals: their sum is exact and does not depend on the order of rows,
        as a sum of binary fractions would. -#}
    avg(cast({{ value }} as decimal(18, 6)))
{%- endmacro %}


{% macro exact_sum(value) -%}
    {#- The same for a sum. -#}
    sum(cast({{ value }} as decimal(18, 6)))
{%- endmacro %}


{% macro exact_sum_of_squares(value) -%}
    {#- The same of squares. -#}
    sum(cast({{ value }} as decimal(18, 6)) * cast({{ value }} as decimal(20, 6)))
{%- endmacro %}
