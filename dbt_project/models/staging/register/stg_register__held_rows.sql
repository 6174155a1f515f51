with source as (

    {{ registers('held_rows') }}
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
