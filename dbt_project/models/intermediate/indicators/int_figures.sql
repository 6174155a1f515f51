{{ config(materialized='view') }}

with staged as (

    {%- for relation in ['stg_statistics', 'int_expenditure_coded'] %}
    select
        _release_id,
        _file_sha256,
        _locator,
        source,
        table_name,
        geographic_level,
        area_code,
        period,
        category,
        measure,
        value,
        marker
    from {{ ref(relation) }}
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}

),

releases as (

    select * from {{ ref('int_releases_dated') }}

),

joint_leads as (

    select
        joint_returns.*,
        releases.release_id
    from {{ ref('joint_returns') }} as joint_returns
    inner join releases
        on releases.source = 'dfe_workforce'
        and releases.edition <= joint_returns.lead_alone_to_edition
    where joint_returns.is_lead

)

select
    {{ all_but('staged', ['area_code']) }},
    -- Up to the 2022 edition the joint figure was printed under its lead authority alone.
    coalesce(joint_leads.joint_la_code, staged.area_code) as area_code,
    coalesce(joint_leads.joint_la_code, staged.area_code) like '%+%' as is_joint_return
from staged
left join joint_leads
    on staged._release_id = joint_leads.release_id
    and staged.area_code = joint_leads.member_la_code
    and staged.period >= joint_leads.first_period
