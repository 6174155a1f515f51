-- Examined: every inspection or visit of the year. A visit is told by its type, never by a blank:
-- an inspection begun from April 2026 has no overall grade either.
select
    _release_id,
    _locator,
    nullif(concat_ws(
        '; ',
        case
            when
                inspection_type in ('{{ visits | join("', '") }}')
                and coalesce(
                    {% for judgement in judgements().split() %}
                    nullif({{ judgement }}, {{ not_applicable() }}){{ ',' if not loop.last }}
                    {% endfor %}
                ) is not null
                then 'a visit with a grade'
            when
                inspection_type not in ('{{ visits | join("', '") }}')
                and (
                    impact_of_leaders is null or help_and_protection is null or in_care is null
                )
                then 'an inspection without its grades'
        end,
        case
            when
                count(*) over (
                    partition by _release_id, la_name, inspection_date, inspection_type
                ) > 1
                then
                    concat_ws(' ', la_name, inspection_date, inspection_type) || ' is listed twice'
        end
    ), '') as problem
from {{ table }}
