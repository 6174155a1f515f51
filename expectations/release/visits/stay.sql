-- Examined: every visit published before, of the editions that are still there. One known from the
-- listing alone is there under the official day once official statistics have it.
with before as (

    select
        old.la_code,
        old.visit_type,
        cast(old.visit_date as date) as visit_date,
        concat_ws(' ', old.la_code, cast(old.visit_date as date), old.visit_type) as subject
    from previous.main.visits as old
    inner join main.releases as releases on old.source_release_id = releases.release_id

)

select
    before.subject,
    case
        when new.la_code is null and not {{ is_accepted('visit', 'before.subject') }}
            then 'published before, not there now'
    end as problem
from before
left join main.visits as new
    on
        before.la_code = new.la_code
        and before.visit_type = new.visit_type
        and (
            before.visit_date = new.visit_date
            or (
                new.evidence = 'both'
                and abs(date_diff('day', before.visit_date, new.visit_date)) <= 10
            )
        )
