with source as (

    select * from {{ source('raw', 'mhclg_revenue_outturn__service_expenditure') }}

),

renamed as (

    select
        _release_id,
        _file_sha256,
        _locator,
        -- The edition is the financial year: the file holds no other. A later version of an edition
        -- has something more after it.
        regexp_extract(_release_id, '_([0-9]{4}-[0-9]{2})(_|$)', 1) as period,
        ons_code,
        la_name as area_name,
        class as authority_class,
        measure,
        {{ number_of('value') }} as value,
        {{ marker_of('value') }} as marker
    from source

)

select * from renamed
