-- Examined: every reviewed row.
with written as (

    select
        *,
        {% for column in ['issued_on', 'closed_on'] %}
        {{ column }} is not null
        and (
            not regexp_full_match({{ column }}, '[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?')
            or try_cast({{ column }} || substr('0000-01-01', length({{ column }}) + 1) as date)
            is null
        ) as {{ column }}_is_none
        {{- "," if not loop.last }}
        {% endfor %}
    from reference.interventions_reviewed

),

compared as (

    select
        *,
        case
            when not issued_on_is_none then {{ earliest_day('issued_on') }}
        end as issued_from,
        case
            when not closed_on_is_none then {{ latest_day('closed_on') }}
        end as closed_by
    from written

)

select
    intervention_id,
    nullif(concat_ws(
        '; ',
        case when issued_on_is_none then issued_on || ' is no date' end,
        case when closed_on_is_none then closed_on || ' is no date' end,
        case
            when closed_by < issued_from
                then 'ended in ' || closed_on || ', before it was issued in ' || issued_on
        end,
        case
            when issued_from > cast(seen_on as date)
                then 'was issued in ' || issued_on || ' and seen before'
        end,
        case
            when (issued_on is null) <> (date_basis is null)
                then 'has a date without what gives it, or the reverse'
        end,
        case
            when closed_on is not null and coalesce(outcome, 'open') = 'open'
                then 'ended in ' || closed_on || ', and nothing says how'
        end
    ), '') as problem
from compared
