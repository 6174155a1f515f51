with spells as (

    select
        *,
        coalesce(ended_published_on, censored_on) as last_day
    from {{ ref('improvement_spells') }}

),

interventions as (

    select * from {{ ref('interventions') }}
    -- A notice that does not say may be of special educational needs.
    where is_counted and subject in ('social care', 'both') and issued_on is not null

),

-- Within what is known of its date, an intervention gets the benefit of the doubt.
met as (

    select
        spells.spell_id,
        interventions.intervention_id,
        spells.la_code,
        spells.from_grade,
        spells.started_published_on,
        spells.last_day,
        interventions.kind,
        interventions.issued_on,
        interventions.issued_latest_on,
        interventions.issued_precision,
        interventions.date_basis,
        interventions.issued_latest_on >= spells.started_published_on as is_issued_in_spell
    from spells
    inner join interventions
        on
            spells.la_code = interventions.la_code
            and interventions.issued_on <= spells.last_day
            and (
                interventions.issued_latest_on >= spells.started_published_on
                or interventions.closed_on >= spells.started_published_on
            )

)

select
    spell_id,
    intervention_id,
    la_code,
    from_grade,
    started_published_on,
    kind,
    issued_on,
    issued_precision,
    date_basis,
    is_issued_in_spell,
    case
        when is_issued_in_spell
            then greatest({{ days_between('started_published_on', 'issued_on') }}, 0)
    end as days_lower,
    case
        when is_issued_in_spell
            then {{ days_between('started_published_on', 'least(issued_latest_on, last_day)') }}
    end as days_upper,
    is_issued_in_spell
    and row_number() over (
        partition by spell_id, is_issued_in_spell
        order by issued_latest_on, issued_on, intervention_id
    ) = 1 as is_first_issued
from met
order by spell_id, intervention_id
