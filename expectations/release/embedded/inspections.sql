-- One row per full inspection in the official files of the embedded snapshot.
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

),

official as (

    select
        codes.la_code,
        'ILACS' as framework,
        history.publication_date,
        history._release_id as source_release_id,
        {% for judgement in judgements().split() %}
        history.{{ judgement }}{{ ',' if not loop.last }}
        {% endfor %}
    from embedded.ofsted_inspection_outcomes__history as history
    inner join embedded.releases as releases on history._release_id = releases.release_id
    inner join reference.authority_codes as codes on history.ons_code = codes.ons_code
    qualify releases.edition = max(releases.edition) over ()
    {% for prefix in ('sif', 'sif_reinspection') %}
    union all
    select
        named.la_code,
        'SIF',
        history.{{ prefix }}_publication_date,
        history._release_id,
        {% for judgement in judgements().split() %}
        nullif(history.{{ prefix }}_{{ judgement }}, '-'){{ ',' if not loop.last }}
        {% endfor %}
    from embedded.ofsted_social_care_2023__history as history
    inner join named
        on
            {{ normalised_name('history.la_name') }} = named.name
            -- "Dorset" is two authorities; the date of publication tells which.
            and history.{{ prefix }}_publication_date between named.opened_on and named.closed_on
    {% endfor %}

)

select
    la_code || '-' || framework || '-' || publication_date as inspection_id,
    {% for judgement in judgements().split() %}
    coalesce(
        (
            select max(grades.grade) from reference.grades as grades
            where grades.published_label = official.{{ judgement }}
        ),
        official.{{ judgement }}
    ) as {{ judgement }},
    {% endfor %}
    source_release_id
from official
