{{ config(materialized='table_function', parameters=['inspection']) }}

with evidence as (

    select
        inspection_id,
        source_release_id as release_id,
        source_locator
    from {{ ref('inspections').include(database=false) }}
    where inspection_id = inspection
    union
    select
        inspection_id,
        report_release_id,
        'page 1' as source_locator
    from {{ ref('inspections').include(database=false) }}
    where inspection_id = inspection and report_release_id is not null

)

select
    evidence.inspection_id,
    releases.release_id,
    releases.publisher,
    releases.publication,
    releases.edition,
    releases.published_on,
    releases.url,
    releases.file_name,
    evidence.source_locator,
    releases.sha256
from evidence
inner join {{ ref('releases').include(database=false) }} as releases
    on evidence.release_id = releases.release_id
order by releases.release_id
