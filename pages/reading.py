"""What the site shows, read from the published database in a few set-based queries.

Each field of `Warehouse` says its grain. Nothing is computed here that the published tables hold;
what is derived for a picture alone (a count per grade, quartiles of authorities) is said at its
query.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

Row = dict[str, Any]
Rows = list[Row]

WORKFORCE = {
    "vacancy_rate_fte": "Vacancy rate",
    "agency_rate_fte": "Agency rate",
    "turnover_rate_fte": "Turnover rate",
    "absence_rate_fte": "Sickness absence rate",
    "caseload_fte": "Caseload",
}
LEADING = "vacancy_rate_fte"
ENGLAND_CODE = "E92000001"
GRADES = ("Outstanding", "Good", "Requires improvement", "Inadequate")
NO_OVERALL = "No overall grade"
NOT_JUDGED = "No judgement under SIF or ILACS yet"
NOT_JUDGED_NOTE = (
    "No judgement under SIF or ILACS yet does not mean never inspected: inspections under earlier "
    "frameworks are not in these data."
)
ALL_INADEQUATE = "inadequate_all"
ALL_REQUIRES_IMPROVEMENT = "ri_ilacs"
CLOCK = "publication"
NEIGHBOUR_MODEL = "2025"

_PERIODS = """
    SELECT DISTINCT indicator_id, period, period_end
    FROM indicator_values WHERE is_latest_release
"""
_QUERIES = {
    "authorities": "SELECT * FROM local_authorities ORDER BY la_name, la_code",
    "indicators": "SELECT * FROM indicators ORDER BY indicator_id",
    "markers": "SELECT * FROM value_markers ORDER BY marker",
    "releases": "SELECT * FROM releases ORDER BY release_id",
    # Shown at the first day, or at publication where no report tells the first day.
    "inspections": """
        SELECT *, coalesce(inspection_start_date, publication_date) AS shown_on
        FROM inspections ORDER BY la_code, shown_on, inspection_id
    """,
    # A visit known from the listing of reports alone is shown at its letter's publication.
    "visits": """
        SELECT *, coalesce(visit_date, publication_date) AS shown_on
        FROM visits ORDER BY la_code, shown_on, visit_id
    """,
    # When visits are known: the times between breaks of more than half a year without any visit.
    "visits_known": """
        WITH days AS (
            SELECT DISTINCT coalesce(visit_date, publication_date) AS day
            FROM visits WHERE coalesce(visit_date, publication_date) IS NOT NULL
        ),
        begun AS (
            SELECT day, coalesce(day - lag(day) OVER (ORDER BY day) > 183, TRUE) AS is_first
            FROM days
        ),
        numbered AS (
            SELECT day, count(*) FILTER (is_first) OVER (ORDER BY day) AS place FROM begun
        )
        SELECT min(day) AS first_day, max(day) AS last_day
        FROM numbered GROUP BY place ORDER BY place
    """,
    "ratings": f"""
        SELECT ratings.*, inspections.* EXCLUDE (
                la_code, inspection_id, overall_effectiveness, impact_of_leaders,
                help_and_protection, in_care, care_leavers, any_inadequate
            ),
            CASE
                WHEN ratings.basis = 'none' THEN '{NOT_JUDGED}'
                ELSE coalesce(ratings.overall_effectiveness, '{NO_OVERALL}')
            END AS judgement
        FROM ratings LEFT JOIN inspections USING (inspection_id)
        WHERE ratings.as_at = (SELECT max(as_at) FROM ratings)
        ORDER BY ratings.la_code
    """,
    "benchmarks": f"""
        SELECT la_benchmarks.*, periods.period_end,
            la_benchmarks.period = max(la_benchmarks.period) OVER (
                PARTITION BY la_benchmarks.indicator_id
            ) AS is_newest
        FROM la_benchmarks
        INNER JOIN ({_PERIODS}) AS periods USING (indicator_id, period)
        ORDER BY la_code, indicator_id, periods.period_end
    """,
    # Published figures of England and of the nine regions; London's halves are left out.
    "area_values": """
        SELECT indicator_id, area_code, area_name, period, period_end, value, release_id
        FROM indicator_values
        WHERE is_latest_release AND geographic_level <> 'Local authority'
            AND NOT starts_with(area_code, 'E13')
        ORDER BY indicator_id, area_code, period_end
    """,
    # The posts that a rate rests on, for the newest period; a joint return for each member.
    "bases": """
        SELECT indicator_id, unnest(string_split(area_code, '+')) AS la_code, area_code, area_name,
            value, denominator, is_joint_return
        FROM indicator_values
        WHERE is_latest_release AND geographic_level = 'Local authority'
        QUALIFY period = max(period) OVER (PARTITION BY indicator_id)
        ORDER BY ALL
    """,
    "neighbours": f"""
        SELECT * FROM statistical_neighbours
        WHERE model = '{NEIGHBOUR_MODEL}' ORDER BY la_code, neighbour_rank
    """,
    # Days of the inspections that open and end a spell, and the share of all spells improved by
    # the day this one ended or was last observed.
    "spells": f"""
        WITH spells AS (
            SELECT improvement_spells.*,
                CASE
                    WHEN from_grade = 'Inadequate' THEN '{ALL_INADEQUATE}'
                    WHEN framework_at_start = 'ILACS' THEN '{ALL_REQUIRES_IMPROVEMENT}'
                END AS population
            FROM improvement_spells
        ),
        curves AS (
            SELECT population, days, survival FROM improvement_curves WHERE clock = '{CLOCK}'
        )
        SELECT spells.*, first.inspection_end_date AS first_day_last,
            first.overall_effectiveness AS first_overall,
            ending.inspection_end_date AS ending_day_last,
            ending.overall_effectiveness AS ending_overall,
            1 - curves.survival AS share_improved_by
        FROM spells
        LEFT JOIN inspections AS first
            ON spells.la_code = first.la_code
            AND spells.started_published_on = first.publication_date
        LEFT JOIN inspections AS ending
            ON spells.la_code = ending.la_code
            AND spells.ended_published_on = ending.publication_date
        ASOF LEFT JOIN curves
            ON spells.population = curves.population
            AND spells.days_publication_clock >= curves.days
        ORDER BY spells.la_code, spells.started_published_on, spells.spell_id
    """,
    "curves": f"""
        SELECT * FROM improvement_curves
        WHERE clock = '{CLOCK}' AND population IN ('{ALL_INADEQUATE}', '{ALL_REQUIRES_IMPROVEMENT}')
        ORDER BY population, days
    """,
    "summaries": "SELECT * FROM improvement_summary ORDER BY population, clock",
    # Spells of a population still under observation at each year of its curve.
    "at_risk": f"""
        WITH spells AS (
            SELECT days_publication_clock AS days,
                CASE
                    WHEN from_grade = 'Inadequate' THEN '{ALL_INADEQUATE}'
                    WHEN framework_at_start = 'ILACS' THEN '{ALL_REQUIRES_IMPROVEMENT}'
                END AS population
            FROM improvement_spells
        )
        SELECT population, year, count(*) AS at_risk
        FROM spells INNER JOIN (SELECT unnest(range(0, 20)) AS year) ON days >= year * 365.25
        WHERE population IS NOT NULL
        GROUP BY ALL ORDER BY ALL
    """,
    "revisions": """
        SELECT unnest(string_split(area_code, '+')) AS la_code, *
        FROM value_revisions
        ORDER BY la_code, release_id, indicator_id, period
    """,
    "rating_summary": f"""
        SELECT * FROM rating_indicator_summary
        WHERE indicator_id = '{LEADING}' ORDER BY as_at, indicator_id, grade
    """,
    # Authorities per judgement in force, at each 31 March and at the date of the run.
    "ratings_counted": f"""
        SELECT as_at,
            CASE
                WHEN basis = 'none' THEN '{NOT_JUDGED}'
                ELSE coalesce(overall_effectiveness, '{NO_OVERALL}')
            END AS grade,
            count(*) AS n,
            count(*) FILTER (basis = 'derived' AND any_inadequate) AS n_part_inadequate
        FROM ratings
        WHERE month(as_at) = 3 OR as_at = (SELECT max(as_at) FROM ratings)
        GROUP BY ALL ORDER BY ALL
    """,
    # Quartiles of authorities (R type 7), a joint return once: a picture of spread, not of England.
    "spread": f"""
        SELECT period, period_end, count(value) AS n, quantile_cont(value, 0.25) AS q1,
            quantile_cont(value, 0.5) AS median, quantile_cont(value, 0.75) AS q3
        FROM indicator_values
        WHERE indicator_id = '{LEADING}' AND is_latest_release
            AND geographic_level = 'Local authority' AND value IS NOT NULL
        GROUP BY ALL ORDER BY period
    """,
    # The longest time without the beginning of a full inspection anywhere in England.
    "pause": """
        SELECT inspection_start_date AS last_before,
            lead(inspection_start_date) OVER (ORDER BY inspection_start_date) AS first_after
        FROM inspections WHERE inspection_start_date IS NOT NULL
        ORDER BY first_after - last_before DESC NULLS LAST LIMIT 1
    """,
    "dictionary": """
        SELECT tables.table_name, tables.comment AS table_comment, columns.column_name,
            columns.data_type, columns.comment
        FROM duckdb_tables() AS tables INNER JOIN duckdb_columns() AS columns
            USING (database_name, schema_name, table_name)
        WHERE tables.database_name = current_database() AND tables.schema_name = 'main'
        ORDER BY tables.table_name, columns.column_index
    """,
    "held": "SELECT source, rule, count(*) AS n FROM held_rows GROUP BY ALL ORDER BY ALL",
}


@dataclass(frozen=True)
class Warehouse:
    """The published tables as the pages need them.

    Attributes:
        rows: Every query's rows, by name; for the grain see the query.
        of: The same for queries with an `la_code`, by name and authority.
        authority: One row per authority, by code.
        indicator: One row per indicator, by id.
        release: One row per release, by id.
        marker: Meaning of a marker.
        benchmarks: Benchmarks of an authority for an indicator, oldest first.
        areas: Published figures of England or a region for an indicator, oldest first.
        newest: Benchmarks of every authority for an indicator's newest period.
        as_at: Date of the run, the last date of `ratings`.
    """

    rows: Mapping[str, Rows]
    of: Mapping[str, Mapping[str, Rows]]
    authority: Mapping[str, Row]
    indicator: Mapping[str, Row]
    release: Mapping[str, Row]
    marker: Mapping[str, str]
    benchmarks: Mapping[tuple[str, str], Rows]
    areas: Mapping[tuple[str, str], Rows]
    newest: Mapping[str, Rows]
    as_at: Any

    def series(self, la_code: str, indicator_id: str) -> Rows:
        """Benchmarks of an authority for an indicator, oldest first."""
        return self.benchmarks.get((la_code, indicator_id), [])

    def latest(self, la_code: str, indicator_id: str) -> Row | None:
        """The authority's benchmark for the indicator's newest period."""
        last = self.series(la_code, indicator_id)[-1:]
        return last[0] if last and last[0]["is_newest"] else None

    def area_series(self, area_code: str, indicator_id: str) -> Rows:
        """Published figures of England or a region, oldest first."""
        return self.areas.get((area_code, indicator_id), [])

    def newest_period(self, indicator_id: str) -> str | None:
        """The indicator's newest period."""
        rows = self.newest.get(indicator_id)
        return str(rows[0]["period"]) if rows else None

    def rating(self, la_code: str) -> Row | None:
        """The judgement in force, with the inspection that gave it."""
        return next(iter(self.of["ratings"].get(la_code, [])), None)

    def summary(self, population: str, clock: str = CLOCK) -> Row | None:
        """Time to improvement in a population."""
        return next(
            (
                row
                for row in self.rows["summaries"]
                if (row["population"], row["clock"]) == (population, clock)
            ),
            None,
        )

    def curve(self, population: str) -> Rows:
        """Kaplan-Meier curve of a population on the publication clock."""
        return [row for row in self.rows["curves"] if row["population"] == population]


def read_warehouse(connection: duckdb.DuckDBPyConnection) -> Warehouse:
    """Ask every question once.

    Raises:
        duckdb.CatalogException: A table of the contract is missing.
    """
    rows = {name: _rows(connection, query) for name, query in _QUERIES.items()}
    return Warehouse(
        rows=rows,
        of={name: _grouped(found, "la_code") for name, found in rows.items() if _keyed(found)},
        authority={row["la_code"]: row for row in rows["authorities"]},
        indicator={row["indicator_id"]: row for row in rows["indicators"]},
        release={row["release_id"]: row for row in rows["releases"]},
        marker={row["marker"]: row["meaning"] for row in rows["markers"]},
        benchmarks=_grouped(rows["benchmarks"], "la_code", "indicator_id"),
        areas=_grouped(rows["area_values"], "area_code", "indicator_id"),
        newest=_grouped((row for row in rows["benchmarks"] if row["is_newest"]), "indicator_id"),
        as_at=max((row["as_at"] for row in rows["ratings"]), default=None),
    )


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> Rows:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def _keyed(rows: Rows) -> bool:
    """Whether rows are of authorities; a query without rows has none to group."""
    return not rows or "la_code" in rows[0]


def _grouped(rows: Iterable[Row], *keys: str) -> Any:
    """Rows by the value of a column, or by the values of several."""
    groups: dict[Any, Rows] = defaultdict(list)
    for row in rows:
        groups[row[keys[0]] if len(keys) == 1 else tuple(row[key] for key in keys)].append(row)
    return dict(groups)
