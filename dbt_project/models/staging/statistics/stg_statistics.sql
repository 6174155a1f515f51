with source as (

    select * from {{ source('raw', 'statistics') }}

),

renamed as (

    select
        _release_id,
        _file_sha256,
        _locator,
        source,
        table_name,
        case geographic_level
            when 'National' then 'England'
            when 'Regional' then 'Region'
            when 'Local authority' then 'Local authority'
        end as geographic_level,
        case geographic_level
            when 'National' then '{{ var("england_code") }}'
            when 'Regional' then region_code
            when 'Local authority' then {{ replaced_everywhere('la_code', "' */ *'", "'+'") }}
        end as area_code,
        period,
        category,
        measure,
        {{ number_of('value') }} as value,
        {{ marker_of('value') }} as marker
    from source

)

select * from renamed
