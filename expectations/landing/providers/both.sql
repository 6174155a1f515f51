-- Examined: every authority and kind of provision, in the list with sectors and in that with
-- judgements. In 2023 the latter had those alone that were inspected.
with
{%- for name, table in (('listed', providers), ('judged', graded)) %}

{{ name }} as (

    select
        _release_id,
        concat_ws(', ', la_name, provision_type) as subject,
        sum(cast(providers as bigint)) as providers
    from {{ table }}
    group by all

){{ ',' if not loop.last }}
{%- endfor %}

select
    coalesce(listed._release_id, judged._release_id) as _release_id,
    coalesce(listed.subject, judged.subject) as subject,
    case
        {%- set compared = '<' if only_judged else '<>' %}
        when coalesce(listed.providers, 0) {{ compared }} coalesce(judged.providers, 0)
            then
                coalesce(listed.subject, judged.subject) || ': '
                || coalesce(listed.providers, 0) || ' with their sector, '
                || coalesce(judged.providers, 0) || ' with their judgement'
    end as problem
from listed
full outer join judged
    on listed._release_id = judged._release_id and listed.subject = judged.subject
