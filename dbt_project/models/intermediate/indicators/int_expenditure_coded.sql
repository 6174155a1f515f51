{{ config(materialized='view') }}

with spend as (

    select
        'mhclg_revenue_outturn' as source,
        'mhclg_revenue_outturn__service_expenditure' as table_name,
        *
    from {{ ref('stg_mhclg__service_expenditure') }}
    union all
    select
        'mhclg_social_care_outturn' as source,
        'mhclg_social_care_outturn__expenditure_by_type' as table_name,
        *
    from {{ ref('stg_mhclg__expenditure_by_type') }}

)

select
    spend._release_id,
    spend._file_sha256,
    spend._locator,
    spend.source,
    spend.table_name,
    if(spend.authority_class = 'Eng', 'England', 'Local authority') as geographic_level,
    if(spend.authority_class = 'Eng', '{{ var("england_code") }}', codes.la_code) as area_code,
    spend.period,
    '' as category,
    spend.measure,
    spend.value,
    spend.marker
from spend
left join {{ ref('authority_codes') }} as codes on spend.ons_code = codes.ons_code
