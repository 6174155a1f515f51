-- One row per figure of the embedded snapshot that is an indicator as published. What is derived
-- rests on another edition too, and is left out.
with figures as (

    select
        source,
        table_name,
        _release_id,
        period,
        geographic_level,
        region_code,
        la_code,
        category,
        measure,
        value
    from embedded.statistics
    {% for source, table in outturns %}
    union all
    select
        '{{ source }}',
        '{{ table }}',
        spend._release_id,
        releases.edition,
        if(spend.class = 'Eng', 'National', 'Local authority'),
        null,
        if(spend.class = 'Eng', null, codes.la_code),
        '',
        spend.measure,
        spend.value
    from embedded.{{ table }} as spend
    inner join embedded.releases as releases on spend._release_id = releases.release_id
    left join reference.authority_codes as codes on spend.ons_code = codes.ons_code
    {% endfor %}

),

areas as (

    select
        *,
        case geographic_level
            when 'National' then 'E92000001'
            when 'Regional' then region_code
            when 'Local authority' then regexp_replace(la_code, ' */ *', '+')
        end as area_code
    from figures

),

valued as (

    select
        definitions.indicator_id,
        case areas.geographic_level
            when 'National' then 'England'
            when 'Regional' then 'Region'
            when 'Local authority' then 'Local authority'
        end as geographic_level,
        -- Up to the 2022 edition the joint figure was printed under its lead authority alone.
        coalesce(joint.joint_la_code, areas.area_code) as area_code,
        areas.period,
        {{ number_of('areas.value') }} as value,
        {{ marker_of('areas.value') }} as marker,
        areas._release_id as release_id,
        releases.edition,
        releases.published_on
    from areas
    inner join embedded.releases as releases on areas._release_id = releases.release_id
    inner join reference.indicator_definitions as definitions
        on
            areas.table_name = definitions.source || '__' || definitions.source_table
            and areas.measure = definitions.measure
            and coalesce(definitions.category, '') = areas.category
            and not cast(definitions.is_derived as boolean)
    left join reference.joint_returns as joint
        on
            areas.source = 'dfe_workforce'
            and areas.area_code = joint.member_la_code
            and cast(joint.is_lead as boolean)
            and releases.edition <= joint.lead_alone_to_edition
            and areas.period >= joint.first_period

)

select
    * exclude (edition, published_on),
    release_id = max_by(release_id, (edition, published_on, release_id)) over (
        partition by indicator_id, period
    ) as is_latest_release
from valued
