-- Examined: every as-at date.
select
    as_at,
    case
        when count(*) not between 150 and 153 or count(*) <> count(distinct la_code)
            then
                count(*) || ' authorities, ' || count(distinct la_code) || ' of them different'
    end as problem
from main.ratings
group by as_at
