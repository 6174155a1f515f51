-- Examined: every authority of today at every date of ratings after the pause.
select
    ratings.as_at,
    ratings.la_code,
    case when watch.la_code is null then 'is not watched' end as problem
from main.ratings as ratings
inner join main.local_authorities as authorities
    on ratings.la_code = authorities.la_code and authorities.is_current
left join main.inspection_watch as watch
    on ratings.as_at = watch.as_at and ratings.la_code = watch.la_code
where ratings.as_at >= {{ inspections_paused_until() }}
