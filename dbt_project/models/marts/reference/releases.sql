select
    releases.release_id,
    releases.publisher,
    releases.publication,
    releases.edition,
    releases.published_on,
    releases.retrieved_at,
    releases.url,
    releases.licence,
    releases.sha256,
    releases.bytes,
    releases.rows_read,
    releases.reader,
    releases.known_on,
    releases.file_name,
    newest.note,
    coalesce(newest.is_stale, false) as is_stale
from {{ ref('int_releases_dated') }} as releases
left join {{ ref('source_status') }} as newest
    on releases.source = newest.source and releases.edition = newest.newest_edition
order by releases.release_id
