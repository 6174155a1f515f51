with visits as (

    select
        in_year.*,
        case in_year.inspection_type
            when 'LA Monitoring visit' then 'Monitoring visit'
            when 'ILACS Focused Visit' then 'Focused visit'
        end as visit_type,
        coalesce(codes.la_code, names.la_code) as la_code
    from {{ ref('stg_ofsted__in_year') }} as in_year
    left join {{ ref('authority_codes') }} as codes on in_year.ons_code = codes.ons_code
    left join {{ ref('int_authorities_named') }} as names
        on in_year.ons_code is null
        and {{ normalised_name('in_year.la_name') }} = names.normalised_name
        and in_year.visit_date between names.valid_from and names.valid_to
    where in_year.inspection_type in ('ILACS Focused Visit', 'LA Monitoring visit')

)

select
    concat_ws('-', la_code, visit_date, lower(left(visit_type, strpos(visit_type, ' ') - 1)))
        as visit_id,
    la_code,
    visit_type,
    visit_date,
    publication_date,
    theme,
    _release_id as source_release_id,
    _locator as source_locator
from visits
order by visit_id
