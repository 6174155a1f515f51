"""This publication against the one before from the same source.

What was published may be revised, but it may not disappear, and it may not move by more than
publishers ever revised. A true change is accepted by a line in `expectations/accepted_changes.csv`
that names the rule and the subject and says why; nothing switches a rule off.
"""

from __future__ import annotations

from expectations.suites import Question, Suite, none_found


def _unaccepted(rule: str) -> str:
    return (
        "subject NOT IN (SELECT accepted.subject FROM reference.accepted_changes AS accepted "
        f"WHERE accepted.rule = '{rule}' AND accepted.reason <> '')"
    )


FIGURES_STAY = Question(
    f"""
    WITH gone AS (
        SELECT old.indicator_id || ' ' || old.period AS subject, count(*) AS n,
            string_agg(old.area_code, ', ' ORDER BY old.area_code) AS areas
        FROM previous.main.indicator_values AS old
        WHERE old.is_latest_release AND old.value IS NOT NULL
            AND NOT EXISTS (
                SELECT 1 FROM main.indicator_values AS new
                WHERE new.indicator_id = old.indicator_id AND new.area_code = old.area_code
                    AND new.period = old.period AND new.is_latest_release
            )
        GROUP BY ALL
    )
    SELECT subject, n || ' areas without a row: ' || left(areas, 60) AS problem
    FROM gone WHERE {_unaccepted("coverage")}
    """,
    (none_found("coverage: no figure published before is gone"),),
    locators=("subject",),
)

FIGURES_ARE_SANE = Question(
    f"""
    WITH moved AS (
        SELECT new.indicator_id || ' ' || new.period AS subject,
            new.value AS value, old.value AS previous_value
        FROM main.indicator_values AS new
        JOIN previous.main.indicator_values AS old USING (indicator_id, area_code, period)
        WHERE new.geographic_level = 'England' AND new.is_latest_release AND old.is_latest_release
    )
    SELECT subject, 'England was ' || previous_value || ' and is ' || coalesce(value::VARCHAR, 'withheld')
        AS problem
    FROM moved
    WHERE (value IS NULL OR abs(value - previous_value) > 0.1 * abs(previous_value))
        AND {_unaccepted("magnitude")}
    """,
    (none_found("magnitude: England is within 10 % of what was published before"),),
    locators=("subject",),
)

INSPECTIONS_STAY = Question(
    f"""
    WITH changed AS (
        SELECT old.inspection_id AS subject,
            CASE WHEN new.inspection_id IS NULL THEN 'gone'
                ELSE 'was ' || old.overall_effectiveness || ' and is ' || coalesce(new.overall_effectiveness, 'blank')
            END AS problem
        FROM previous.main.inspections AS old
        LEFT JOIN main.inspections AS new USING (inspection_id)
        WHERE new.inspection_id IS NULL
            OR new.overall_effectiveness IS DISTINCT FROM old.overall_effectiveness
    )
    SELECT * FROM changed WHERE {_unaccepted("inspection")}
    """,
    (
        none_found(
            "inspection: no inspection published before is gone or has another overall grade"
        ),
    ),
    locators=("subject",),
)

SUITES = (
    Suite("main.indicator_values", (FIGURES_STAY, FIGURES_ARE_SANE)),
    Suite("main.inspections", (INSPECTIONS_STAY,)),
)
