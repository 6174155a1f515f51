"""Spells and curves: every spell accounted for, curves that only fall."""

from __future__ import annotations

from expectations.suites import Question, Suite, between, none_found

SUITES = (
    Suite(
        "main.improvement_spells",
        (
            Question(
                """
                SELECT spell_id, 'improved or declined without an end, or open with one' AS problem
                FROM main.improvement_spells
                WHERE (outcome IN ('improved', 'declined')) <> (ended_published_on IS NOT NULL)
                UNION ALL
                SELECT spell_id, 'ends before it begins' FROM main.improvement_spells
                WHERE days_inspection_clock <= 0 OR days_publication_clock <= 0
                UNION ALL
                SELECT spell_id, 'abolished, but the authority exists'
                FROM main.improvement_spells JOIN main.local_authorities USING (la_code)
                WHERE outcome = 'abolished' AND is_current
                UNION ALL
                SELECT spell_id, 'begins later than what is known' FROM main.improvement_spells
                WHERE started_published_on > as_at
                """,
                (none_found("a spell has an end exactly when it ended, after it began"),),
                locators=("spell_id",),
            ),
            Question(
                """
                SELECT inspections.inspection_id, 'in no spell at Inadequate' AS problem
                FROM main.inspections, (SELECT max(as_at) AS as_at FROM main.improvement_spells) AS run
                WHERE overall_effectiveness = 'Inadequate'
                    AND inspections.publication_date <= run.as_at
                    AND NOT EXISTS (
                        SELECT 1 FROM main.improvement_spells AS spells
                        WHERE spells.la_code = inspections.la_code AND spells.from_grade = 'Inadequate'
                            AND inspections.publication_date >= spells.started_published_on
                            AND inspections.publication_date < coalesce(spells.ended_published_on, DATE '9999-12-31')
                    )
                """,
                (none_found("every inspection judged Inadequate is in a spell"),),
                locators=("inspection_id",),
            ),
        ),
    ),
    Suite(
        "main.improvement_curves",
        (
            Question(
                """
                SELECT *, survival - lag(survival) OVER (
                    PARTITION BY population, clock ORDER BY days
                ) AS step
                FROM main.improvement_curves
                """,
                (
                    between("survival is between 0 and 1", "survival", 0, 1),
                    between("curves only fall", "step", -1, 0),
                    between("someone is at risk", "at_risk", 1, None),
                ),
                locators=("population", "clock", "days"),
            ),
        ),
    ),
    Suite(
        "main.improvement_summary",
        (
            Question(
                """
                SELECT population, clock, 'spells ' || spells || ', improved ' || improved || ', censored ' || censored
                    AS problem
                FROM main.improvement_summary WHERE spells <> improved + censored
                UNION ALL
                SELECT population, clock, 'improved differs from the curve'
                FROM main.improvement_summary AS summary
                JOIN (
                    SELECT population, clock, sum(improved) AS on_curve
                    FROM main.improvement_curves GROUP BY ALL
                ) USING (population, clock)
                WHERE on_curve <> summary.improved
                UNION ALL
                SELECT 'all', 'publication', n || ' populations' FROM (
                    SELECT count(DISTINCT population) AS n FROM main.improvement_summary
                ) WHERE n <> 14
                """,
                (none_found("spells are improved or censored, and curves count the same"),),
                locators=("population", "clock"),
            ),
        ),
    ),
)
