-- Examined: every figure of England that follows on one of the year before. From 2023-24 to 2024-25
-- residential care moved furthest of what is not asylum, by 14 %.
with england as (

    {{ outturn_figures(table) }}
    where rows.class = 'Eng'

),

moves as (

    select
        now._release_id,
        now._locator,
        now.measure || ' ' || now.year as subject,
        now.number / before.number as factor
    from england as now
    inner join england as before on now.measure = before.measure and now.year = before.year + 1

)

select
    _release_id,
    _locator,
    subject,
    case
        when
            (factor > {{ most }} or factor < 1 / {{ most }})
            and not {{ is_accepted('spending', 'subject') }}
            then 'England changed by a factor of ' || round(factor, 2)
    end as problem
from moves
