-- One row per line of a file: the rates and what they rest on.
select
    _release_id,
    _locator,
    geographic_level,
    {{ figures([
        'vacancy_rate_fte', 'vacancy_fte', 'inpost_fte', 'agency_rate_fte', 'agency_fte',
        'turnover_rate_fte', 'leavers_fte', 'caseload_fte', 'cases', 'case_holders_fte',
        'absence_rate_fte', 'working_days_lost_fte', 'agency_rate_headcount', 'agency_headcount',
        'inpost_headcount', 'turnover_rate_headcount', 'leavers_headcount',
        'agency_cover_rate_fte', 'agency_cover_fte', 'vacancy_agency_cover_rate_fte'
    ]) }}
from {{ table }}
group by all
