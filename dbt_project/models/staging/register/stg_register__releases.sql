with source as (

    select * from {{ source('raw', 'releases') }}

),

renamed as (

    select
        release_id,
        source,
        publisher,
        publication,
        edition,
        cast(published_on as date) as published_on,
        retrieved_at,
        url,
        licence,
        sha256,
        cast(bytes as bigint) as bytes,
        cast(rows_read as integer) as rows_read,
        reader,
        file_name,
        cast(next_release as date) as next_release
    from source

)

select * from renamed
