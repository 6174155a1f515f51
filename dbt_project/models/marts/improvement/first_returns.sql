with populations as (

    select * from {{ ref('int_populations_defined') }}
    where clock = 'publication'

),

returns as (

    select * from {{ ref('int_returns_clocked') }}

),

counted as (

    select
        population,
        count(*) as judgements,
        count(*) filter (where has_returned) as returned,
        count(*) filter (where is_better) as better
    from returns
    group by population

),

curves as (

    {{ kaplan_meier('returns', ['population'], 'has_returned') }}

),

estimated as (

    select
        curves.population,
        {{ first_day_at_or_below('curves.survival', 0.5) }} as median_days_to_return,
        {{ first_day_at_or_below('curves.survival_lower', 0.5) }} as median_lower,
        {{ first_day_at_or_below('curves.survival_upper', 0.5) }} as median_upper
    from curves
    inner join populations on curves.population = populations.population
    where curves.at_risk >= populations.least_at_risk
    group by curves.population

)

select
    populations.population,
    coalesce(counted.judgements, 0) as judgements,
    coalesce(counted.returned, 0) as returned,
    coalesce(counted.better, 0) as better,
    {%- set is_shown = 'counted.returned >= greatest(populations.least_at_risk, 1)' %}
    case when {{ is_shown }} then round(counted.better / counted.returned, 10) end
        as better_share,
    case
        when {{ is_shown }}
            then round({{ wilson_limit('-', 'counted.better', 'counted.returned') }}, 10)
    end as better_lower,
    case
        when {{ is_shown }}
            then round({{ wilson_limit('+', 'counted.better', 'counted.returned') }}, 10)
    end as better_upper,
    estimated.median_days_to_return,
    estimated.median_lower,
    estimated.median_upper,
    populations.as_at
from populations
left join counted on populations.population = counted.population
left join estimated on populations.population = estimated.population
order by populations.population
