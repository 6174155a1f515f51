with sources as (

    select
        source,
        max_by(publisher, edition) as publisher,
        max_by(publication, edition) as publication,
        max(next_release) as next_release
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
    cast(sources.next_release as date) as next_release,
    definitions.is_benchmarked,
    definitions.is_derived,
    definitions.comparable_from_edition,
    definitions.per as multiplier
from {{ ref('indicator_definitions') }} as definitions
left join sources on definitions.source = sources.source
order by definitions.indicator_id
