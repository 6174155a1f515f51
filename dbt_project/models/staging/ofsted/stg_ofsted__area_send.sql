with source as (

    select * from {{ source('raw', 'ofsted_area_send__inspections') }}

),

renamed as (

    select
        _release_id,
        _file_sha256,
        _locator,
        urn,
        listing_name,
        url as report_url,
        cast(inspection_start_date as date) as inspection_start_date,
        cast(inspection_end_date as date) as inspection_end_date,
        cast(publication_date as date) as publication_date,
        outcome
    from source

)

select * from renamed
