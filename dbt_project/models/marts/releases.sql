select
    release_id,
    publisher,
    publication,
    edition,
    cast(published_on as date) as published_on,
    retrieved_at,
    url,
    licence,
    sha256,
    cast(bytes as bigint) as bytes,
    cast(rows_read as integer) as rows_read,
    reader,
    known_on,
    file_name
from {{ ref('int_releases_dated') }}
order by release_id
