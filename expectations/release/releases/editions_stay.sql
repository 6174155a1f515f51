-- Examined: every edition of the publication before, if it came from the same source.
select
    old.release_id as subject,
    case
        when new.release_id is null and not {{ is_accepted('edition', 'old.release_id') }}
            then 'published before, not there now'
    end as problem
from previous.main.releases as old
left join main.releases as new on old.release_id = new.release_id
where (select comparison.same_source from reference.comparison as comparison)
