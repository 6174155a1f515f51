-- Examined: every count of a region, and of London, that has authorities to compare with. Estimates
-- for authorities without a figure are inside a region: it may be more than those that have one.
with figures as (

    select
        rows._release_id,
        rows.period,
        rows.geographic_level,
        rows.measure,
        rows.category,
        rows.region_code,
        rows.value,
        try_cast(rows.value as double) as number,
        cast(limits.region_tolerance as double) as tolerance
    from raw.statistics as rows
    inner join
        (
            select distinct
                table_name,
                measure,
                region_tolerance
            from reference.limits
            where region_tolerance is not null
        ) as limits
        on rows.table_name = limits.table_name and rows.measure = limits.measure

),

parts as (

    select
        _release_id,
        period,
        measure,
        category,
        region_code,
        'authorities' as parts,
        sum(number) as total,
        -- An authority that does not exist in a year has no figure because there is none.
        bool_and(number is not null or value = 'z') as is_complete,
        any_value(tolerance) as tolerance
    from figures
    where geographic_level = 'Local authority'
    group by all
    union all
    select
        _release_id,
        period,
        measure,
        category,
        'E12000007',
        'Inner and Outer London',
        sum(number),
        count(number) = 2,
        -- Each of the three is rounded on its own.
        3 * any_value(tolerance)
    from figures
    where geographic_level = 'Regional' and region_code in ('E13000001', 'E13000002')
    group by all

)

select
    parts._release_id,
    concat_ws(' ', parts.measure, parts.period, parts.region_code) as subject,
    case
        when
            (
                parts.total > regions.number + parts.tolerance + 0.001
                or (parts.is_complete and parts.total < regions.number - parts.tolerance - 0.001)
            )
            and not {{ is_accepted('regions', 'subject') }}
            then
                parts.parts || ' add to ' || round(parts.total, 1) || ', the region is '
                || regions.number
    end as problem
from parts
inner join figures as regions
    on
        parts._release_id = regions._release_id
        and parts.period = regions.period
        and parts.measure = regions.measure
        and parts.category = regions.category
        and parts.region_code = regions.region_code
where regions.geographic_level = 'Regional' and regions.number is not null
