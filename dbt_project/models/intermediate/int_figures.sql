{%- set staged = {
    'stg_dfe__workforce': 'dfe_workforce',
    'stg_dfe__children_in_need': 'dfe_children_in_need',
    'stg_dfe__referrals': 'dfe_children_in_need',
    'stg_dfe__protection_plans': 'dfe_children_in_need',
    'stg_dfe__children_looked_after': 'dfe_children_looked_after',
    'stg_ons__population': 'ons_population',
} -%}

with staged as (

    {%- for model, source_name in staged.items() %}
    select
        '{{ source_name }}' as source,
        *
    from {{ ref(model) }}
    union all
    {%- endfor %}
    select
        'mhclg_revenue_outturn' as source,
        spend._release_id,
        spend._file_sha256,
        spend._locator,
        if(spend.authority_class = 'Eng', 'England', 'Local authority') as geographic_level,
        if(spend.authority_class = 'Eng', 'E92000001', codes.la_code) as area_code,
        if(spend.authority_class = 'Eng', 'England', authorities.la_name) as area_name,
        spend.period,
        cast(null as varchar) as category,
        spend.measure,
        spend.value,
        spend.marker
    from {{ ref('stg_mhclg__service_expenditure') }} as spend
    left join {{ ref('authority_codes') }} as codes on spend.ons_code = codes.ons_code
    left join {{ ref('authorities') }} as authorities on codes.la_code = authorities.la_code

),

joint_leads as (

    select
        joint_returns.*,
        releases.release_id
    from {{ ref('joint_returns') }} as joint_returns
    inner join {{ ref('int_releases_dated') }} as releases
        on releases.source = 'dfe_workforce'
        and releases.edition <= joint_returns.lead_alone_to_edition
    where joint_returns.is_lead

)

select
    staged.* replace (
        -- Up to the 2022 edition the joint figure was printed under its lead authority alone.
        coalesce(joint_leads.joint_la_code, staged.area_code) as area_code
    ),
    coalesce(joint_leads.joint_la_code, staged.area_code) like '%+%' as is_joint_return
from staged
left join joint_leads
    on staged._release_id = joint_leads.release_id
    and staged.area_code = joint_leads.member_la_code
    and staged.period >= joint_leads.first_period
