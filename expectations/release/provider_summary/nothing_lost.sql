-- Examined: every kind of provision of every edition, by its newest release. Wales is left out.
with newest as (

    select max_by(release_id, (published_on, release_id)) as release_id
    from reference.releases
    where source in ('ofsted_social_care_providers', 'ofsted_social_care_2023')
    group by edition

),

listed as (

    select
        rows._release_id,
        rows.provision_type,
        sum(cast(rows.providers as bigint)) as providers,
        sum(cast(rows.places as bigint)) as places
    from (
        select * from raw.ofsted_social_care_providers__providers
        union all by name
        select * from raw.ofsted_social_care_2023__providers
    ) as rows
    inner join newest on rows._release_id = newest.release_id
    where rows.region_name <> 'Wales'
    group by all

),

published as (

    select
        source_release_id,
        provision_type,
        sum(providers) as providers,
        sum(places) as places
    from main.provider_summary
    group by all

)

select
    listed._release_id as release_id,
    listed.provision_type,
    case
        when
            listed.providers <> coalesce(published.providers, 0)
            or coalesce(listed.places, 0) <> coalesce(published.places, 0)
            then
                listed.provision_type || ': ' || coalesce(published.providers, 0) || ' of '
                || listed.providers || ' are published'
    end as problem
from listed
left join published
    on
        listed._release_id = published.source_release_id
        and listed.provision_type = published.provision_type
