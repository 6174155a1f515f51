-- Examined: every kind of provision and region of an edition. One home of the edition of 2025 is in
-- Lancashire by its authority and in Yorkshire by its region.
with homes as (

    select
        names.name,
        {{ normalised_name('regions.region_name') }} as region
    from ({{ known_names() }}) as names
    inner join reference.authorities as known on names.la_code = known.la_code
    inner join reference.regions as regions on known.region_code = regions.region_code

),

placed as (

    select
        rows._release_id,
        rows._locator,
        rows.provision_type,
        rows.region_name,
        cast(rows.providers as bigint) as providers,
        case
            when rows.region_name = 'Wales'
                then {{ normalised_name('rows.la_name') }} not in (select homes.name from homes)
            else
                ({{ normalised_name("coalesce(rows.la_name, '')") }},
                {{ normalised_name("coalesce(rows.region_name, '')") }})
                in (select (homes.name, homes.region) from homes)
        end as is_at_home
    from {{ table }} as rows

),

counted as (

    select
        _release_id,
        provision_type,
        region_name,
        any_value(_locator) as _locator,
        coalesce(sum(providers) filter (where not is_at_home), 0) as misplaced,
        sum(coalesce(sum(providers) filter (where not is_at_home), 0)) over edition
        / sum(sum(providers)) over edition as share
    from placed
    group by _release_id, provision_type, region_name
    window edition as (partition by _release_id)

)

select
    counted._release_id,
    counted._locator,
    nullif(concat_ws(
        '; ',
        case
            when types.provision_type is null
                then 'unknown kind of provision ' || coalesce(counted.provision_type, 'none')
        end,
        case
            when counted.misplaced > 0 and counted.share > {{ most_misplaced }}
                then
                    counted.misplaced || ' x ' || coalesce(counted.provision_type, 'none')
                    || ' are in authorities outside ' || coalesce(counted.region_name, 'any region')
        end
    ), '') as problem
from counted
left join reference.provision_types as types on counted.provision_type = types.provision_type
