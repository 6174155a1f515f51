-- Examined: every line of an authority.
with lines as (

    {{ lines }}

)

select
    _release_id,
    _locator,
    case
        when
            (vacancy_rate_fte is not null and coalesce(vacancy_fte + inpost_fte, 0) = 0)
            or (agency_rate_fte is not null and coalesce(agency_fte + inpost_fte, 0) = 0)
            or (
                turnover_rate_fte is not null
                and (leavers_fte is null or coalesce(inpost_fte, 0) = 0)
            )
            or (
                caseload_fte is not null
                and (cases is null or coalesce(case_holders_fte, 0) = 0)
            )
            or (
                absence_rate_fte is not null
                and (working_days_lost_fte is null or coalesce(inpost_fte, 0) = 0)
            )
            then 'a rate stands where its counts are withheld or empty'
    end as problem
from lines
where geographic_level = 'Local authority'
