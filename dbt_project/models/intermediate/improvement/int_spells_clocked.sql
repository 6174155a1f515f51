{%- set clocks = [
    ('inspection', 'days_inspection_clock'),
    ('publication', 'days_publication_clock'),
    ('publication_without_pause', 'days_publication_without_pause')
] -%}

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

    {%- for clock, days in clocks %}
    select
        *,
        '{{ clock }}' as clock,
        {{ days }} as days,
        {%- if clock == 'inspection' %}
        outcome as seen_outcome
        {%- else %}
        -- The official file knows inspections begun by its date whose report came out later.
        if(ended_published_on > as_at, 'open', outcome) as seen_outcome
        {%- endif %}
    from spells
    {%- if clock != 'inspection' %}
    where started_published_on <= as_at
    {%- endif %}
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}

)

select
    populations.population,
    populations.clock,
    clocked.la_code,
    clocked.started_published_on,
    clocked.days,
    clocked.seen_outcome = 'improved' as is_improved,
    case
        when clocked.seen_outcome = 'open' then null
        when clocked.from_grade = 'Requires improvement' then clocked.seen_outcome
        -- An authority that is no more left Inadequate for no other grade.
        when clocked.seen_outcome = 'abolished' then null
        when clocked.to_grade in ('Outstanding', 'Good') then 'Good or better'
        else clocked.to_grade
    end as destination,
    clocked.newer_report_not_yet_read as is_held_open
from populations
inner join clocked
    on populations.scope = clocked.scope
    and populations.clock = clocked.clock
    and populations.from_grade = clocked.from_grade
    and coalesce(populations.framework, clocked.framework_at_start) = clocked.framework_at_start
inner join authorities
    on clocked.la_code = authorities.la_code
    and coalesce(populations.region_code, authorities.region_code) = authorities.region_code
