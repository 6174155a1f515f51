-- Examined: every visit of a year's workbook that was published again on a later day.
with editions as (

    select
        release_id,
        lead(release_id) over (
            partition by source, edition order by published_on, release_id
        ) as next_release_id
    from reference.releases
    where release_id in (select rows._release_id from {{ table }} as rows)

),

visits as (

    select
        _release_id,
        _locator,
        concat_ws(
            ' ', {{ normalised_name("coalesce(la_name, '')") }}, inspection_date, inspection_type
        ) as subject
    from {{ table }}

)

select
    earlier._release_id,
    earlier._locator,
    case
        when later.subject is null and not {{ is_accepted('visit', 'earlier.subject') }}
            then earlier.subject || ' is gone from ' || editions.next_release_id
    end as problem
from visits as earlier
inner join editions on earlier._release_id = editions.release_id
left join visits as later
    on editions.next_release_id = later._release_id and earlier.subject = later.subject
where editions.next_release_id is not null
