{{ config(materialized='table_function', parameters=['indicator', 'area', 'at_period']) }}

with figures as (

    select * from {{ ref('indicator_values').include(database=false) }}

),

parts as (

    select
        'value' as part,
        figures.*
    from figures
    where indicator_id = indicator and area_code = area and period = at_period
    union all
    select
        'population' as part,
        population.*
    from figures as population
    inner join figures as derived
        on population.area_code = derived.area_code
        and {{ mid_year_within(
            'population.period_end', 'derived.period_start', 'derived.period_end'
        ) }}
    where
        population.indicator_id = 'population'
        and derived.is_derived
        and derived.indicator_id = indicator
        and derived.area_code = area
        and derived.period = at_period

)

select
    parts.part,
    parts.indicator_id,
    parts.area_code,
    parts.period,
    parts.value,
    parts.marker,
    parts.release_id,
    parts.is_latest_release,
    releases.publisher,
    releases.publication,
    releases.edition,
    releases.published_on,
    releases.url,
    releases.file_name,
    parts.source_locator,
    releases.sha256
from parts
inner join {{ ref('releases').include(database=false) }} as releases
    on parts.release_id = releases.release_id
order by parts.part desc, releases.edition desc
