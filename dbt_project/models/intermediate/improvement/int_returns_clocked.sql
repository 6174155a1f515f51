with judged as (

    select * from {{ ref('int_inspections_judged') }}

),

authorities as (

    select * from {{ ref('int_authorities') }}

),

populations as (

    select * from {{ ref('int_populations_defined') }}
    where clock = 'publication'

),

followed as (

    select
        *,
        lead(judgement) over later as next_judgement,
        lead(publication_date) over later as next_published_on
    from judged
    window later as (
        partition by scope, la_code order by counts_from, publication_date, inspection_id
    )

),

returned as (

    select
        followed.*,
        authorities.region_code,
        coalesce(
            -- The official file knows inspections begun by its date whose report came out later.
            followed.next_published_on <= followed.as_at
            -- Parts that mix requires improvement with better are better than Inadequate, and
            -- than requires improvement perhaps.
            and (followed.judgement = 'Inadequate' or followed.next_judgement <> 'Not known'),
            false
        ) as has_returned,
        least(
            coalesce(followed.next_published_on, authorities.closed_on), followed.as_at
        ) as seen_until
    from followed
    inner join authorities on followed.la_code = authorities.la_code
    where followed.publication_date <= followed.as_at

)

select
    populations.population,
    returned.la_code,
    returned.inspection_id,
    {{ days_between('returned.publication_date', 'returned.seen_until') }} as days,
    returned.has_returned,
    returned.has_returned
    and returned.next_judgement <> 'Inadequate'
    and returned.next_judgement <> returned.judgement as is_better
from populations
inner join returned
    on populations.scope = returned.scope
    and populations.from_grade = returned.judgement
    and coalesce(populations.framework, returned.framework) = returned.framework
    and coalesce(populations.region_code, returned.region_code) = returned.region_code
