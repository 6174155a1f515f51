-- Examined: every line of an authority.
with wide as (

    select
        _release_id,
        _locator,
        map(list(measure), list(try_cast(value as double))) as n
    from {{ table }}
    where geographic_level = 'Local authority'
    group by all

)

select
    _release_id,
    _locator,
    case
        when
            (
                n['vacancy_rate_fte'] is not null
                and coalesce(n['vacancy_fte'] + n['inpost_fte'], 0) = 0
            )
            or (
                n['agency_rate_fte'] is not null
                and coalesce(n['agency_fte'] + n['inpost_fte'], 0) = 0
            )
            or (
                n['turnover_rate_fte'] is not null
                and (n['leavers_fte'] is null or coalesce(n['inpost_fte'], 0) = 0)
            )
            or (
                n['caseload_fte'] is not null
                and (n['cases'] is null or coalesce(n['case_holders_fte'], 0) = 0)
            )
            or (
                n['absence_rate_fte'] is not null
                and (n['working_days_lost_fte'] is null or coalesce(n['inpost_fte'], 0) = 0)
            )
            then 'a rate stands where its counts are withheld or empty'
    end as problem
from wide
