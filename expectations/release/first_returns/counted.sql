-- Examined: every population, and the number of populations.
select
    returns.population,
    nullif(concat_ws(
        '; ',
        case
            when returns.returned > returns.judgements or returns.better > returns.returned
                then 'more returned to than judged, or more better than returned to'
        end,
        case
            when
                returns.better_share
                not between returns.better_lower - 1e-9 and returns.better_upper + 1e-9
                or returns.better_lower < 0
                or returns.better_upper > 1
                then 'the share is outside its limits'
            when
                returns.better_share is null
                and returns.returned >= if(contains(returns.population, ':'), 5, 1)
                then 'no share of those returned to'
        end,
        -- A spell at Inadequate ends at the return that finds better, and at no other.
        case
            when
                starts_with(returns.population, 'inadequate_all')
                and returns.better <> summary.improved
                then 'better ' || returns.better || ', improved ' || summary.improved
        end
    ), '') as problem
from main.first_returns as returns
left join main.improvement_summary as summary
    on returns.population = summary.population and summary.clock = 'publication'
union all
select
    'all',
    case when count(*) <> 15 then count(*) || ' populations' end
from main.first_returns
