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
        when
            exists (
                select 1
                from reference.interventions_reviewed as reviewed
                inner join {{ table }} as others on {{ is_own_page('reviewed', 'others') }}
                where
                    {{ is_own_page('reviewed', 'documents') }}
                    and others.base_path <> documents.base_path
            )
            then 'has the title of another document: give its row the slug'
    end as problem
from {{ table }} as documents
