{#- A part of the definition that is null takes spells of any framework or region. -#}
with regions as (

    select * from {{ ref('regions') }}

),

as_at_dates as (

    select distinct
        scope,
        as_at
    from {{ ref('int_inspections_judged') }}

),

populations as (

    select * from (
        values
        ('inadequate_all', 'all evidence', 'Inadequate', null, null, 0),
        ('inadequate_sif', 'all evidence', 'Inadequate', 'SIF', null, 0),
        ('inadequate_ilacs', 'all evidence', 'Inadequate', 'ILACS', null, 0),
        ('inadequate_ilacs_official', 'official', 'Inadequate', 'ILACS', null, 0),
        ('ri_sif', 'all evidence', 'Requires improvement', 'SIF', null, 0),
        ('ri_ilacs', 'all evidence', 'Requires improvement', 'ILACS', null, 0)
    ) as named (population, scope, from_grade, framework, region_code, least_at_risk)
    union all
    select
        'inadequate_all:' || region_code as population,
        'all evidence' as scope,
        'Inadequate' as from_grade,
        null as framework,
        region_code,
        -- A curve of fewer spells would say more of single authorities than of the region.
        5 as least_at_risk
    from regions

),

clocks as (

    select *
    from (
        values ('inspection'), ('publication'), ('publication_without_pause')
    ) as named (clock)

)

select
    populations.population,
    clocks.clock,
    populations.scope,
    as_at_dates.as_at,
    populations.from_grade,
    populations.framework,
    populations.region_code,
    populations.least_at_risk
from populations
cross join clocks
left join as_at_dates on populations.scope = as_at_dates.scope
