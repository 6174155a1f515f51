-- Examined: every authority's judgement in force, in the one sheet or the other. The history of one
-- shape gives no inspection dates, and a sheet may have no overall grades.
with inspections as (

    {{ official_history(history, wide_history) }}

),

last_of_history as (

    select
        inspections.* replace (
            nullif(inspections.overall_effectiveness, {{ not_applicable() }})
                as overall_effectiveness
        ),
        count(nullif(inspections.overall_effectiveness, {{ not_applicable() }}))
            over (partition by inspections._release_id) > 0 as has_overall
    from inspections
    inner join reference.releases as releases on inspections._release_id = releases.release_id
    left join reference.authorities as authorities on inspections.la_code = authorities.la_code
    where
        coalesce(
            inspections.la_status = 'Current', releases.edition <= authorities.closed_on, true
        )
    qualify
        row_number() over (
            partition by inspections._release_id, inspections.la_code
            order by inspections.inspection_date desc nulls last, inspections.publication_date desc
        ) = 1

),

in_force as (

    select
        rows.* replace (
            nullif(rows.inspection_date, {{ not_yet_inspected() }}) as inspection_date,
            nullif(rows.overall_effectiveness, {{ not_applicable() }}) as overall_effectiveness
        ),
        count(nullif(rows.overall_effectiveness, {{ not_applicable() }}))
            over (partition by rows._release_id) > 0 as has_overall,
        {{ official_la_code('rows', 'releases.edition') }} as la_code
    from {{ table }} as rows
    inner join reference.releases as releases on rows._release_id = releases.release_id

)

select
    coalesce(in_force._release_id, last_of_history._release_id) as _release_id,
    in_force._locator,
    case
        when
            (in_force.inspection_date is null) <> (last_of_history.publication_date is null)
            or (
                last_of_history.inspection_date is not null
                and in_force.inspection_date is distinct from last_of_history.inspection_date
            )
            or (
                in_force.overall_effectiveness
                is distinct from last_of_history.overall_effectiveness
                and coalesce(in_force.has_overall, true)
                and coalesce(last_of_history.has_overall, true)
            )
            {% for fact in judgements().split()[1:] %}
            or (in_force.{{ fact }} is distinct from last_of_history.{{ fact }})
            {% endfor %}
            then
                'differs from the last row of the history: '
                || coalesce(in_force.la_name, last_of_history.la_name)
    end as problem
from in_force
full join last_of_history
    on
        in_force._release_id = last_of_history._release_id
        and in_force.la_code = last_of_history.la_code
