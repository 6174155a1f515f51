with spend as (

    select * from {{ ref('stg_mhclg__service_expenditure') }}
    union all
    select * from {{ ref('stg_mhclg__expenditure_by_type') }}

)

select
    spend._release_id,
    spend._file_sha256,
    spend._locator,
    if(spend.authority_class = 'Eng', 'England', 'Local authority') as geographic_level,
    if(spend.authority_class = 'Eng', '{{ var("england_code") }}', codes.la_code) as area_code,
    spend.period,
    cast(null as varchar) as category,
    spend.measure,
    spend.value,
    spend.marker
from spend
left join {{ ref('authority_codes') }} as codes on spend.ons_code = codes.ons_code
