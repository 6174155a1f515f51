with figures as (

    select
        indicator_values.*,
        releases.edition,
        releases.known_on
    from {{ ref('indicator_values') }} as indicator_values
    inner join {{ ref('releases') }} as releases
        on indicator_values.release_id = releases.release_id

),

consecutive as (

    select
        indicator_id,
        release_id,
        edition,
        lag(release_id) over by_edition as previous_release_id,
        lag(edition) over by_edition as previous_edition
    from (select distinct indicator_id, release_id, edition, known_on from figures)
    window by_edition as (partition by indicator_id order by edition, known_on, release_id)

),

comparable as (

    select consecutive.*
    from consecutive
    inner join {{ ref('indicators') }} as indicators
        on consecutive.indicator_id = indicators.indicator_id
    where
        consecutive.previous_release_id is not null
        -- A figure defined anew is another figure: no change is claimed.
        and consecutive.previous_edition >= coalesce(indicators.comparable_from_edition, '')

)

select
    newer.indicator_id,
    newer.area_code,
    newer.period,
    newer.release_id,
    comparable.previous_release_id,
    older.value as previous_value,
    older.marker as previous_marker,
    newer.value,
    newer.marker,
    round(newer.value - older.value, 6) as change
from comparable
inner join figures as newer
    on comparable.indicator_id = newer.indicator_id
    and comparable.release_id = newer.release_id
inner join figures as older
    on comparable.indicator_id = older.indicator_id
    and comparable.previous_release_id = older.release_id
    and newer.area_code = older.area_code
    and newer.period = older.period
where
    newer.value is distinct from older.value
    or newer.marker is distinct from older.marker
order by newer.indicator_id, newer.area_code, newer.period, newer.release_id
