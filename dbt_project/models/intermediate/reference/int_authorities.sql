with codes as (

    select
        la_code,
        max_by(ons_code, coalesce(valid_from, '')) as ons_code,
        {{ joined('ons_code', "'|'", "coalesce(valid_from, '')") }} as ons_codes_all
    from {{ ref('authority_codes') }}
    group by la_code

),

predecessors as (

    select
        successor_la_code as la_code,
        {{ joined('predecessor_la_code', "'|'", 'predecessor_la_code') }}
            as predecessor_la_codes
    from {{ ref('authority_successions') }}
    group by successor_la_code

),

successors as (

    select
        predecessor_la_code as la_code,
        {{ joined('successor_la_code', "'|'", 'successor_la_code') }} as successor_la_codes
    from {{ ref('authority_successions') }}
    group by predecessor_la_code

)

select
    authorities.la_code,
    authorities.la_name,
    codes.ons_code,
    codes.ons_codes_all,
    authorities.region_code,
    regions.region_name,
    authorities.inner_outer_london,
    regions.ofsted_region,
    authorities.ofsted_urn,
    cast(authorities.opened_on as date) as opened_on,
    cast(authorities.closed_on as date) as closed_on,
    predecessors.predecessor_la_codes,
    successors.successor_la_codes,
    authorities.closed_on is null as is_current,
    coalesce(cast(authorities.opened_on as date), date '{{ var("first_day") }}') as valid_from,
    coalesce(cast(authorities.closed_on as date), date '{{ var("last_day") }}') as valid_to
from {{ ref('authorities') }} as authorities
left join codes on authorities.la_code = codes.la_code
left join {{ ref('regions') }} as regions on authorities.region_code = regions.region_code
left join predecessors on authorities.la_code = predecessors.la_code
left join successors on authorities.la_code = successors.la_code
