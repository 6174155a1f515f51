-- Examined: every authority with the region that Ofsted puts it into, in whatever spelling.
with homes as (

    select
        {{ normalised_name('authorities.la_name') }} as name,
        {{ normalised_name('regions.ofsted_region') }} as region
    from reference.authorities as authorities
    inner join reference.regions as regions using (region_code)
    union
    select
        {{ normalised_name('names.name') }},
        {{ normalised_name('regions.ofsted_region') }}
    from reference.authority_names as names
    inner join reference.authorities as authorities using (la_code)
    inner join reference.regions as regions using (region_code)

)

select
    _release_id,
    _locator,
    case
        when
            ({{ normalised_name("coalesce(la_name, '')") }},
            {{ normalised_name("coalesce(ofsted_region, '')") }})
            not in (select (homes.name, homes.region) from homes)
            then la_name || ' is put into region ' || coalesce(ofsted_region, 'none')
    end as problem
from {{ table }}
