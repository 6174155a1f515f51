-- Examined: every document of the collection with its rows.
with named as (

    {{ authorities_named(table, 'base_path', 'title') }}

)

select
    documents.base_path,
    case
        when (documents.base_path, reviewed.la_code) not in (select (id, la_code) from named)
            then
                'is called ' || coalesce(documents.title, 'nothing') || '; '
                || reviewed.intervention_id || ' is of ' || reviewed.la_name
    end as problem
from {{ table }} as documents
inner join reference.interventions_reviewed as reviewed
    on {{ is_own_page('reviewed', 'documents') }}
