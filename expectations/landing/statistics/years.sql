-- Examined: the span of every edition, and every year of an earlier edition of the same table.
with years as (

    select distinct
        statistics.table_name,
        statistics._release_id,
        statistics.period,
        releases.edition,
        expected.drops_oldest
    from raw.statistics as statistics
    inner join reference.expected as expected on statistics.table_name = expected.table_name
    left join reference.releases as releases on statistics._release_id = releases.release_id

),

spans as (

    select
        _release_id,
        min(period) as first_period,
        max(period) as last_period,
        count(*) as n
    from years
    group by all

)

select
    _release_id,
    first_period || '-' || last_period as _locator,
    case
        when
            n <> try_cast(left(last_period, 4) as integer)
            - try_cast(left(first_period, 4) as integer) + 1
            then n || ' years between ' || first_period || ' and ' || last_period
    end as problem
from spans
union all
select distinct
    newer._release_id,
    older.period,
    case
        when same.period is null
            then older.period || ' is in ' || older._release_id || ' and not in this edition'
    end
from (select distinct table_name, _release_id, edition, drops_oldest from years) as newer
inner join years as older
    on newer.table_name = older.table_name and newer.edition > older.edition
left join years as same
    on newer._release_id = same._release_id and older.period = same.period
where not newer.drops_oldest
