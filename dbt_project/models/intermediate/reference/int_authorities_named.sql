with authorities as (

    select * from {{ ref('int_authorities') }}

),

named as (

    select
        la_code,
        la_name as name
    from authorities
    union all
    select
        la_code,
        name
    from {{ ref('authority_names') }}

)

select
    named.la_code,
    named.name,
    {{ normalised_name('named.name') }} as normalised_name,
    authorities.valid_from,
    authorities.valid_to
from named
inner join authorities on named.la_code = authorities.la_code
