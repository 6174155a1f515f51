-- Examined: every indicator and period of a release published before. Rates derived here rest on
-- another release too.
with compared as (

    select
        old.indicator_id || ' ' || old.period as subject,
        count(*) filter (old.value is distinct from new.value) as n,
        string_agg(
            new.area_code || ' was ' || coalesce(cast(old.value as varchar), old.marker)
            || ' and is ' || coalesce(cast(new.value as varchar), new.marker),
            ', ' order by new.area_code
        ) filter (old.value is distinct from new.value) as changes
    from previous.main.indicator_values as old
    inner join main.indicator_values as new
        on
            old.indicator_id = new.indicator_id
            and old.area_code = new.area_code
            and old.period = new.period
            and old.release_id = new.release_id
    where not new.is_derived
    group by all

)

select
    subject,
    case
        when n > 0 and not {{ is_accepted('figure', 'subject') }}
            then n || ' figures are others under the same release: ' || left(changes, 80)
    end as problem
from compared
