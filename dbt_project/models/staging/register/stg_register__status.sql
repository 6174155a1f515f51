with source as (

    select * from {{ source('raw', 'status') }}

),

renamed as (

    select
        source,
        publisher,
        publication,
        last_asked_at,
        last_reached_at,
        cast(is_lacking as boolean) as is_lacking
    from source

)

select * from renamed
