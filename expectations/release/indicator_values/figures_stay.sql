-- Examined: every indicator and period published before, in the editions that are still there.
with compared as (

    select
        old.indicator_id || ' ' || old.period as subject,
        count(*) filter (new.indicator_id is null) as n,
        string_agg(old.area_code, ', ' order by old.area_code)
            filter (new.indicator_id is null) as areas
    from previous.main.indicator_values as old
    inner join main.releases as releases on old.release_id = releases.release_id
    left join main.indicator_values as new
        on
            old.indicator_id = new.indicator_id
            and old.area_code = new.area_code
            and old.period = new.period
            and old.release_id = new.release_id
    where old.value is not null
    group by all

)

select
    subject,
    case
        when n > 0 and not {{ is_accepted('coverage', 'subject') }}
            then n || ' areas without a row: ' || left(areas, 60)
    end as problem
from compared
