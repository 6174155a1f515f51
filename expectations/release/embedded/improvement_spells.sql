-- One row per spell at Inadequate that begins with a first SIF of the embedded snapshot.
with names as (

    select
        la_code,
        la_name as name
    from reference.authorities
    union
    select
        la_code,
        name
    from reference.authority_names

),

named as (

    select
        names.la_code,
        {{ normalised_name('names.name') }} as name,
        coalesce(opened_on, '1900') as opened_on,
        coalesce(closed_on, '9999') as closed_on
    from names
    inner join reference.authorities using (la_code)

)

select
    named.la_code || '-Inadequate-' || history.sif_publication_date as spell_id,
    -- The last judgement on protection: a child protection inspection came after one of
    -- safeguarding, a re-inspection after what it repeats.
    if(
        coalesce(
            history.cpri_overall_effectiveness,
            history.cpi_overall_effectiveness,
            history.slac_reinspection_safeguarding,
            history.slac_safeguarding
        ) = 'Inadequate',
        'yes',
        'no'
    ) as held_before
from embedded.ofsted_social_care_2023__history as history
inner join named
    on
        {{ normalised_name('history.la_name') }} = named.name
        -- "Dorset" is two authorities; the date of publication tells which.
        and history.sif_publication_date between named.opened_on and named.closed_on
where history.sif_overall_effectiveness = 'Inadequate'
