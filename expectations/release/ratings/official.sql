-- Examined: every judgement in force of the official sheets, up to the date of the run: a run dated
-- before an official date has no rating for it.
with official as (

    select
        codes.la_code,
        cast(releases.edition as date) as as_at,
        sheet._locator,
        sheet.la_name,
        {% for judgement in judgements().split() %}
        sheet.{{ judgement }}{{ ',' if not loop.last }}
        {% endfor %}
    from staging.stg_ofsted__as_at as sheet
    inner join reference.releases as releases on sheet._release_id = releases.release_id
    inner join reference.authority_codes as codes on sheet.ons_code = codes.ons_code
    where releases.edition <= (select run.as_at from reference.run as run)

)

select
    official.la_name,
    official._locator,
    case
        when
            {% for judgement in judgements().split() %}
            (ratings.{{ judgement }} is distinct from official.{{ judgement }})
            {{- ' or' if not loop.last }}
            {% endfor %}
            then 'differs from the official judgement in force'
    end as problem
from official
left join main.ratings as ratings
    on official.la_code = ratings.la_code and official.as_at = ratings.as_at
