with sources as (

    select
        source,
        max_by(publisher, (edition, known_on)) as publisher,
        max_by(publication, (edition, known_on)) as publication,
        max_by(next_release, (edition, known_on)) as announced,
        max(published_on) as newest_published_on
    from {{ ref('int_releases_dated') }}
    group by source

)

select
    definitions.indicator_id,
    definitions.title,
    definitions.description,
    definitions.unit,
    definitions.decimal_places,
    definitions.polarity,
    definitions.numerator,
    definitions.denominator,
    definitions.reference_date,
    sources.publisher,
    sources.publication,
    definitions.has_quartiles,
    definitions.caveats,
    -- An announcement that the newest edition has fulfilled is none any more.
    if(
        sources.announced
        > coalesce(sources.newest_published_on, date '{{ var("first_day") }}'),
        sources.announced,
        null
    ) as next_release,
    definitions.is_benchmarked,
    definitions.is_derived,
    definitions.comparable_from_edition,
    definitions.per as multiplier
from {{ ref('indicator_definitions') }} as definitions
left join sources on definitions.source = sources.source
order by definitions.indicator_id
