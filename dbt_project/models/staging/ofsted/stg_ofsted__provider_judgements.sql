{#- Supported accommodation was not yet inspected in 2023. -#}
{%- set columns =
    'la_name, region_name, provision_type, overall, supported_accommodation, providers'
-%}
{%- set columns_of_2023 = columns.replace(
    'supported_accommodation', 'cast(null as string) as supported_accommodation'
) -%}

with {{ dated_providers('judgements', columns, columns_of_2023) }}

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
        {{ grade_of('dated.overall') }} as overall,
        supported_accommodation,
        cast(providers as bigint) as providers
    from dated

)

select * from renamed
