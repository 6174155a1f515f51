"""Authorities, neighbours, indicators, releases, markers, held rows."""

from __future__ import annotations

from expectations.suites import Question, Suite, between, filled, key, none_found, row_count

CURRENT_AUTHORITIES = 153

SUITES = (
    Suite(
        "main.local_authorities",
        (
            Question(
                "SELECT la_code FROM main.local_authorities WHERE is_current",
                (row_count("153 current authorities", CURRENT_AUTHORITIES),),
            ),
            Question(
                """
                SELECT la_code, 'no ONS code, region or, while current, Ofsted URN' AS problem
                FROM main.local_authorities
                WHERE ons_code IS NULL OR region_name IS NULL OR (is_current AND ofsted_urn IS NULL)
                UNION ALL
                SELECT la_code, 'abolished without a successor' FROM main.local_authorities
                WHERE closed_on IS NOT NULL AND successor_la_codes IS NULL
                """,
                (none_found("codes, regions and successions are complete"),),
                locators=("la_code",),
            ),
        ),
    ),
    Suite(
        "main.statistical_neighbours",
        (
            Question(
                """
                SELECT la_code, count(model) || ' neighbours in the 2025 model' AS problem
                FROM main.local_authorities
                LEFT JOIN main.statistical_neighbours USING (la_code)
                WHERE is_current AND coalesce(model, '2025') = '2025'
                GROUP BY la_code HAVING count(model) <> 10
                """,
                (none_found("every current authority has ten neighbours"),),
                locators=("la_code",),
            ),
        ),
    ),
    Suite(
        "main.indicators",
        (
            Question(
                """
                SELECT indicator_id, publisher, publication,
                    (SELECT count(*) FROM main.indicator_values AS figures
                     WHERE figures.indicator_id = indicators.indicator_id) AS n
                FROM main.indicators
                """,
                (
                    filled("every indicator has a publisher", "publisher"),
                    filled("every indicator has a publication", "publication"),
                ),
                locators=("indicator_id",),
            ),
            Question(
                """
                SELECT indicator_id, 'no values' AS problem FROM main.indicators
                WHERE indicator_id NOT IN (SELECT indicator_id FROM main.indicator_values)
                """,
                (none_found("every indicator has values"),),
                locators=("indicator_id",),
            ),
            Question(
                """
                SELECT DISTINCT publication, next_release,
                    (SELECT max(as_at) FROM main.ratings) - next_release AS days_late
                FROM main.indicators WHERE next_release IS NOT NULL
                """,
                (
                    between(
                        "no announced release is two weeks late", "days_late", None, 14, warn=True
                    ),
                ),
                locators=("publication", "next_release"),
            ),
        ),
    ),
    Suite(
        "main.releases",
        (
            Question(
                "SELECT * FROM main.releases",
                (
                    key("one row per release", "release_id"),
                    filled("every release has a hash", "sha256"),
                    filled("every release has an address", "url"),
                    filled("every release has a licence", "licence"),
                ),
                locators=("release_id",),
            ),
        ),
    ),
    Suite(
        "main.value_markers",
        (
            Question(
                """
                SELECT DISTINCT marker, 'no meaning' AS problem FROM main.indicator_values
                WHERE marker IS NOT NULL AND marker NOT IN (SELECT marker FROM main.value_markers)
                """,
                (none_found("every marker in use has a meaning"),),
                locators=("marker",),
            ),
        ),
    ),
    Suite(
        "main.held_rows",
        (
            Question(
                "SELECT * FROM main.held_rows",
                (
                    filled("every held row says why", "rule"),
                    filled("every held row says why", "detail"),
                ),
                locators=("source", "locator"),
            ),
        ),
    ),
)
