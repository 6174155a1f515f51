with source as (

    select * from {{ source('raw', 'held_rows') }}

),

renamed as (

    select
        source,
        locator,
        rule,
        detail,
        urn,
        cast(publication_date as date) as publication_date
    from source
    where source = 'ofsted_inspection_reports'

)

select * from renamed
