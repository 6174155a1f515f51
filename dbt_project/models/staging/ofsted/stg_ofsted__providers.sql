{%- set columns =
    'la_name, region_name, provision_type, registration_status, sector, places, providers'
-%}

with {{ dated_providers('providers', columns) }}

renamed as (

    select
        _release_id,
        _file_sha256,
        _locator,
        cast(as_at as date) as as_at,
        la_name,
        {{ la_code_of(
            'dated', 'dated.as_at',
            ref('authorities'), ref('authority_names'), ref('authority_codes')
        ) }} as la_code,
        region_name,
        provision_type,
        registration_status,
        sector,
        cast(places as bigint) as places,
        cast(providers as bigint) as providers
    from dated

)

select * from renamed
