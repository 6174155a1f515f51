with ilacs as (

    select
        history.*,
        codes.la_code,
        'ILACS' as framework
    from {{ ref('stg_ofsted__ilacs_history') }} as history
    inner join {{ ref('authority_codes') }} as codes on history.ons_code = codes.ons_code
    -- Each edition repeats the whole history; the newest is in force.
    where history._release_id = (
        select max_by(release_id, edition)
        from {{ ref('stg_register__releases') }}
        where source = 'ofsted_inspection_outcomes'
    )

),

sif as (

    select
        history.*,
        names.la_code,
        'SIF' as framework
    from {{ ref('stg_ofsted__sif_history') }} as history
    inner join {{ ref('int_authorities_named') }} as names
        on {{ normalised_name('history.la_name') }} = names.normalised_name
        -- "Dorset" is two authorities; the date of publication tells which.
        and history.publication_date between names.valid_from and names.valid_to

),

official as (

    select
        la_code,
        framework,
        inspection_type,
        inspection_start_date,
        publication_date,
        overall_effectiveness,
        impact_of_leaders,
        help_and_protection,
        in_care,
        care_leavers,
        _release_id,
        _locator
    from ilacs
    union all
    select
        la_code,
        framework,
        inspection_type,
        -- The SIF sheet gives dates of publication only.
        cast(null as date) as inspection_start_date,
        publication_date,
        overall_effectiveness,
        impact_of_leaders,
        help_and_protection,
        in_care,
        care_leavers,
        _release_id,
        _locator
    from sif

)

select * from official
