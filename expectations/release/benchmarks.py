"""Indicator values and benchmarks: markers, England as published, ranks that add up."""

from __future__ import annotations

from expectations.suites import Question, Suite, between, key, none_found, one_of, row_count

SUITES = (
    Suite(
        "main.indicator_values",
        (
            Question(
                """
                SELECT indicator_id, area_code, period, release_id,
                    'value ' || coalesce(value::VARCHAR, 'empty') || ', marker ' || coalesce(marker, 'empty') AS problem
                FROM main.indicator_values WHERE (value IS NULL) <> (marker IS NOT NULL)
                """,
                (none_found("a value is empty exactly when there is a marker"),),
                locators=("indicator_id", "area_code", "period", "release_id"),
            ),
            Question(
                """
                SELECT indicator_id, period, 'no England value in the latest release' AS problem
                FROM main.indicator_values GROUP BY indicator_id, period
                HAVING count(*) FILTER (geographic_level = 'England' AND is_latest_release) <> 1
                """,
                (none_found("every indicator and period has one England value"),),
                locators=("indicator_id", "period"),
            ),
            Question(
                """
                SELECT figures._release_id, figures._locator, figures.measure || ' not published' AS problem
                FROM intermediate.int_figures AS figures
                JOIN reference.indicator_definitions AS definitions
                    ON figures.source = definitions.source AND figures.measure = definitions.measure
                    AND coalesce(definitions.category, figures.category, '') = coalesce(figures.category, '')
                    AND NOT definitions.is_derived::BOOLEAN
                LEFT JOIN main.indicator_values AS published
                    ON published.indicator_id = definitions.indicator_id
                    AND published.area_code = figures.area_code
                    AND published.period = figures.period AND published.release_id = figures._release_id
                    AND published.value IS NOT DISTINCT FROM figures.value
                WHERE published.indicator_id IS NULL
                """,
                (none_found("every figure that passed landing is published unchanged"),),
            ),
            Question(
                """
                SELECT indicator_id, area_code, period, release_id,
                    'area is no authority, region or England' AS problem
                FROM (
                    SELECT *, unnest(string_split(area_code, '+')) AS la_code FROM main.indicator_values
                    WHERE geographic_level = 'Local authority'
                )
                WHERE la_code IS NULL OR la_code NOT IN (SELECT la_code FROM main.local_authorities)
                """,
                (none_found("every authority is known"),),
                locators=("indicator_id", "area_code", "period", "release_id"),
            ),
        ),
    ),
    Suite(
        "main.la_benchmarks",
        (
            Question(
                "SELECT * FROM main.la_benchmarks",
                (
                    key(
                        "one row per indicator, period and authority",
                        "indicator_id",
                        "period",
                        "la_code",
                    ),
                    between("percent ranks are 0 to 100", "percent_rank", 0, 100),
                    one_of("quartiles are 1 to 4", "quartile", (1, 2, 3, 4)),
                    one_of("bands are A to D", "lait_band", ("A", "B", "C", "D")),
                    between("at most ten neighbours are used", "neighbours_used", 0, 10),
                ),
                locators=("indicator_id", "period", "la_code"),
            ),
            # Absurd but published values are real (Herefordshire's vacancy rate of 2022): warn only.
            Question(
                """
                SELECT indicator_id, period, la_code, change_1y FROM main.la_benchmarks
                WHERE indicator_id IN (
                    'vacancy_rate_fte', 'agency_rate_fte', 'turnover_rate_fte', 'absence_rate_fte',
                    'caseload_fte'
                ) AND la_code NOT IN ('201', '420')
                """,
                (
                    between(
                        "a workforce rate is within 35 of the year before",
                        "change_1y",
                        -35,
                        35,
                        warn=True,
                    ),
                ),
                locators=("indicator_id", "period", "la_code"),
            ),
            Question(
                """
                SELECT indicator_id, period, la_code, 'England differs from the published value' AS problem
                FROM main.la_benchmarks AS benchmarks
                JOIN main.indicator_values AS england USING (indicator_id, period)
                WHERE england.geographic_level = 'England' AND england.is_latest_release
                    AND england.value IS DISTINCT FROM benchmarks.england_value
                UNION ALL
                SELECT indicator_id, period, la_code, 'withheld but ranked, or a value unranked'
                FROM main.la_benchmarks
                WHERE (value IS NULL) <> (rank_lowest IS NULL) OR rank_lowest > n_ranked
                UNION ALL
                SELECT indicator_id, period, '', n || ' authorities'
                FROM (
                    SELECT indicator_id, period, count(*) AS n FROM main.la_benchmarks GROUP BY ALL
                ) WHERE n NOT BETWEEN 150 AND 155
                """,
                (none_found("England as published, every value ranked, every authority there"),),
                locators=("indicator_id", "period", "la_code"),
            ),
        ),
    ),
    Suite(
        "main.value_revisions",
        (
            Question(
                """
                SELECT indicator_id, area_code, period, release_id, 'nothing changed' AS problem
                FROM main.value_revisions
                WHERE value IS NOT DISTINCT FROM previous_value AND marker IS NOT DISTINCT FROM previous_marker
                """,
                (none_found("every revision changes a value or a marker"),),
                locators=("indicator_id", "area_code", "period", "release_id"),
            ),
            # Bounds on what editions have changed so far: 12 points for turnover, 35 for cover rates.
            Question(
                """
                SELECT * FROM main.value_revisions
                WHERE indicator_id IN ('vacancy_rate_fte', 'agency_rate_fte', 'turnover_rate_fte',
                    'absence_rate_fte', 'caseload_fte')
                """,
                (between("a revised rate moves by less than 15", "change", -15, 15),),
                locators=("indicator_id", "area_code", "period", "release_id"),
            ),
        ),
    ),
    Suite(
        "main.rating_indicator_summary",
        (
            Question(
                """
                SELECT as_at, indicator_id, sum(n) AS authorities FROM main.rating_indicator_summary
                GROUP BY ALL
                """,
                (between("no more authorities than there are", "authorities", 1, 153),),
                locators=("as_at", "indicator_id"),
            ),
            Question(
                "SELECT * FROM main.rating_indicator_summary WHERE NOT (q1 <= median AND median <= q3)",
                (row_count("quartiles are in order", 0),),
                locators=("as_at", "indicator_id", "grade"),
            ),
        ),
    ),
)
