with source as (

    select * from {{ source('raw', 'dfe_interventions__documents') }}

),

renamed as (

    select
        _release_id,
        _file_sha256,
        _locator,
        base_path,
        title,
        collection_group,
        cast(first_published_on as date) as first_published_on,
        cast(updated_on as date) as updated_on,
        cast(withdrawn_on as date) as withdrawn_on,
        lower(collection_group) like 'open %' as is_open,
        {{ slug_of('base_path') }} as slug
    from source

)

select * from renamed
