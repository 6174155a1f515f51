-- Examined: every inspection of the year, in editions whose history gives days of inspection.
{% set facts = [
    'inspection_type', 'overall_effectiveness', 'impact_of_leaders', 'help_and_protection',
    'in_care', 'care_leavers'
] %}
with histories as (

    select distinct _release_id from {{ history }}

)

select
    in_year._release_id,
    in_year._locator,
    case
        when history.la_name is null
            then in_year.la_name || ', ' || in_year.inspection_date || ': not in the history'
        when
            {% for fact in facts %}
            (in_year.{{ fact }} is distinct from history.{{ fact }})
            {{- ' or' if not loop.last }}
            {% endfor %}
            then
                in_year.la_name || ', ' || in_year.inspection_date
                || ': judged otherwise in the history'
    end as problem
from {{ table }} as in_year
inner join histories on in_year._release_id = histories._release_id
left join {{ history }} as history
    on
        in_year._release_id = history._release_id
        and in_year.ons_code = history.ons_code
        and in_year.inspection_date = history.inspection_date
where in_year.inspection_type not in ('{{ visits | join("', '") }}')
