"""Statistical neighbours: ten for every authority, all of them known, none its own."""

from __future__ import annotations

from expectations.suites import Question, Suite, none_found

CLOSENESS = ("Extremely close", "Very close", "Close", "Somewhat close", "Not close")


def _suite(model: str, must_have: str) -> Suite:
    table = f"raw.dfe_neighbours__model_{model}"
    closeness = ", ".join(f"'{word}'" for word in CLOSENESS)
    return Suite(
        table,
        (
            Question(
                f"""
                WITH known AS (SELECT la_code, la_name, closed_on FROM reference.authorities)
                SELECT _release_id, _locator, 'unknown authority ' || la_code AS problem
                FROM {table} WHERE la_code NOT IN (SELECT la_code FROM known)
                UNION ALL
                SELECT _release_id, _locator, measure || ' is ' || coalesce(value, 'empty')
                FROM {table}
                WHERE measure LIKE 'neighbour%'
                    AND (value IS NULL OR value = la_code OR value NOT IN (SELECT la_code FROM known))
                UNION ALL
                SELECT _release_id, _locator, measure || ' is ' || coalesce(value, 'empty')
                FROM {table}
                WHERE measure LIKE 'closeness%'
                    AND lower(coalesce(value, '')) NOT IN (SELECT lower(unnest([{closeness}])))
                UNION ALL
                SELECT _release_id, la_code, la_code || ' has ' || count(DISTINCT value) || ' neighbours'
                FROM {table} WHERE measure LIKE 'neighbour%'
                GROUP BY _release_id, la_code HAVING count(DISTINCT value) <> 10 OR count(*) <> 10
                UNION ALL
                SELECT 'model {model}', la_code, 'no row for ' || la_name || ' (' || la_code || ')'
                FROM known
                WHERE {must_have} AND la_code NOT IN (SELECT la_code FROM {table})
                """,
                (none_found("ten known neighbours for every authority, each with its closeness"),),
            ),
        ),
    )


SUITES = (
    _suite("2025", "closed_on IS NULL"),
    # The 2021 model is older than Cumberland and Westmorland and Furness.
    _suite("2021", "closed_on IS NULL AND la_code NOT IN ('942', '943')"),
)
