-- Examined: every date that a page states, and the day of publication of every row dated by it.
with own as (

    select
        documents.base_path,
        documents.first_published_on,
        reviewed.intervention_id,
        reviewed.la_code,
        reviewed.issued_on,
        reviewed.closed_on,
        reviewed.date_basis
    from {{ table }} as documents
    inner join reference.interventions_reviewed as reviewed
        on {{ is_own_page('reviewed', 'documents') }}

),

stated as (
    {%- for column in ['issued_on', 'replaces_on', 'ended_on'] %}

    select
        base_path,
        '{{ column }}' as what,
        unnest(string_split({{ column }}, '|')) as day
    from {{ table }}
    where
        {{ column }} is not null
        and base_path in (select own.base_path from own)
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}

)

select
    stated.base_path,
    case
        when stated.what = 'issued_on' and not exists (
            select 1 from own
            where
                own.base_path = stated.base_path
                and {{ days_agree('own.issued_on', 'stated.day') }}
        )
            then 'was issued in ' || stated.day || ', and no row of it was'
        when stated.what = 'ended_on' and not exists (
            select 1 from own
            where
                own.base_path = stated.base_path
                and {{ days_agree('own.closed_on', 'stated.day') }}
        )
            then 'ended in ' || stated.day || ', and no row of it did'
        when stated.what = 'replaces_on' and not exists (
            select 1
            from own
            inner join reference.interventions_reviewed as earlier
                on own.la_code = earlier.la_code and own.intervention_id = earlier.replaced_by_id
            where
                own.base_path = stated.base_path
                and {{ days_agree('earlier.issued_on', 'stated.day') }}
        )
            then 'replaces what was issued in ' || stated.day || ', and no row is replaced by it'
    end as problem
from stated
union all
select
    base_path,
    case
        when coalesce(issued_on, '') <> coalesce(first_published_on, '')
            then
                'was published on ' || coalesce(first_published_on, 'no day') || ', and '
                || intervention_id || ' is dated by that'
    end
from own
where date_basis = 'publication date'
