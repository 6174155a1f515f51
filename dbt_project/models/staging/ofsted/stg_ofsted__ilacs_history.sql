with source as (

    select * from {{ source('raw', 'ofsted_inspection_outcomes__history') }}

),

renamed as (

    select
        _release_id,
        _file_sha256,
        _locator,
        ons_code,
        la_name,
        la_status,
        inspection_type,
        cast(inspection_date as date) as inspection_start_date,
        cast(publication_date as date) as publication_date,
        {{- grade_columns() }}
    from source

)

select * from renamed
