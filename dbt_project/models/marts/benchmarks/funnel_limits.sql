{#- Points along a limit, closer together where it bends: on few posts. -#}
{%- set first_step, last_step = 4, 60 -%}

with funnels as (

    -- What la_benchmarks flags against, for the newest period of each indicator.
    select distinct
        benchmarks.indicator_id,
        benchmarks.period,
        indicators.multiplier,
        benchmarks.england_value,
        benchmarks.england_value / indicators.multiplier as proportion,
        benchmarks.funnel_phi as phi
    from {{ ref('la_benchmarks') }} as benchmarks
    inner join {{ ref('indicators') }} as indicators
        on benchmarks.indicator_id = indicators.indicator_id
    where benchmarks.is_newest and benchmarks.funnel_phi is not null

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

steps as (

    select
        funnels.*,
        steps.step,
        widths.widest * (steps.step / {{ last_step }}) ^ 2 as n
    from funnels
    inner join widths
        on funnels.indicator_id = widths.indicator_id and funnels.period = widths.period
    cross join (
        select unnest(generate_series(0, {{ last_step }})) as step
    ) as steps

),

-- On the fewest posts the limits leave the picture.
bends as (

    select * from steps where step >= {{ first_step }}

),

lines as (

    {%- for level in ['95', '99.8'] %}
    {%- for side in ['high', 'low'] %}
    select
        *,
        '{{ level }} plain {{ side }}' as line,
        '{{ level }} plain' as kind,
        {{ funnel_limit(side, funnel_z(level), '(n * proportion)', 'n') }} as expected
    from bends
    union all
    select
        *,
        '{{ level }} adjusted {{ side }}' as line,
        '{{ level }} adjusted' as kind,
        {{ adjusted_funnel_limit(side, funnel_z(level), 'proportion', 'n', 'phi') }} as expected
    from bends
    union all
    {%- endfor %}
    {%- endfor %}
    select
        *,
        'England' as line,
        'England' as kind,
        proportion as expected
    from steps
    where step in (0, {{ last_step }})

)

select
    indicator_id,
    period,
    line,
    round(n, 2) as denominator,
    round(least(expected, 1) * multiplier, 3) as value,
    kind
from lines
where expected > 0
order by indicator_id, period, line, denominator
