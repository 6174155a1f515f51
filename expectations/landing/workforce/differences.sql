-- One row per line of a file: each rate less what its counts make it.
with wide as (

    select
        _release_id,
        _locator,
        geographic_level = 'Local authority' as is_authority,
        map(list(measure), list(try_cast(value as double))) as n
    from {{ table }}
    group by all

),

differences as (

    select
        _release_id,
        _locator,
        is_authority,
        n['vacancy_rate_fte']
        - 100 * n['vacancy_fte'] / nullif(n['vacancy_fte'] + n['inpost_fte'], 0) as vacancy,
        n['agency_rate_fte']
        - 100 * n['agency_fte'] / nullif(n['agency_fte'] + n['inpost_fte'], 0) as agency,
        n['turnover_rate_fte'] - 100 * n['leavers_fte'] / nullif(n['inpost_fte'], 0) as turnover,
        n['caseload_fte'] - n['cases'] / nullif(n['case_holders_fte'], 0) as caseload,
        n['absence_rate_fte']
        - 100 * n['working_days_lost_fte'] / nullif({{ working_days }} * n['inpost_fte'], 0)
            as absence
    from wide

)

select * from differences
where is_authority = {{ authorities }}
