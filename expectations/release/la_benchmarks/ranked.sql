-- Examined: every benchmark, and every indicator and period.
select
    benchmarks.indicator_id,
    benchmarks.period,
    benchmarks.la_code,
    nullif(concat_ws(
        '; ',
        case
            when
                england.indicator_id is not null
                and england.value is distinct from benchmarks.england_value
                then 'England differs from the published value'
        end,
        case
            when
                (benchmarks.value is null) <> (benchmarks.rank_lowest is null)
                or benchmarks.rank_lowest > benchmarks.n_ranked
                then 'withheld but ranked, or a value unranked'
        end
    ), '') as problem
from main.la_benchmarks as benchmarks
left join main.indicator_values as england
    on
        benchmarks.indicator_id = england.indicator_id
        and benchmarks.period = england.period
        and england.geographic_level = 'England'
        and england.is_latest_release
union all
select
    indicator_id,
    period,
    '',
    case when count(*) not between 150 and 155 then count(*) || ' authorities' end
from main.la_benchmarks
group by indicator_id, period
