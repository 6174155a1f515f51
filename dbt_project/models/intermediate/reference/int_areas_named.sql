with authorities as (

    select
        la_code,
        la_name
    from {{ ref('int_authorities') }}

)

select
    '{{ var("england_code") }}' as area_code,
    'England' as area_name
union all
select
    region_code,
    region_name
from {{ ref('regions') }}
union all
-- The Department for Education gives figures of London's two halves beside those of London.
select
    area_code,
    area_name
from (values ('E13000001', 'Inner London'), ('E13000002', 'Outer London')) as halves (
    area_code, area_name
)
union all
select
    la_code,
    la_name
from authorities
union all
select
    joint_returns.joint_la_code,
    {{ joined('authorities.la_name', "' / '", 'not joint_returns.is_lead') }}
from {{ ref('joint_returns') }} as joint_returns
inner join authorities on joint_returns.member_la_code = authorities.la_code
group by joint_returns.joint_la_code
