-- Examined: the span of every edition, and every year of an earlier edition.
with years as (

    select distinct
        rows._release_id,
        rows.period,
        releases.source,
        releases.edition
    from {{ table }} as rows
    left join reference.releases as releases on rows._release_id = releases.release_id

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
{%- if not rolling %}

union all
select distinct
    newer._release_id,
    older.period,
    case
        when same.period is null
            then older.period || ' is in ' || older._release_id || ' and not in this edition'
    end
from (select distinct _release_id, source, edition from years) as newer
inner join years as older
    on newer.source = older.source and newer.edition > older.edition
left join years as same
    on newer._release_id = same._release_id and older.period = same.period
{%- endif %}
