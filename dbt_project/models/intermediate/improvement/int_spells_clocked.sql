with populations as (

    select * from {{ ref('int_populations_defined') }}

),

spells as (

    select * from {{ ref('int_spells_delimited') }}

),

authorities as (

    select * from {{ ref('int_authorities') }}

),

clocked as (

    select
        *,
        'inspection' as clock,
        days_inspection_clock as days,
        outcome = 'improved' as is_improved
    from spells
    union all
    select
        *,
        'publication' as clock,
        days_publication_clock as days,
        -- The official file knows inspections begun by its date whose report came out later.
        outcome = 'improved' and ended_published_on <= as_at as is_improved
    from spells
    where started_published_on <= as_at

)

select
    populations.population,
    populations.clock,
    clocked.la_code,
    clocked.started_published_on,
    clocked.days,
    clocked.is_improved
from populations
inner join clocked
    on populations.scope = clocked.scope
    and populations.clock = clocked.clock
    and populations.from_grade = clocked.from_grade
    and coalesce(populations.framework, clocked.framework_at_start) = clocked.framework_at_start
inner join authorities
    on clocked.la_code = authorities.la_code
    and coalesce(populations.region_code, authorities.region_code) = authorities.region_code
