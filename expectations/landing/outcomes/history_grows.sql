-- Examined: every inspection of an edition that has a next one. Names are respelt between editions,
-- so an inspection is told by its authority's code; an unknown code breaks a rule of its own.
with editions as (

    select
        release_id,
        lead(release_id) over (order by edition, release_id) as next_release_id
    from reference.releases
    where source = 'ofsted_inspection_outcomes'

),

inspections as (

    select
        history._release_id,
        history._locator,
        history.la_name,
        codes.la_code || ' ' || history.inspection_date as subject
    from {{ table }} as history
    inner join reference.authority_codes as codes on history.ons_code = codes.ons_code

)

select
    earlier._release_id,
    earlier._locator,
    earlier.subject,
    case
        when later.subject is null and not {{ is_accepted('history', 'earlier.subject') }}
            then 'gone from ' || editions.next_release_id || ': ' || earlier.la_name
    end as problem
from inspections as earlier
inner join editions on earlier._release_id = editions.release_id
left join (select distinct _release_id, subject from inspections) as later
    on editions.next_release_id = later._release_id and earlier.subject = later.subject
where editions.next_release_id is not null
