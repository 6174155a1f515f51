-- Examined: every area and year that has the year before: children looked after then, those who
-- started since less those who ceased.
with stocks as (

    select
        _release_id,
        cast(left(period, 4) as integer) as year,
        geographic_level,
        coalesce(la_code, region_code, 'England') as area,
        max(try_cast(value as double)) filter (category like '% 31 March %') as stock,
        max(try_cast(value as double)) filter (category like '%starting%') as started,
        max(try_cast(value as double)) filter (category like '%ceasing%') as ceased
    from raw.statistics
    where
        table_name = '{{ table }}'
        and measure = 'children'
        and period similar to '[0-9]{4}'
    group by all

)

select
    now._release_id,
    now.area || ' ' || now.year as subject,
    case
        when
            abs(now.stock - before.stock - now.started + now.ceased)
            > greatest({{ most }}, {{ most_share }} * now.stock)
            and not {{ is_accepted('flows', 'subject') }}
            then
                before.stock || ' + ' || now.started || ' - '
                || now.ceased || ' is not ' || now.stock
    end as problem
from stocks as now
inner join stocks as before
    on
        now._release_id = before._release_id
        and now.geographic_level = before.geographic_level
        and now.area = before.area
        and now.year = before.year + 1
where coalesce(now.stock, now.started, now.ceased, before.stock) is not null
