-- Examined: every authority's judgement in force, in the one sheet or the other.
{% set facts = [
    'inspection_date', 'overall_effectiveness', 'impact_of_leaders', 'help_and_protection',
    'in_care', 'care_leavers'
] %}
with last_of_history as (

    select *
    from {{ history }}
    where la_status = 'Current'
    qualify
        row_number() over (partition by _release_id, ons_code order by inspection_date desc) = 1

)

select
    coalesce(as_at._release_id, last_of_history._release_id) as _release_id,
    as_at._locator,
    case
        when
            {% for fact in facts %}
            (as_at.{{ fact }} is distinct from last_of_history.{{ fact }})
            {{- ' or' if not loop.last }}
            {% endfor %}
            then
                'differs from the last row of the history: '
                || coalesce(as_at.la_name, last_of_history.la_name)
    end as problem
from {{ table }} as as_at
full join last_of_history
    on
        as_at._release_id = last_of_history._release_id
        and as_at.ons_code = last_of_history.ons_code
