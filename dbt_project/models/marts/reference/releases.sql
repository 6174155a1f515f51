with releases as (

    select * from {{ ref('int_releases_dated') }}

),

notes as (

    -- Said of the newest edition: what should have been asked for and could not be had.
    select
        releases.source,
        max_by(releases.release_id, (releases.edition, releases.known_on)) as release_id,
        max(notes.note) as note
    from releases
    inner join (
        select
            source,
            string_agg(note, '; ' order by note) as note
        from {{ ref('stg_register__notes') }}
        group by source
    ) as notes on releases.source = notes.source
    group by releases.source

)

select
    release_id,
    publisher,
    publication,
    edition,
    published_on,
    retrieved_at,
    url,
    licence,
    sha256,
    bytes,
    rows_read,
    reader,
    known_on,
    file_name,
    note
from releases
left join notes using (release_id)
order by release_id
