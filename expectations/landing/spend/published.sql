-- Examined: every edition whose day of publication is known.
select
    release_id as _release_id,
    edition as _locator,
    case
        when cast(cast(left(edition, 4) as integer) + 1 as varchar) || '-03-31' >= published_on
            then edition || ' had not ended when it was published, on ' || published_on
    end as problem
from reference.releases
where
    published_on is not null
    and release_id in (select rows._release_id from {{ table }} as rows)
