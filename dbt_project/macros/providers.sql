{% macro dated_providers(table) -%}
    {#- The CTE `dated`: a table of both workbooks that count providers, each row with its day. -#}
    source as (

        select * from {{ source('raw', 'ofsted_social_care_providers__' ~ table) }}
        union all by name
        select * from {{ source('raw', 'ofsted_social_care_2023__' ~ table) }}

    ),

    totals as (

        select * from {{ source('raw', 'ofsted_social_care_providers__totals') }}
        union all by name
        select * from {{ source('raw', 'ofsted_social_care_2023__totals') }}

    ),

    -- A workbook is about the newest day of its totals; days before 2016 have a note beside them.
    days as (

        select
            _release_id,
            max(as_at) as as_at
        from totals
        where regexp_full_match(as_at, '\d{4}-\d{2}-\d{2}')
        group by _release_id

    ),

    dated as (

        select
            source.*,
            cast(null as varchar) as ons_code,
            days.as_at
        from source
        left join days on source._release_id = days._release_id

    ),
{%- endmacro %}
