with in_force as (

    -- Of an edition that was published again the last release counts.
    select {{ newest_release('releases') }} as release_id
    from {{ ref('int_releases_dated') }} as releases
    where releases.source in ('ofsted_social_care_providers', 'ofsted_social_care_2023')
    group by releases.edition

),

counted as (

    select
        providers._release_id,
        providers.as_at,
        providers.la_code,
        providers.provision_type,
        cast(sum(providers.providers) as bigint) as providers,
        cast(sum(providers.places) as bigint) as places,
        {%- for name, sector in [
            ('local_authority_run', 'Local Authority'), ('private', 'Private'),
            ('voluntary', 'Voluntary'), ('academy_run', 'Academy'),
            ('health_authority_run', 'Health Authority'),
        ] %}
        cast(
            coalesce(sum(providers.providers) filter (where providers.sector = '{{ sector }}'), 0)
            as bigint
        ) as {{ name }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ ref('stg_ofsted__providers') }} as providers
    inner join in_force on providers._release_id = in_force.release_id
    where providers.la_code is not null
    group by providers._release_id, providers.as_at, providers.la_code, providers.provision_type

),

judged as (

    select
        _release_id,
        la_code,
        provision_type,
        {%- for name, column, judgement in [
            ('outstanding', 'overall', 'Outstanding'), ('good', 'overall', 'Good'),
            ('requires_improvement', 'overall', 'Requires improvement'),
            ('inadequate', 'overall', 'Inadequate'),
            ('consistently_strong', 'supported_accommodation',
                'Consistently strong service delivery'),
            ('inconsistent', 'supported_accommodation', 'Inconsistent quality of service delivery'),
            ('serious_weaknesses', 'supported_accommodation', 'Serious or widespread weaknesses'),
        ] %}
        cast(sum(providers) filter (where {{ column }} = '{{ judgement }}') as bigint)
            as {{ name }},
        {%- endfor %}
        cast(
            sum(providers) filter (where coalesce(overall, supported_accommodation) is not null)
            as bigint
        ) as graded
    from {{ ref('stg_ofsted__provider_judgements') }}
    group by _release_id, la_code, provision_type

)

select
    counted.as_at,
    counted.la_code,
    counted.provision_type,
    counted.providers,
    counted.places,
    counted.local_authority_run,
    counted.private,
    counted.voluntary,
    coalesce(judged.graded, 0) as graded,
    -- Supported accommodation has outcomes of its own, and no other kind has those.
    {%- for name in ['outstanding', 'good', 'requires_improvement', 'inadequate'] %}
    case
        when counted.provision_type <> 'Supported Accommodation' then coalesce(judged.{{ name }}, 0)
    end as {{ name }},
    {%- endfor %}
    counted.providers - coalesce(judged.graded, 0) as not_yet_inspected,
    counted._release_id as source_release_id,
    types.provision_group,
    counted.academy_run,
    counted.health_authority_run,
    {%- for name in ['consistently_strong', 'inconsistent', 'serious_weaknesses'] %}
    case
        when counted.provision_type = 'Supported Accommodation' then coalesce(judged.{{ name }}, 0)
    end as {{ name }}{{ "," if not loop.last }}
    {%- endfor %}
from counted
inner join {{ ref('provision_types') }} as types on counted.provision_type = types.provision_type
left join judged
    on counted._release_id = judged._release_id
    and counted.la_code = judged.la_code
    and counted.provision_type = judged.provision_type
order by counted.as_at, counted.la_code, counted.provision_type
