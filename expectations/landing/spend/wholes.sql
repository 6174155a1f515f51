-- Examined: every line of every authority, and of England, that has parts. An authority that gives
-- a line without its parts has 0 in all of them (Richmond upon Thames in 2023-24), and the line of
-- England has estimates that its parts lack, at most 1.6 %.
with lines as (

    select
        _release_id,
        _locator,
        la_name,
        class,
        {{ figures(measures) }}
    from {{ table }}
    group by all

)

{% for whole, parts in wholes.items() %}
select
    _release_id,
    _locator,
    case
        when
            {{ parts | join(' + ') }} <> 0
            and abs({{ parts | join(' + ') }} - {{ whole }})
            > if(class = 'Eng', {{ whole }} * {{ estimated }}, {{ tolerance }})
            then
                la_name || ': the parts of {{ whole }} add to '
                || round({{ parts | join(' + ') }}) || ', it is ' || round({{ whole }})
    end as problem
from lines
{{ 'union all' if not loop.last }}
{% endfor %}
