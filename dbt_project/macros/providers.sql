{% macro dated_providers(table, columns, columns_of_2023) -%}
    {#- The CTE `dated`: a table of both workbooks that count providers, each row with its day. -#}
    source as (

        select
            _release_id,
            _file_sha256,
            _locator,
            {{ columns }}
        from {{ source('raw', 'ofsted_social_care_providers__' ~ table) }}
        union all
        select
            _release_id,
            _file_sha256,
            _locator,
            {{ columns_of_2023 or columns }}
        from {{ source('raw', 'ofsted_social_care_2023__' ~ table) }}

    ),

    totals as (

        select
            _release_id,
            as_at
        from {{ source('raw', 'ofsted_social_care_providers__totals') }}
        union all
        select
            _release_id,
            as_at
        from {{ source('raw', 'ofsted_social_care_2023__totals') }}

    ),

    -- A workbook is about the newest day of its totals; days before 2016 have a note beside them.
    days as (

        select
            _release_id,
            max(as_at) as as_at
        from totals
        where {{ is_whole_match('as_at', "'[0-9]{4}-[0-9]{2}-[0-9]{2}'") }}
        group by _release_id

    ),

    dated as (

        select
            source.*,
            cast(null as string) as ons_code,
            days.as_at
        from source
        left join days on source._release_id = days._release_id

    ),
{%- endmacro %}
