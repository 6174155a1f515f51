with authorities as (

    select * from {{ ref('int_authorities') }}

),

names_of_publishers as (

    select * from {{ ref('authority_names') }}

),

bodies as (

    select * from {{ ref('report_names') }}

)

select
    la_code,
    la_name as name,
    'authority' as kind,
    cast(null as string) as seen_in
from authorities
union all
select
    la_code,
    name,
    'other name' as kind,
    used_by as seen_in
from names_of_publishers
union all
select
    la_code,
    name,
    kind,
    seen_in
from bodies
order by la_code, name
