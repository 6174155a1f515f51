{%- set limit, far_limit = funnel_z('95'), funnel_z('99.8') -%}
-- Examined: every benchmark.
select
    benchmarks.indicator_id,
    benchmarks.period,
    benchmarks.la_code,
    nullif(concat_ws(
        '; ',
        case
            when
                (benchmarks.funnel_flag is null) <> (benchmarks.funnel_flag_adjusted is null)
                or (benchmarks.funnel_flag is null) <> (benchmarks.funnel_tau is null)
                or (benchmarks.funnel_flag = 'too few')
                <> (benchmarks.funnel_flag_adjusted = 'too few')
                then 'one part of the funnel without the others'
        end,
        case
            when benchmarks.value is null and benchmarks.funnel_flag is not null
                then 'withheld but flagged'
        end,
        case
            when
                (
                    starts_with(benchmarks.funnel_flag, 'high')
                    or starts_with(benchmarks.funnel_flag_adjusted, 'high')
                ) and benchmarks.value < benchmarks.england_value
                or (
                    starts_with(benchmarks.funnel_flag, 'low')
                    or starts_with(benchmarks.funnel_flag_adjusted, 'low')
                ) and benchmarks.value > benchmarks.england_value
                then 'flagged on the other side of England'
        end,
        case
            when benchmarks.funnel_tau <> spread.sd_beyond_chance
                then 'tau is not that of indicator_spread'
        end,
        case
            when benchmarks.change_1y is null and benchmarks.change_flag is not null
                then 'no change, but flagged'
        end,
        case
            when
                (benchmarks.change_z is null)
                <> (coalesce(benchmarks.change_flag, 'too few') = 'too few')
                or not case benchmarks.change_flag
                    when 'high 99.8' then benchmarks.change_z >= {{ far_limit }}
                    when 'high 95' then benchmarks.change_z between {{ limit }} and {{ far_limit }}
                    when 'within' then abs(benchmarks.change_z) <= {{ limit }}
                    when 'low 95' then benchmarks.change_z between -{{ far_limit }} and -{{ limit }}
                    when 'low 99.8' then benchmarks.change_z <= -{{ far_limit }}
                end
                then 'a change flagged otherwise than its z-score says'
        end
    ), '') as problem
from main.la_benchmarks as benchmarks
left join main.indicator_spread as spread
    on benchmarks.indicator_id = spread.indicator_id and benchmarks.period = spread.period
