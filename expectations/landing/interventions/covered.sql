-- Examined: every document of the collection.
select
    documents.base_path,
    case
        when
            not exists (
                select 1
                from reference.interventions_reviewed as reviewed
                where {{ is_own_page('reviewed', 'documents') }}
            )
            then 'has no row: add it to dbt_project/seeds/interventions_reviewed.csv'
    end as problem
from {{ table }} as documents
