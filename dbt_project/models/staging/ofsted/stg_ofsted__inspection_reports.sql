with source as (

    select * from {{ source('raw', 'ofsted_inspection_reports__judgements') }}

),

renamed as (

    select
        _release_id,
        _file_sha256,
        _locator,
        urn,
        listing_name,
        url as report_url,
        framework,
        inspection_type,
        cast(inspection_start_date as date) as inspection_start_date,
        cast(inspection_end_date as date) as inspection_end_date,
        cast(publication_date as date) as publication_date,
        overall_effectiveness,
        impact_of_leaders,
        help_and_protection,
        in_care,
        care_leavers,
        overall_absent_reason
    from source

)

select * from renamed
