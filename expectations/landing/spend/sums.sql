-- Examined: every total of England. It includes estimates for missing returns and small sums of
-- other bodies.
with totals as (

    select
        _release_id,
        measure,
        max(try_cast(value as double)) filter (class = 'Eng') as england,
        sum(try_cast(value as double)) filter (class <> 'Eng') as authorities
    from {{ table }}
    where measure not in ('', '{{ shared | join("', '") }}')
    group by all

)

select
    _release_id,
    measure as _locator,
    case
        when authorities > england * 1.001 or authorities < england * 0.9
            then 'authorities add to ' || round(authorities) || ', England is ' || round(england)
    end as problem
from totals
where england is not null and authorities is not null
