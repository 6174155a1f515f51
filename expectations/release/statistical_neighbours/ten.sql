-- Examined: every current authority.
select
    authorities.la_code,
    case
        when count(neighbours.la_code) <> 10
            then count(neighbours.la_code) || ' neighbours in the 2025 model'
    end as problem
from main.local_authorities as authorities
left join main.statistical_neighbours as neighbours
    on authorities.la_code = neighbours.la_code and neighbours.model = '2025'
where authorities.is_current
group by authorities.la_code
