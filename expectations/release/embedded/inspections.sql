-- One row per full inspection in the official files of the embedded snapshot.
with official as (

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
        authorities.la_code,
        'SIF',
        history.{{ prefix }}_publication_date,
        history._release_id,
        {% for judgement in judgements().split() %}
        nullif(history.{{ prefix }}_{{ judgement }}, '-'){{ ',' if not loop.last }}
        {% endfor %}
    from embedded.ofsted_social_care_2023__history as history
    inner join
        (
            select
                la_code,
                la_name as name
            from reference.authorities
            union
            select
                la_code,
                name
            from reference.authority_names
        ) as named
        on {{ normalised_name('history.la_name') }} = {{ normalised_name('named.name') }}
    inner join reference.authorities as authorities
        on
            named.la_code = authorities.la_code
            -- "Dorset" is two authorities; the date of publication tells which.
            and history.{{ prefix }}_publication_date between
            coalesce(authorities.opened_on, '1900') and coalesce(authorities.closed_on, '9999')
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
