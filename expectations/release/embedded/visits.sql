-- One row per visit in the official files of the embedded snapshot.
with official as (

    select * from embedded.ofsted_inspection_outcomes__in_year
    union all by name
    select * from embedded.ofsted_social_care_2023__in_year

)

select distinct
    _release_id as source_release_id,
    inspection_date as visit_date,
    case inspection_type
        when 'LA Monitoring visit' then 'Monitoring visit'
        when 'ILACS Focused Visit' then 'Focused visit'
    end as visit_type,
    coalesce(codes.la_code, names.la_code) as la_code
from official
left join reference.authority_codes as codes on official.ons_code = codes.ons_code
left join
    (
        select
            la_code,
            {{ normalised_name('la_name') }} as name
        from reference.authorities
        where closed_on is null
        union
        select
            la_code,
            {{ normalised_name('name') }}
        from reference.authority_names
    ) as names
    on official.ons_code is null and {{ normalised_name('official.la_name') }} = names.name
where inspection_type in ('LA Monitoring visit', 'ILACS Focused Visit')
