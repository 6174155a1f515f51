"""This publication against the one before.

What was published may be revised, but it may not disappear, and it may not move by more than
publishers ever revised. Editions that both publications have are compared whatever their sources;
an edition that is gone is an edition lost when both came from the same source. A true change is
accepted by a line in `expectations/accepted_changes.csv` that names the rule and the subject and
says why; nothing switches a rule off.
"""

from __future__ import annotations

from expectations.suites import Question, Suite, none_found

JUDGEMENTS = (
    "overall_effectiveness", "impact_of_leaders", "help_and_protection", "in_care", "care_leavers",
)  # fmt: skip


def _unaccepted(rule: str) -> str:
    return (
        "subject NOT IN (SELECT accepted.subject FROM reference.accepted_changes AS accepted "
        f"WHERE accepted.rule = '{rule}' AND accepted.reason <> '')"
    )


EDITIONS_STAY = Question(
    f"""
    WITH gone AS (
        SELECT release_id AS subject, 'published before, not there now' AS problem
        FROM previous.main.releases
        WHERE release_id NOT IN (SELECT release_id FROM main.releases)
            AND (SELECT same_source FROM reference.comparison)
    )
    SELECT * FROM gone WHERE {_unaccepted("edition")}
    """,
    (none_found("edition: no edition published before is gone"),),
    locators=("subject",),
)

FIGURES_STAY = Question(
    f"""
    WITH gone AS (
        SELECT old.indicator_id || ' ' || old.period AS subject, count(*) AS n,
            string_agg(old.area_code, ', ' ORDER BY old.area_code) AS areas
        FROM previous.main.indicator_values AS old
        JOIN main.releases USING (release_id)
        WHERE old.value IS NOT NULL
            AND NOT EXISTS (
                SELECT 1 FROM main.indicator_values AS new
                WHERE new.indicator_id = old.indicator_id AND new.area_code = old.area_code
                    AND new.period = old.period AND new.release_id = old.release_id
            )
        GROUP BY ALL
    )
    SELECT subject, n || ' areas without a row: ' || left(areas, 60) AS problem
    FROM gone WHERE {_unaccepted("coverage")}
    """,
    (none_found("coverage: no figure published before is gone from its edition"),),
    locators=("subject",),
)

FIGURES_STAY_NUMBERS = Question(
    f"""
    WITH withheld AS (
        SELECT new.indicator_id || ' ' || new.period AS subject,
            count(*) FILTER (new.value IS NULL) AS n, count(*) AS authorities
        FROM main.indicator_values AS new
        JOIN previous.main.indicator_values AS old USING (indicator_id, area_code, period)
        WHERE new.geographic_level = 'Local authority' AND new.is_latest_release
            AND old.is_latest_release AND old.value IS NOT NULL
        GROUP BY ALL
    )
    SELECT subject, n || ' of ' || authorities || ' figures are now withheld' AS problem
    FROM withheld WHERE n > 0.1 * authorities AND {_unaccepted("withheld")}
    """,
    (none_found("withheld: at most a tenth of the figures published before are withheld now"),),
    locators=("subject",),
)

FIGURES_ARE_SANE = Question(
    f"""
    WITH moved AS (
        SELECT new.indicator_id || ' ' || new.period AS subject,
            new.value AS value, old.value AS previous_value
        FROM main.indicator_values AS new
        JOIN previous.main.indicator_values AS old USING (indicator_id, area_code, period)
        WHERE new.geographic_level = 'England' AND new.is_latest_release
            AND old.is_latest_release AND old.value IS NOT NULL
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
    "WITH changed AS ("
    + " UNION ALL ".join(
        f"""
        SELECT old.inspection_id AS subject,
            '{judgement} was ' || coalesce(old.{judgement}, 'blank') || ' and is '
                || CASE WHEN new.inspection_id IS NULL THEN 'gone' ELSE coalesce(new.{judgement}, 'blank') END
                AS problem
        FROM previous.main.inspections AS old
        JOIN main.releases ON old.source_release_id = releases.release_id
        LEFT JOIN main.inspections AS new USING (inspection_id)
        WHERE new.inspection_id IS NULL OR new.{judgement} IS DISTINCT FROM old.{judgement}
        """
        for judgement in JUDGEMENTS
    )
    + f") SELECT * FROM changed WHERE {_unaccepted('inspection')}",
    (none_found("inspection: no inspection published before is gone or judged otherwise"),),
    locators=("subject",),
)

SUITES = (
    Suite("main.indicator_values", (FIGURES_STAY, FIGURES_STAY_NUMBERS, FIGURES_ARE_SANE)),
    Suite("main.inspections", (INSPECTIONS_STAY,)),
    Suite("main.releases", (EDITIONS_STAY,)),
)
