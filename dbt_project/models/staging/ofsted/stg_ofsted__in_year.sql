with source as (

    select * from {{ source('raw', 'ofsted_inspection_outcomes__in_year') }}
    union all by name
    select * from {{ source('raw', 'ofsted_social_care_2023__in_year') }}

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
