with source as (

    select * from {{ source('raw', 'ofsted_inspection_outcomes__as_at') }}

),

renamed as (

    select
        _release_id,
        _file_sha256,
        _locator,
        ons_code,
        la_name,
        -- A new authority that is not yet inspected is one of today.
        {{ la_code_of(
            'source', 'coalesce(nullif(source.inspection_date, ' ~ not_yet_inspected() ~ "), '9999')",
            ref('authorities'), ref('authority_names'), ref('authority_codes')
        ) }} as la_code,
        cast(nullif(inspection_date, {{ not_yet_inspected() }}) as date) as inspection_start_date,
        cast(publication_date as date) as publication_date,
        {{- grade_columns('source') }}
    from source

)

select * from renamed
