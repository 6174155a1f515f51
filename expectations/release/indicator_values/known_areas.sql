-- Examined: every authority of every figure; a joint return has two.
with figures as (

    select
        indicator_id,
        area_code,
        period,
        release_id,
        unnest(string_split(area_code, '+')) as la_code
    from main.indicator_values
    where geographic_level = 'Local authority'

)

select
    figures.indicator_id,
    figures.area_code,
    figures.period,
    figures.release_id,
    case when authorities.la_code is null then 'area is no authority, region or England' end
        as problem
from figures
left join main.local_authorities as authorities on figures.la_code = authorities.la_code
