with long as (

    select * from {{ source('raw', 'ofsted_inspection_outcomes__history') }}

),

narrowed as (

    {{ narrow_history(source('raw', 'ofsted_inspection_outcomes__wide_history')) }}

),

source as (

    select
        _release_id,
        _file_sha256,
        _locator,
        ons_code,
        la_name,
        la_status,
        inspection_type,
        inspection_date,
        publication_date,
        {{ judgements().split() | join(',\n        ') }}
    from long
    union all
    select * from narrowed

),

renamed as (

    select
        _release_id,
        _file_sha256,
        _locator,
        ons_code,
        la_name,
        {{ la_code_of(
            'source', 'coalesce(source.inspection_date, source.publication_date)',
            ref('authorities'), ref('authority_names'), ref('authority_codes')
        ) }} as la_code,
        la_status,
        inspection_type,
        cast(inspection_date as date) as inspection_start_date,
        cast(publication_date as date) as publication_date,
        {{- grade_columns('source') }},
        {{ overall_absent_reason('source.inspection_date') }} as overall_absent_reason
    from source

)

select * from renamed
