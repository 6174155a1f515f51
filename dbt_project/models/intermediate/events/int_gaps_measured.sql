{#- Counts are compared per 100 posts at the census before. -#}
{%- set counts = "'posts_fte', 'inpost_fte', 'agency_fte'" -%}

with figures as (

    -- A joint return gives its value to both members.
    select
        indicator_id,
        {{ row_per(parts_of('area_code', "'+'")) }} as la_code,
        cast(period as integer) as census,
        value
    from {{ ref('int_indicator_values') }}
    where
        is_latest_release
        and geographic_level = 'Local authority'
        and value is not null
        and indicator_id in (
            'vacancy_rate_fte', 'agency_rate_fte', 'turnover_rate_fte', 'caseload_fte',
            'absence_rate_fte', 'agency_cover_rate_fte', {{ counts }}
        )

),

once_inadequate as (

    select distinct la_code
    from {{ ref('int_spells_delimited') }}
    where
        scope = 'all evidence'
        and from_grade = 'Inadequate'
        and coalesce(ended_counts_from, date '{{ var("last_day") }}') >= date '2015-01-01'

),

authorities as (

    select
        figures.la_code,
        once_inadequate.la_code is null as is_never_inadequate
    from (select distinct la_code from figures) as figures
    left join once_inadequate on figures.la_code = once_inadequate.la_code
    -- City of London and Isles of Scilly have a handful of posts.
    where figures.la_code not in ('201', '420')

),

neighbours as (

    select
        neighbours.la_code,
        neighbours.neighbour_la_code
    from {{ ref('stg_dfe__neighbours') }} as neighbours
    inner join authorities
        on neighbours.neighbour_la_code = authorities.la_code and authorities.is_never_inadequate
    where neighbours.model = '2025'

),

spans as (

    select
        before.census as census_before,
        later.census,
        cast(later.census - before.census - 1 as bigint) as k
    from (select distinct census from figures) as before
    cross join (select distinct census from figures) as later
    where later.census - before.census - 1 between -3 and 4

),

measured as (

    select
        figures.indicator_id,
        figures.la_code,
        spans.census_before,
        spans.k,
        spans.census,
        if(
            figures.indicator_id in ({{ counts }}),
            100 * figures.value / nullif(posts_before.value, 0),
            figures.value
        ) as value
    from figures
    inner join spans on figures.census = spans.census
    left join figures as posts_before
        on posts_before.indicator_id = 'posts_fte'
        and figures.la_code = posts_before.la_code
        and spans.census_before = posts_before.census

),

compared as (

    select
        neighbours.la_code,
        measured.indicator_id,
        measured.census_before,
        measured.k,
        {{ exact_mean('measured.value') }} as mean
    from neighbours
    inner join measured on neighbours.neighbour_la_code = measured.la_code
    group by all
    having count(measured.value) >= 3

)

select
    measured.la_code,
    authorities.is_never_inadequate,
    measured.indicator_id,
    measured.census_before,
    measured.k,
    measured.census,
    {{ rounded('measured.value - compared.mean', 6) }} as gap
from measured
inner join authorities on measured.la_code = authorities.la_code
inner join compared
    on measured.la_code = compared.la_code
    and measured.indicator_id = compared.indicator_id
    and measured.census_before = compared.census_before
    and measured.k = compared.k
where measured.value is not null
order by
    measured.indicator_id,
    measured.la_code,
    measured.census_before,
    measured.k
