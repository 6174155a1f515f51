-- Examined: every inspection; a visit is told by its type. The inspection's first day decides. An
-- edition published after the reform may have no overall grades at all: it then says nothing of
-- those before the reform, and what was published of them stays.
with inspections as (

    select
        rows._release_id,
        rows._locator,
        rows.la_name,
        rows.inspection_date,
        nullif(rows.overall_effectiveness, {{ not_applicable() }}) as overall_effectiveness,
        releases.published_on >= {{ no_overall_from() }}
        and count(rows.overall_effectiveness) over (partition by rows._release_id) = 0
            as is_withdrawn
    from {{ table }} as rows
    left join reference.releases as releases on rows._release_id = releases.release_id
    where
        rows.inspection_date is distinct from {{ not_yet_inspected() }}
        {% if visits %}
        and rows.inspection_type not in ('{{ visits | join("', '") }}')
        {% endif %}

)

select
    _release_id,
    _locator,
    case
        when
            inspection_date < {{ no_overall_from() }}
            and overall_effectiveness is null
            and is_withdrawn is not true
            then la_name || ' of ' || inspection_date || ' has no overall grade'
        when inspection_date >= {{ no_overall_from() }} and overall_effectiveness is not null
            then
                la_name || ' of ' || inspection_date || ' has an overall grade, '
                || overall_effectiveness || ', after they ended'
    end as problem
from inspections
