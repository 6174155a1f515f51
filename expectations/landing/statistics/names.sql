-- Examined: every authority and region as a file names them.
with known as (

    {{ known_names() }}

),

known_regions as (

    select
        region_code,
        {{ normalised_name('region_name') }} as name
    from reference.regions
    union all
    select *
    from (values ('E13000001', 'inner london'), ('E13000002', 'outer london'))

),

-- Where an authority lies: in its region, in London more closely.
homes as (

    select
        la_code,
        region_code
    from reference.authorities
    union all
    select
        la_code,
        if(inner_outer_london = 'Inner London', 'E13000001', 'E13000002')
    from reference.authorities
    where inner_outer_london is not null

),

named as (

    select
        _release_id,
        geographic_level,
        region_code,
        region_name,
        la_code as published_la_code,
        la_name,
        any_value(_locator) as _locator,
        unnest(string_split(la_code, ' / ')) as la_code,
        unnest(string_split(la_name, ' / ')) as name
    from raw.statistics
    where geographic_level = 'Local authority'
    group by _release_id, geographic_level, region_code, region_name, la_code, la_name

),

regions as (

    select distinct
        _release_id,
        geographic_level,
        region_code,
        region_name,
        la_code,
        la_name
    from raw.statistics

)

select
    _release_id,
    _locator,
    nullif(concat_ws(
        '; ',
        case
            when (la_code, {{ normalised_name("coalesce(name, '')") }}) not in (
                select (known.la_code, known.name) from known
            )
                then la_code || ' is called ' || coalesce(name, 'nothing')
        end,
        case
            when (la_code, coalesce(region_code, '')) not in (
                select (homes.la_code, homes.region_code) from homes
            )
                then la_code || ' is put into region ' || coalesce(region_code, 'none')
        end
    ), '') as problem
from named
union all
select
    _release_id,
    region_code,
    case
        when
            geographic_level = 'National'
            and coalesce(region_code, region_name, la_code, la_name) is not null
            then 'England is called ' || concat_ws(' ', region_code, region_name, la_code, la_name)
        when geographic_level = 'Regional' and coalesce(la_code, la_name) is not null
            then 'a region is called ' || concat_ws(' ', la_code, la_name)
        when
            geographic_level <> 'National'
            and (coalesce(region_code, ''), {{ normalised_name("coalesce(region_name, '')") }})
            not in (
                select (known_regions.region_code, known_regions.name) from known_regions
            )
            then
                'region ' || coalesce(region_code, '') || ' is called '
                || coalesce(region_name, '')
    end
from regions
