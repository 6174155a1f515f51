with editions as (

    select
        source,
        max_by(edition, (edition, known_on)) as newest_edition,
        max(published_on) as newest_published_on,
        max(retrieved_at) as retrieved_at,
        max_by(next_release, (edition, known_on)) as announced
    from {{ ref('int_releases_dated') }}
    -- The listing of inspection reports changes with every report and is no edition.
    where edition <> 'listing'
    group by source

),

notes as (

    select
        source,
        {{ joined('note', "'; '", 'note') }} as note
    from {{ ref('stg_register__notes') }}
    group by source

),

sources as (

    select
        status.source,
        status.publisher,
        status.publication,
        editions.newest_edition,
        editions.newest_published_on,
        status.last_asked_at,
        status.is_lacking,
        notes.note,
        coalesce(status.last_reached_at, editions.retrieved_at) as last_reached_at,
        -- An announcement that the newest edition has fulfilled is none any more.
        if(
            editions.announced
            > coalesce(editions.newest_published_on, date '{{ var("first_day") }}'),
            editions.announced,
            null
        ) as next_release,
        -- Nobody knows what was published after the day on which the publisher was asked.
        coalesce(cast(left(status.last_asked_at, 10) as date), run.as_at) as known_to
    from {{ ref('stg_register__status') }} as status
    cross join {{ ref('stg_register__run') }} as run
    left join editions on status.source = editions.source
    left join notes on status.source = notes.source

)

select
    source,
    publisher,
    publication,
    newest_edition,
    newest_published_on,
    last_asked_at,
    last_reached_at,
    next_release,
    is_lacking or coalesce(next_release < known_to, false) as is_stale,
    note
from sources
order by source
