-- Examined: every line and part of a whole.
with lines as (

    select
        _release_id,
        _locator,
        period,
        geographic_level,
        coalesce(la_code, region_code, 'England') as area,
        {{ figures(measures) }}
    from {{ table }}
    group by all

)

{% for part, whole, slack in pairs %}
select
    _release_id,
    _locator,
    area || ' ' || period || ' {{ part }}' as subject,
    case
        when
            {{ part }} > {{ whole }} + {{ slack }} + 0.001
            and not {{ is_accepted('parts', 'subject') }}
            then {{ part }} || ' of ' || ({{ whole }})
    end as problem
from lines
where {{ part }} is not null and {{ whole }} is not null
{{ 'union all' if not loop.last }}
{% endfor %}
