-- Examined: every inspection of an edition that has a next one. Names are respelt between editions,
-- so an inspection is told by its authority and its first day, or by the day of its publication
-- where an edition gives no other; an unknown authority breaks a rule of its own.
with editions as (

    select
        release_id,
        lead(release_id) over (order by edition, published_on, release_id) as next_release_id
    from reference.releases
    where source = 'ofsted_inspection_outcomes'

),

inspections as (

    {{ official_history(history, wide_history) }}

),

followed as (

    select
        inspections.*,
        editions.next_release_id,
        inspections.la_code || ' '
        || coalesce(inspections.inspection_date, inspections.publication_date) as subject
    from inspections
    inner join editions on inspections._release_id = editions.release_id
    where editions.next_release_id is not null and inspections.la_code is not null

)

select
    followed._release_id,
    followed._locator,
    followed.subject,
    case
        when
            not exists (
                select 1
                from inspections as later
                where
                    later._release_id = followed.next_release_id
                    and later.la_code = followed.la_code
                    and (
                        later.inspection_date = followed.inspection_date
                        or later.publication_date = followed.publication_date
                    )
            )
            and not {{ is_accepted('history', 'followed.subject') }}
            then 'gone from ' || followed.next_release_id || ': ' || followed.la_name
    end as problem
from followed
