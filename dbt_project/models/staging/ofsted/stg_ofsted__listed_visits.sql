with source as (

    select * from {{ source('raw', 'ofsted_inspection_reports__visits') }}

),

renamed as (

    select
        _release_id,
        _file_sha256,
        _locator,
        urn,
        visit_type,
        cast(visit_date as date) as visit_date,
        cast(publication_date as date) as publication_date,
        title,
        url
    from source

)

select * from renamed
