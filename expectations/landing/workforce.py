"""Children's social work workforce.

Tolerances between a rate and its counts were measured on the real files: the publisher rounds
rates from unrounded data. Year-on-year jumps and absurd but published values are not errors.
"""

from __future__ import annotations

from expectations.landing.statistics import areas, cells, codes, sums, years
from expectations.suites import Question, Suite, between, none_found

TABLE = "raw.dfe_workforce__indicators"
COUNTS = (
    "inpost_fte", "inpost_headcount", "starters_fte", "starters_headcount", "leavers_fte",
    "leavers_headcount", "agency_fte", "agency_headcount", "agency_cover_fte", "vacancy_fte",
    "case_holders_fte", "cases", "working_days_lost_fte",
)  # fmt: skip
# What the publisher divides by: the same in every edition so far.
WORKING_DAYS = 253

RATES = Question(
    f"""
    WITH rates AS (
        SELECT _release_id, _locator, measure, try_cast(value AS DOUBLE) AS value
        FROM {TABLE} WHERE measure LIKE '%rate%' OR measure = 'caseload_fte'
    )
    SELECT _release_id, _locator,
        CASE WHEN measure LIKE '%rate%' AND measure NOT LIKE '%cover%' THEN value END AS rate,
        CASE WHEN measure = 'caseload_fte' THEN value END AS caseload,
        CASE WHEN measure LIKE 'absence%' THEN value END AS absence
    FROM rates
    """,
    (
        between("rates are between 0 and 100 %", "rate", 0, 100),
        between("caseloads are between 0 and 60", "caseload", 0, 60),
        between("absence rates are below 30 %", "absence", 0, 30),
    ),
)

# Only authorities: rates of England and regions leave non-responders out of the denominator.
AGAINST_COUNTS = Question(
    f"""
    WITH wide AS (
        SELECT _release_id, _locator,
            map(list(measure), list(try_cast(value AS DOUBLE))) AS n
        FROM {TABLE} WHERE geographic_level = 'Local authority' GROUP BY ALL
    )
    SELECT _release_id, _locator,
        n['vacancy_rate_fte']
            - 100 * n['vacancy_fte'] / nullif(n['vacancy_fte'] + n['inpost_fte'], 0) AS vacancy,
        n['agency_rate_fte']
            - 100 * n['agency_fte'] / nullif(n['agency_fte'] + n['inpost_fte'], 0) AS agency,
        n['turnover_rate_fte'] - 100 * n['leavers_fte'] / nullif(n['inpost_fte'], 0) AS turnover,
        n['caseload_fte'] - n['cases'] / nullif(n['case_holders_fte'], 0) AS caseload,
        n['absence_rate_fte']
            - 100 * n['working_days_lost_fte'] / nullif({WORKING_DAYS} * n['inpost_fte'], 0) AS absence
    FROM wide
    """,
    (
        between(
            "vacancy rate = vacancies / (vacancies + in post) within 0.1",
            "vacancy",
            -0.1001,
            0.1001,
        ),
        between("agency rate = agency / (agency + in post) within 0.1", "agency", -0.1001, 0.1001),
        between("turnover rate = leavers / in post within 0.2", "turnover", -0.2001, 0.2001),
        between("caseload = cases / case holders within 0.4", "caseload", -0.4001, 0.4001),
        between(
            "absence rate = days lost / (253 x in post) within 0.2", "absence", -0.2001, 0.2001
        ),
    ),
)

# The furthest real one is turnover of a region, 1.42: those who did not answer count in one only.
SUMMARIES_AGAINST_COUNTS = Question(
    f"""
    WITH wide AS (
        SELECT _release_id, _locator,
            map(list(measure), list(try_cast(value AS DOUBLE))) AS n
        FROM {TABLE} WHERE geographic_level <> 'Local authority' GROUP BY ALL
    ),
    differences AS (
        SELECT _release_id, _locator, unnest([
            n['vacancy_rate_fte'] - 100 * n['vacancy_fte'] / nullif(n['vacancy_fte'] + n['inpost_fte'], 0),
            n['agency_rate_fte'] - 100 * n['agency_fte'] / nullif(n['agency_fte'] + n['inpost_fte'], 0),
            n['turnover_rate_fte'] - 100 * n['leavers_fte'] / nullif(n['inpost_fte'], 0),
            n['caseload_fte'] - n['cases'] / nullif(n['case_holders_fte'], 0),
            n['absence_rate_fte']
                - 100 * n['working_days_lost_fte'] / nullif({WORKING_DAYS} * n['inpost_fte'], 0)
        ]) AS difference
        FROM wide
    )
    SELECT * FROM differences
    """,
    (between("rates of England and regions are within 2 of their counts", "difference", -2, 2),),
)

COUNTED = Question(
    f"""
    SELECT _release_id, _locator, measure, try_cast(value AS DOUBLE) AS count FROM {TABLE}
    WHERE measure NOT LIKE '%rate%'
    """,
    (between("counts are not negative", "count", 0, None),),
)

NUMBERS_ON_MARKERS = Question(
    f"""
    WITH wide AS (
        SELECT _release_id, _locator,
            map(list(measure), list(try_cast(value AS DOUBLE))) AS n
        FROM {TABLE} WHERE geographic_level = 'Local authority' GROUP BY ALL
    )
    SELECT _release_id, _locator, 'a rate stands where its counts are withheld or empty' AS problem
    FROM wide
    WHERE
        (n['vacancy_rate_fte'] IS NOT NULL
            AND (n['vacancy_fte'] IS NULL OR n['inpost_fte'] IS NULL
                OR n['vacancy_fte'] + n['inpost_fte'] = 0))
        OR (n['caseload_fte'] IS NOT NULL
            AND (n['cases'] IS NULL OR n['case_holders_fte'] IS NULL OR n['case_holders_fte'] = 0))
        OR (n['turnover_rate_fte'] IS NOT NULL
            AND (n['leavers_fte'] IS NULL OR coalesce(n['inpost_fte'], 0) = 0))
        OR (n['agency_rate_fte'] IS NOT NULL
            AND (n['agency_fte'] IS NULL OR n['inpost_fte'] IS NULL
                OR n['agency_fte'] + n['inpost_fte'] = 0))
        OR (n['absence_rate_fte'] IS NOT NULL
            AND (n['working_days_lost_fte'] IS NULL OR coalesce(n['inpost_fte'], 0) = 0))
    """,
    (none_found("no rate stands where its counts are withheld or empty"),),
)

SUITES = (
    Suite(
        TABLE,
        (
            cells(TABLE, ("c", "z", "x", "u", "low")),
            areas(TABLE, "09-30"),
            codes(TABLE),
            years(TABLE),
            sums(TABLE, COUNTS, 1),
            RATES,
            AGAINST_COUNTS,
            SUMMARIES_AGAINST_COUNTS,
            COUNTED,
            NUMBERS_ON_MARKERS,
        ),
    ),
)
