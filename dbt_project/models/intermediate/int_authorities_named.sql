with authorities as (

    select
        la_code,
        la_name as name,
        cast(opened_on as date) as opened_on,
        cast(closed_on as date) as closed_on
    from {{ ref('authorities') }}

),

other_names as (

    select
        authority_names.la_code,
        authority_names.name,
        authorities.opened_on,
        authorities.closed_on
    from {{ ref('authority_names') }} as authority_names
    inner join authorities on authority_names.la_code = authorities.la_code

),

named as (

    select * from authorities
    union all
    select * from other_names

)

select
    la_code,
    name,
    {{ normalised_name('name') }} as normalised_name,
    coalesce(opened_on, date '1900-01-01') as valid_from,
    coalesce(closed_on, date '9999-12-31') as valid_to
from named
