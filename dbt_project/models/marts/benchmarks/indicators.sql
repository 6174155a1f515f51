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
    sources.next_release,
    definitions.is_benchmarked,
    definitions.is_derived,
    definitions.comparable_from_edition,
    definitions.per as multiplier,
    definitions.csc_decimal_places
from {{ ref('indicator_definitions') }} as definitions
left join {{ ref('source_status') }} as sources on definitions.source = sources.source
order by definitions.indicator_id
