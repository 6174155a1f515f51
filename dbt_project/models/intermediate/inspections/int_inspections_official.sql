with history as (

    select * from {{ ref('stg_ofsted__ilacs_history') }}

),

-- An edition from which the column is withdrawn says nothing of the overall judgement; what the
-- newest edition with the column says of the inspection stays.
overall_as_published as (

    select
        history.la_code,
        history.publication_date,
        max_by(history.overall_effectiveness, (releases.edition, releases.known_on))
            as overall_effectiveness
    from history
    inner join {{ ref('int_releases_dated') }} as releases
        on history._release_id = releases.release_id
    where history.overall_effectiveness is not null
    group by history.la_code, history.publication_date

),

ilacs as (

    select
        {{ all_but('history', ['overall_effectiveness']) }},
        case
            when history.overall_absent_reason is null
                then
                    coalesce(
                        history.overall_effectiveness,
                        overall_as_published.overall_effectiveness
                    )
        end as overall_effectiveness,
        'ILACS' as framework
    from history
    left join overall_as_published
        on history.la_code = overall_as_published.la_code
        and history.publication_date = overall_as_published.publication_date
    -- Each edition repeats the whole history; the newest is in force.
    where history._release_id = (
        select {{ newest_release('releases') }}
        from {{ ref('int_releases_dated') }} as releases
        where releases.source = 'ofsted_inspection_outcomes'
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
        overall_absent_reason,
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
        cast(null as string) as overall_absent_reason,
        _release_id,
        _locator
    from sif

)

select * from official
