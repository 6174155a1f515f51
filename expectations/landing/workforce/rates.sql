-- One row per rate, in the column of its kind.
select
    _release_id,
    _locator,
    case
        when measure like '%rate%' and measure not like '%cover%' then try_cast(value as double)
    end as rate,
    case when measure = 'caseload_fte' then try_cast(value as double) end as caseload,
    case when measure like 'absence%' then try_cast(value as double) end as absence
from {{ table }}
where measure like '%rate%' or measure = 'caseload_fte'
