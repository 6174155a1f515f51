-- Examined: every judgement in force of the official sheets, by the newest release of each edition,
-- up to the date of the run: a run dated before an official date has no rating for it. What a later
-- edition corrected, with a word in its notes, is accepted by a line.
with editions as (

    select
        edition,
        max_by(release_id, (published_on, release_id)) as release_id
    from reference.releases
    where
        source = 'ofsted_inspection_outcomes'
        and edition <= (select run.as_at from reference.run as run)
    group by edition

),

official as (

    select
        sheet.la_code,
        editions.edition,
        sheet._locator,
        sheet.la_name,
        count(sheet.overall_effectiveness) over (partition by sheet._release_id) > 0
            as has_overall,
        sheet.la_code || ' ' || editions.edition as subject,
        {% for judgement in judgements().split() %}
        sheet.{{ judgement }}{{ ',' if not loop.last }}
        {% endfor %}
    from staging.stg_ofsted__as_at as sheet
    inner join editions on sheet._release_id = editions.release_id

)

select
    official.la_name,
    official._locator,
    case
        when
            (
                {% for judgement in judgements().split() %}
                (
                    ratings.{{ judgement }} is distinct from official.{{ judgement }}
                    {% if judgement == 'overall_effectiveness' %}
                    -- A sheet from which the column is withdrawn says nothing of it.
                    and official.has_overall
                    {% endif %}
                )
                {{- ' or' if not loop.last }}
                {% endfor %}
            )
            and not {{ is_accepted('rating', 'official.subject') }}
            then 'differs from the official judgement in force: ' || official.subject
    end as problem
from official
left join main.ratings as ratings
    on official.la_code = ratings.la_code and cast(official.edition as date) = ratings.as_at
