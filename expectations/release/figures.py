"""Figures that pages show beside the marts they come from: they count and lie as those do."""

from __future__ import annotations

from expectations.suites import Question, Suite, between, none_found, one_of

SUITES = (
    Suite(
        "main.improvement_at_risk",
        (
            Question(
                """
                SELECT population, clock, year, 'at risk on day 0: ' || at_risk || ', spells ' || spells
                    AS problem
                FROM main.improvement_at_risk JOIN main.improvement_summary USING (population, clock)
                WHERE year = 0 AND at_risk <> spells
                UNION ALL
                SELECT population, clock, later.year, 'more at risk, or more not improved, than a year before'
                FROM main.improvement_at_risk AS later
                JOIN main.improvement_at_risk AS earlier USING (population, clock)
                WHERE later.year = earlier.year + 1
                    AND (later.at_risk > earlier.at_risk OR later.survival > earlier.survival)
                """,
                (none_found("all spells are at risk at first, and never more later"),),
                locators=("population", "clock", "year"),
            ),
            Question(
                "SELECT * FROM main.improvement_at_risk",
                (
                    between("shares are between 0 and 1", "survival", 0, 1),
                    between("someone is at risk", "at_risk", 1, None),
                ),
                locators=("population", "clock", "year"),
            ),
        ),
    ),
    Suite(
        "main.indicator_spread",
        (
            Question(
                """
                SELECT indicator_id, period, 'n ' || coalesce(n::VARCHAR, 'none') || ', ranked ' || n_ranked
                    AS problem
                FROM (SELECT DISTINCT indicator_id, period, n_ranked FROM main.la_benchmarks WHERE value IS NOT NULL)
                LEFT JOIN main.indicator_spread USING (indicator_id, period)
                WHERE n IS DISTINCT FROM n_ranked
                UNION ALL
                SELECT indicator_id, period, 'quartiles are not in order' FROM main.indicator_spread
                WHERE NOT (q1 <= median AND median <= q3)
                """,
                (none_found("every value that is ranked is counted, quartiles in order"),),
                locators=("indicator_id", "period"),
            ),
            Question(
                "SELECT * FROM main.indicator_spread",
                (
                    between("regions share between none and all", "share_between_regions", 0, 1),
                    between("no spread is negative", "sd_beyond_chance", 0, None),
                ),
                locators=("indicator_id", "period"),
            ),
        ),
    ),
    Suite(
        "main.funnel_limits",
        (
            Question(
                """
                SELECT indicator_id, period, line, limits.denominator, 'on the wrong side of England' AS problem
                FROM main.funnel_limits AS limits
                JOIN main.indicator_values AS england USING (indicator_id, period)
                WHERE england.geographic_level = 'England' AND england.is_latest_release
                    AND (
                        (ends_with(line, 'high') AND limits.value < england.value - 0.001)
                        OR (ends_with(line, 'low') AND limits.value > england.value + 0.001)
                        OR (line = 'England' AND abs(limits.value - england.value) > 0.001)
                    )
                """,
                (none_found("upper limits lie above England, lower ones below"),),
                locators=("indicator_id", "period", "line", "denominator"),
            ),
        ),
    ),
    Suite(
        "main.visit_coverage",
        (
            Question(
                """
                SELECT visit_id, 'outside the times when visits are known' AS problem
                FROM main.visits
                WHERE coalesce(visit_date, publication_date) IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM main.visit_coverage
                    WHERE coalesce(visit_date, publication_date) BETWEEN first_day AND last_day
                )
                """,
                (none_found("every visit is within the times when visits are known"),),
                locators=("visit_id",),
            ),
        ),
    ),
    Suite(
        "main.inspection_pauses",
        (
            Question(
                """
                SELECT inspection_id, 'began within a pause' AS problem
                FROM main.inspections JOIN main.inspection_pauses
                    ON inspection_start_date > last_start_before AND inspection_start_date < first_start_after
                """,
                (none_found("no inspection began within a pause"),),
                locators=("inspection_id",),
            ),
        ),
    ),
    Suite(
        "main.rating_counts",
        (
            Question(
                """
                SELECT as_at, counted || ' counted, ' || rated || ' rated' AS problem
                FROM (SELECT as_at, count(*) AS rated FROM main.ratings GROUP BY ALL)
                LEFT JOIN (SELECT as_at, sum(n) AS counted FROM main.rating_counts GROUP BY ALL) USING (as_at)
                WHERE counted IS DISTINCT FROM rated
                """,
                (none_found("every authority is counted once"),),
                locators=("as_at",),
            ),
            Question(
                "SELECT * FROM main.rating_counts",
                (
                    one_of(
                        "judgements are the four grades or say why there is none",
                        "judgement",
                        (
                            "Outstanding",
                            "Good",
                            "Requires improvement",
                            "Inadequate",
                            "No overall grade",
                            "No judgement under SIF or ILACS yet",
                        ),
                    ),
                ),
                locators=("as_at", "judgement"),
            ),
        ),
    ),
)
