with reviewed as (

    select * from {{ ref('interventions_reviewed') }}

),

documents as (

    select * from {{ ref('stg_dfe__intervention_documents') }}

)

select
    reviewed.intervention_id,
    reviewed.la_code,
    reviewed.kind,
    reviewed.subject,
    {{ earliest_day('reviewed.issued_on') }} as issued_on,
    {{ day_precision('reviewed.issued_on') }} as issued_precision,
    reviewed.date_basis,
    {{ earliest_day('reviewed.closed_on') }} as closed_on,
    {{ day_precision('reviewed.closed_on') }} as closed_precision,
    -- Of one that nobody says has ended, only the collection knows whether it is open.
    coalesce(reviewed.outcome, case when documents.is_open then 'open' end) as outcome,
    nullif(reviewed.replaced_by_id, 'not seen') as replaced_by_id,
    reviewed.commissioner,
    reviewed.support_partner_la_code,
    coalesce(documents.title, reviewed.title) as title,
    coalesce('https://www.gov.uk' || documents.base_path, reviewed.url) as url,
    cast(reviewed.seen_on as date) as seen_on,
    reviewed.evidence,
    documents._release_id as source_release_id,
    {{ latest_day('reviewed.issued_on') }} as issued_latest_on,
    {{ latest_day('reviewed.closed_on') }} as closed_latest_on,
    reviewed.evidence <> 'C' as is_counted,
    reviewed.note,
    reviewed.seen_at
from reviewed
left join documents on {{ is_own_page('reviewed', 'documents') }}
order by reviewed.intervention_id
