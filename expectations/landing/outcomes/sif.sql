-- Examined: every authority's row.
with known as (

    {{ known_names() }}

)

select
    _release_id,
    _locator,
    nullif(concat_ws(
        '; ',
        case
            when {{ normalised_name('la_name') }} not in (select known.name from known)
                then 'unknown authority ' || la_name
        end,
        case
            when sif_publication_date not between '2014-01-01' and '2018-12-31'
                then 'SIF published ' || sif_publication_date
        end,
        case
            when
                sif_reinspection_publication_date
                not between sif_publication_date and '2018-12-31'
                then 're-inspection published ' || sif_reinspection_publication_date
        end,
        -- Before SIF: safeguarding from 2009, child protection from 2012, each perhaps again.
        {% for earlier, judgement, after in [
            ('slac', 'safeguarding', "'2009-06-01'"),
            ('slac_reinspection', 'safeguarding', 'slac_publication_date'),
            ('cpi', 'overall_effectiveness', "greatest('2012-06-01', slac_publication_date)"),
            ('cpri', 'overall_effectiveness', 'cpi_publication_date'),
        ] %}
        case
            when
                {{ earlier }}_publication_date is not null
                and not coalesce(
                    {{ earlier }}_publication_date >= {{ after }}
                    and {{ earlier }}_publication_date < '2013-11-01',
                    false
                )
                then '{{ earlier }} published ' || {{ earlier }}_publication_date
            when
                ({{ earlier }}_publication_date is null) <> ({{ earlier }}_{{ judgement }} is null)
                then '{{ earlier }} has a grade without a date, or a date without a grade'
        end,
        {% endfor %}
        case
            when slac_publication_date is null and sif_publication_date is not null
                then 'not inspected before SIF: ' || la_name
        end,
        case
            when
                (sif_publication_date is null) <> (sif_overall_effectiveness is null)
                or (sif_reinspection_publication_date is null)
                <> (sif_reinspection_overall_effectiveness is null)
                then 'an overall grade without a date, or a date without a grade'
        end,
        case
            when
                (sif_overall_effectiveness = 'Inadequate') <> (
                    'Inadequate' in (
                        sif_impact_of_leaders, sif_help_and_protection, coalesce(sif_in_care, '')
                    )
                )
                then 'overall and parts contradict each other: ' || la_name
        end
    ), '') as problem
from {{ table }}
