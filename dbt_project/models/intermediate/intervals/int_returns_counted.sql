with indicators as (

    select
        indicator_id,
        per as multiplier
    from {{ ref('indicator_definitions') }}
    where is_benchmarked

),

figures as (

    select * from {{ ref('int_indicator_values') }}
    where is_latest_release and geographic_level = 'Local authority'

)

select
    figures.indicator_id,
    figures.period,
    figures.area_code,
    figures.value,
    figures.numerator,
    figures.denominator,
    dense_rank() over (order by figures.indicator_id, figures.period) - 1 as group_number
from figures
inner join indicators on figures.indicator_id = indicators.indicator_id
where
    -- The year's leavers are not part of the stock of a day, but nearly always fewer.
    ({{ is_part_of_whole('indicators') }} or left(indicators.indicator_id, 9) = 'turnover_')
    and figures.value is not null
    and figures.numerator between 0 and figures.denominator
    -- On fewer posts a rate is the news of single people.
    and figures.denominator >= 30
order by figures.indicator_id, figures.period, figures.area_code
