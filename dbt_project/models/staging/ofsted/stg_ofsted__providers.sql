with source as (

    select
        rows.*,
        cast(null as varchar) as ons_code,
        days.as_at
    from {{ source('raw', 'ofsted_social_care_providers__providers') }} as rows
    left join {{ ref('stg_ofsted__provider_days') }} as days on rows._release_id = days._release_id

),

renamed as (

    select
        _release_id,
        _file_sha256,
        _locator,
        cast(as_at as date) as as_at,
        la_name,
        {{ la_code_of(
            'source', 'source.as_at',
            ref('authorities'), ref('authority_names'), ref('authority_codes')
        ) }} as la_code,
        region_name,
        provision_type,
        registration_status,
        sector,
        cast(places as bigint) as places,
        cast(providers as bigint) as providers
    from source

)

select * from renamed
