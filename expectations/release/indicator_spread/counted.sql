-- Examined: every indicator and period that has a ranked value.
with ranked as (

    select distinct
        indicator_id,
        period,
        n_ranked
    from main.la_benchmarks
    where value is not null

)

select
    ranked.indicator_id,
    ranked.period,
    case
        when coalesce(spread.n, 0) <> ranked.n_ranked
            then
                'n ' || coalesce(cast(spread.n as varchar), 'none')
                || ', ranked ' || ranked.n_ranked
        when not (spread.q1 <= spread.median and spread.median <= spread.q3)
            then 'quartiles are not in order'
    end as problem
from ranked
left join main.indicator_spread as spread
    on ranked.indicator_id = spread.indicator_id and ranked.period = spread.period
