with source as (

    select * from {{ source('raw', 'held_rows') }}
    union all
    select * from {{ source('raw', 'unrecognised') }}

),

renamed as (

    select
        coalesce(nullif(source, ''), 'unrecognised') as source,
        locator,
        rule,
        detail
    from source

)

select * from renamed
