{#- Points along a limit, as far apart as the root of the denominator, by which limits narrow. -#}
{%- set last_step = 56 -%}
{#- Enough to find a limit to a millionth of a percentage point. -#}
{%- set last_round = 9 -%}

with recursive funnels as (

    -- What la_benchmarks flags against, for the newest period of each indicator.
    select distinct
        benchmarks.indicator_id,
        benchmarks.period,
        indicators.multiplier,
        benchmarks.england_value / indicators.multiplier as proportion,
        benchmarks.funnel_tau / indicators.multiplier as tau
    from {{ ref('la_benchmarks') }} as benchmarks
    inner join {{ ref('indicators') }} as indicators
        on benchmarks.indicator_id = indicators.indicator_id
    where benchmarks.is_newest and benchmarks.funnel_tau is not null

),

widths as (

    select
        indicator_id,
        period,
        max(denominator) as widest
    from {{ ref('indicator_values') }}
    where
        is_latest_release
        and geographic_level = 'Local authority'
        and value is not null
    group by indicator_id, period

),

drawn as (

    select
        funnels.*,
        widths.widest
    from funnels
    inner join widths
        on funnels.indicator_id = widths.indicator_id and funnels.period = widths.period

),

steps as (

    select
        drawn.*,
        (
            sqrt({{ fewest_counted() }})
            + (sqrt(widest) - sqrt({{ fewest_counted() }})) * steps.step / {{ last_step }}
        ) ^ 2 as n
    from drawn
    cross join (select unnest(generate_series(0, {{ last_step }})) as step) as steps
    where widest >= {{ fewest_counted() }}

),

limits as (

    select
        steps.*,
        levels.level,
        levels.z,
        levels.tail,
        sides.side,
        -- A lower limit is one on those who are not counted.
        if(sides.side = 'high', steps.proportion, 1 - steps.proportion) as p
    from steps
    cross join (
        values
        {%- for level in ['95', '99.8'] %}
        ('{{ level }}', {{ funnel_z(level) }}, {{ funnel_tail(level) }})
        {{- ',' if not loop.last }}
        {%- endfor %}
    ) as levels (level, z, tail)
    cross join (values ('high'), ('low')) as sides (side)

),

-- So many of n that as many or more are just as likely as the tail allows, by secants of the
-- tail's logarithm: the first from one case to the next.
cases as (

    select
        *,
        0 as nth_round,
        n * p as k,
        cast(null as double) as k_before,
        cast(null as double) as excess_before
    from limits
    -- Else not even all n would be too many.
    where n * ln(p) < ln(tail)
    union all
    select
        * exclude (log_tail, excess, nth_round, k, k_before, excess_before),
        nth_round + 1 as nth_round,
        least(
            k - coalesce(
                excess * (k - k_before) / nullif(excess - excess_before, 0),
                excess / ln(1 - exp({{ log_binomial_density('k', 'n', 'p') }} - log_tail))
            ),
            (k + 9 * n) / 10
        ) as k,
        k as k_before,
        excess as excess_before
    from (
        select
            *,
            log_tail - ln(tail) as excess
        from (
            select
                *,
                {{ log_binomial_tail('k', 'n', 'p') }} as log_tail  -- noqa: PRS
            from cases
            where nth_round < {{ last_round }}
        )
    )

),

lines as (

    select
        *,
        level || ' plain' as kind,
        level || ' plain ' || side as line,
        if(side = 'high', k / n, 1 - k / n) as expected
    from cases
    where nth_round = {{ last_round }}
    union all by name
    select
        *,
        level || ' adjusted' as kind,
        level || ' adjusted ' || side as line,
        proportion
        + if(side = 'high', z, -z) * {{ adjusted_error('proportion', 'n', 'tau') }} as expected
    from limits
    union all by name
    select
        *,
        'England' as kind,
        'England' as line,
        proportion as expected,
        unnest([0, widest]) as n
    from drawn

)

select
    indicator_id,
    period,
    line,
    round(n, 2) as denominator,
    round(expected * multiplier, 3) as value,
    kind
from lines
-- Where a limit is none or all, no return can be outside.
where expected > 0 and expected < 1
order by indicator_id, period, line, denominator
