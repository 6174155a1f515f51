with source as (

    select * from {{ source('raw', 'ofsted_social_care_providers__judgements') }}
    union all by name
    select * from {{ source('raw', 'ofsted_social_care_2023__judgements') }}

),

totals as (

    select * from {{ source('raw', 'ofsted_social_care_providers__totals') }}
    union all by name
    select * from {{ source('raw', 'ofsted_social_care_2023__totals') }}

),

-- A workbook is about the newest day of its totals; the days before 2016 have a note beside them.
days as (

    select
        _release_id,
        max(as_at) as as_at
    from totals
    where regexp_full_match(as_at, '\d{4}-\d{2}-\d{2}')
    group by _release_id

),

dated as (

    select
        source.*,
        cast(null as varchar) as ons_code,
        days.as_at
    from source
    left join days on source._release_id = days._release_id

),

renamed as (

    select
        _release_id,
        _file_sha256,
        _locator,
        cast(as_at as date) as as_at,
        la_name,
        {{ la_code_of(
            'dated', 'dated.as_at',
            ref('authorities'), ref('authority_names'), ref('authority_codes')
        ) }} as la_code,
        region_name,
        provision_type,
        {{ grade_of('dated.overall') }} as overall,
        supported_accommodation,
        cast(providers as bigint) as providers
    from dated

)

select * from renamed
