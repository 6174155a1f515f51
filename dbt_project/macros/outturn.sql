{% macro stage_outturn(relation) -%}
    {#- Every workbook of revenue outturn by authority is staged alike. -#}
    with source as (

        select * from {{ relation }}

    ),

    renamed as (

        select
            _release_id,
            _file_sha256,
            _locator,
            -- The edition is the financial year: the file holds no other.
            regexp_extract(_release_id, '_([0-9]{4}-[0-9]{2})(_|$)', 1) as period,
            ons_code,
            class as authority_class,
            measure,
            {{ number_of('value') }} as value,
            {{ marker_of('value') }} as marker
        from source

    )

    select * from renamed
{%- endmacro %}
