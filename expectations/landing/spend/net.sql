-- Examined: every edition. One authority of 151 had no income in 2024-25, one of 143 in 2023-24.
with lines as (

    select
        _release_id,
        _locator,
        {{ figures([measure, net]) }}
    from {{ table }}
    where class <> 'Eng'
    group by all

)

select
    _release_id,
    '' as _locator,
    case
        when count(*) filter ({{ net }} >= {{ measure }}) > {{ most }}
            then
                count(*) filter ({{ net }} >= {{ measure }})
                || ' authorities have no income: net is not below total expenditure'
    end as problem
from lines
group by _release_id
union all
select
    _release_id,
    _locator,
    case when {{ measure }} <= 0 then 'total expenditure is ' || {{ measure }} end
from lines
