-- One row per line of an authority, or of England and regions: each rate less what its counts
-- make it.
with lines as (

    {{ lines }}

)

select
    _release_id,
    _locator,
    geographic_level,
    vacancy_rate_fte - 100 * vacancy_fte / nullif(vacancy_fte + inpost_fte, 0) as vacancy,
    agency_rate_fte - 100 * agency_fte / nullif(agency_fte + inpost_fte, 0) as agency,
    turnover_rate_fte - 100 * leavers_fte / nullif(inpost_fte, 0) as turnover,
    caseload_fte - cases / nullif(case_holders_fte, 0) as caseload,
    absence_rate_fte
    - 100 * working_days_lost_fte / nullif({{ working_days }} * inpost_fte, 0) as absence,
    agency_rate_headcount
    - 100 * agency_headcount / nullif(agency_headcount + inpost_headcount, 0) as agency_headcount,
    turnover_rate_headcount - 100 * leavers_headcount / nullif(inpost_headcount, 0)
        as turnover_headcount,
    agency_cover_rate_fte - 100 * agency_cover_fte / nullif(agency_fte, 0) as agency_cover,
    vacancy_agency_cover_rate_fte - 100 * agency_cover_fte / nullif(vacancy_fte, 0)
        as vacancies_covered
from lines
where (geographic_level = 'Local authority') = {{ authorities }}
