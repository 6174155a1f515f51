with indicator_values as materialized (

    select * from {{ ref('int_indicator_values') }}

),

latest as (

    -- The latest release that has the period: a newer edition may begin later.
    select
        indicator_values.indicator_id,
        indicator_values.period,
        {{ newest_release('releases') }} as release_id
    from indicator_values
    inner join {{ ref('int_releases_dated') }} as releases
        on indicator_values.release_id = releases.release_id
    group by all

)

select
    indicator_values.indicator_id,
    indicator_values.geographic_level,
    indicator_values.area_code,
    indicator_values.area_name,
    indicator_values.period,
    indicator_values.period_end,
    indicator_values.value,
    indicator_values.marker,
    indicator_values.numerator,
    indicator_values.denominator,
    indicator_values.release_id,
    indicator_values.release_id = latest.release_id as is_latest_release,
    indicator_values.is_joint_return,
    indicator_values.is_derived,
    indicator_values.source_locator,
    indicator_values.period_start,
    indicator_values.period_label
from indicator_values
inner join latest
    on indicator_values.indicator_id = latest.indicator_id
    and indicator_values.period = latest.period
order by
    indicator_values.indicator_id,
    indicator_values.area_code,
    indicator_values.period,
    indicator_values.release_id
