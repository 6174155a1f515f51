"""Revenue outturn: one row per authority and England, parts no larger than the whole."""

from __future__ import annotations

from expectations.landing.statistics import NUMBER
from expectations.suites import Question, Suite, key, matching, none_found

TABLE = "raw.mhclg_revenue_outturn__service_expenditure"
MARKERS = (r"\[x\]", r"\[n\]", r"\[z\]", r"\[Y\]", "M")

SUITES = (
    Suite(
        TABLE,
        (
            Question(
                f"SELECT _release_id, _locator, ons_code, measure, value FROM {TABLE}",
                (
                    key("one row per authority and figure", "_release_id", "ons_code", "measure"),
                    matching(
                        "every figure is a number or one of the publisher's markers",
                        "value",
                        f"^({NUMBER}|{'|'.join(MARKERS)})$",
                    ),
                ),
            ),
            Question(
                f"""
                WITH rows AS (
                    SELECT rows.*, codes.la_code
                    FROM {TABLE} AS rows
                    LEFT JOIN reference.authority_codes AS codes ON rows.ons_code = codes.ons_code
                )
                SELECT _release_id, _locator, 'unknown code ' || coalesce(ons_code, '') AS problem
                FROM rows WHERE la_code IS NULL AND class <> 'Eng'
                UNION ALL
                SELECT releases._release_id, authorities.la_code, 'no row for ' || authorities.la_name
                FROM (SELECT DISTINCT _release_id FROM rows) AS releases, reference.authorities AS authorities
                WHERE authorities.closed_on IS NULL
                    AND authorities.la_code NOT IN (
                        SELECT la_code FROM rows
                        WHERE rows._release_id = releases._release_id AND la_code IS NOT NULL
                    )
                """,
                (none_found("every current authority has one row, by a known code"),),
            ),
            Question(
                f"""
                WITH totals AS (
                    SELECT _release_id, measure,
                        max(try_cast(value AS DOUBLE)) FILTER (class = 'Eng') AS england,
                        sum(try_cast(value AS DOUBLE)) FILTER (class <> 'Eng') AS authorities
                    FROM {TABLE} GROUP BY ALL
                )
                SELECT _release_id, measure AS _locator,
                    'authorities add to ' || round(authorities) || ', England is ' || round(england) AS problem
                FROM totals WHERE authorities > england * 1.001 OR authorities < england * 0.9
                """,
                # England includes estimates for missing returns and small sums of other bodies.
                (none_found("authorities add to between 90 and 100 % of England"),),
            ),
        ),
    ),
)
