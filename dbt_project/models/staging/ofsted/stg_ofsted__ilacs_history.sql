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
        {{ grade_of('overall_effectiveness') }} as overall_effectiveness,
        {{ grade_of('impact_of_leaders') }} as impact_of_leaders,
        {{ grade_of('help_and_protection') }} as help_and_protection,
        {{ grade_of('in_care') }} as in_care,
        {{ grade_of('care_leavers') }} as care_leavers
    from source

)

select * from renamed
