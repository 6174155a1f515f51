with source as (

    select
        _release_id,
        _file_sha256,
        _locator,
        ons_code,
        la_name,
        inspection_type,
        inspection_date,
        publication_date,
        theme
    from {{ source('raw', 'ofsted_inspection_outcomes__in_year') }}
    union all
    select
        _release_id,
        _file_sha256,
        _locator,
        cast(null as string) as ons_code,
        la_name,
        inspection_type,
        inspection_date,
        cast(null as string) as publication_date,
        theme
    from {{ source('raw', 'ofsted_social_care_2023__in_year') }}

),

renamed as (

    select
        _release_id,
        _file_sha256,
        _locator,
        ons_code,
        la_name,
        {{ la_code_of(
            'source', 'source.inspection_date',
            ref('authorities'), ref('authority_names'), ref('authority_codes')
        ) }} as la_code,
        inspection_type,
        cast(inspection_date as date) as visit_date,
        cast(publication_date as date) as publication_date,
        theme
    from source

)

select * from renamed
