-- Examined: every vacancy rate of a latest release, published or withheld, one and three years on.
with figures as (

    select
        area_code,
        period,
        year(period_end) as year
    from main.indicator_values
    where indicator_id = 'vacancy_rate_fte' and is_latest_release

)

select
    later.period,
    spans.years,
    later.area_code,
    case when changes.area_code is null then 'no change' end as problem
from figures as later
cross join (values (1), (3)) as spans (years)
inner join figures as earlier
    on later.area_code = earlier.area_code and later.year = earlier.year + spans.years
left join main.vacancy_changes as changes
    on later.area_code = changes.area_code
    and later.period = changes.period
    and spans.years = changes.years
