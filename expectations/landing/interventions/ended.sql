-- Examined: every document of the collection, beside its rows.
with compared as (

    select
        documents.base_path,
        any_value(lower(documents.collection_group)) as collection_group,
        any_value(documents.outcome) as page_outcome,
        any_value(documents.withdrawn_on) as withdrawn_on,
        count(reviewed.intervention_id) as row_count,
        count(reviewed.intervention_id) filter (coalesce(reviewed.outcome, 'open') = 'open')
            as open_count,
        string_agg(reviewed.kind, ' ') as kinds,
        string_agg(reviewed.outcome, '|') as row_outcomes
    from {{ table }} as documents
    left join reference.interventions_reviewed as reviewed
        on {{ is_own_page('reviewed', 'documents') }}
    group by documents.base_path

)

select
    base_path,
    nullif(concat_ws(
        '; ',
        case
            when
                not coalesce(
                    regexp_full_match(collection_group, '(open|closed) (notices|directions)'), false
                )
                then 'stands under ' || coalesce(collection_group, 'no heading')
        end,
        case
            when row_count = 0 then null
            when collection_group like 'closed %' and open_count > 0
                then 'stands under ' || collection_group || ', and a row of it has not ended'
            when collection_group like 'open %' and open_count = 0
                then 'stands under ' || collection_group || ', and its rows have ended'
        end,
        case
            when collection_group like '%notices' and kinds like '%statutory direction%'
                then 'stands under ' || collection_group || ', and its row is a direction'
            when collection_group like '%directions' and kinds like '%improvement notice%'
                then 'stands under ' || collection_group || ', and its row is a notice'
        end,
        case
            when
                row_count > 0
                and page_outcome is not null
                and (
                    open_count = row_count
                    or (
                        page_outcome <> 'closed'
                        and not list_has_any(
                            string_split(page_outcome, '|'), string_split(row_outcomes, '|')
                        )
                    )
                )
                then
                    'says ' || page_outcome || ', and its rows '
                    || coalesce(row_outcomes, 'nothing')
        end,
        case
            when withdrawn_on is not null and open_count > 0
                then 'was withdrawn on ' || withdrawn_on || ', and a row of it has not ended'
        end
    ), '') as problem
from compared
