"""What the site shows, read from the published database in a few set-based queries.

Each field of `Warehouse` says its grain. Nothing is computed here: queries select, join and order
published tables, so that every figure of a page can be looked up in one. A test holds them to it.
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
# What an authority's page begins with: a few measures of every subject, by subject.
MEASURES = {
    "Workforce": {
        **{name: WORKFORCE[name] for name in ("vacancy_rate_fte", "agency_rate_fte")},
        **{name: WORKFORCE[name] for name in ("turnover_rate_fte", "caseload_fte")},
    },
    "Demand": {
        "referral_rate": "Referrals",
        "cla_rate": "Children looked after",
    },
    "Timeliness": {"icpc_15_days_percent": "Conferences within 15 working days"},
    "Care": {"cla_3_placements_percent": "Three or more placements in the year"},
    "Care leavers": {
        "care_leavers_eet_19_21_percent": "Care leavers in education or work",
    },
    "Spend": {"csc_spend_per_child": "Spend per child"},
}
LED = {name: title for measures in MEASURES.values() for name, title in measures.items()}
# Rates that a chart of an authority's page draws.
DRAWN = {**WORKFORCE, **LED}
ENGLAND_CODE = "E92000001"
GRADES = ("Outstanding", "Good", "Requires improvement", "Inadequate")
NO_OVERALL = "No overall grade"
NOT_JUDGED = "No judgement under SIF or ILACS yet"
NOT_JUDGED_NOTE = (
    "No judgement under SIF or ILACS yet does not mean never inspected: inspections under earlier "
    "frameworks are not in these data."
)
# Time to improvement by framework: one never stands without the other.
FRAMEWORKS = ("SIF", "ILACS")
POPULATIONS = {
    "Inadequate": {"SIF": "inadequate_sif", "ILACS": "inadequate_ilacs"},
    "Requires improvement": {"SIF": "ri_sif", "ILACS": "ri_ilacs"},
}
CLOCK = "publication"
CLOCK_WITHOUT_PAUSE = "publication_without_pause"
NEIGHBOUR_MODEL = "2025"

_NEWEST_DAY = "(SELECT as_at FROM ratings ORDER BY as_at DESC LIMIT 1)"
QUERIES = {
    "authorities": "SELECT * FROM local_authorities ORDER BY la_name, la_code",
    "names": "SELECT * FROM local_authority_names ORDER BY la_code, name",
    "indicators": "SELECT * FROM indicators ORDER BY indicator_id",
    "markers": "SELECT * FROM value_markers ORDER BY marker",
    "releases": "SELECT * FROM releases ORDER BY release_id",
    "sources": "SELECT * FROM source_status ORDER BY publisher, publication, source",
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
    # Those that a page of the department tells of; news alone is not enough.
    "interventions": """
        SELECT * FROM interventions WHERE is_counted
        ORDER BY la_code, issued_on NULLS FIRST, intervention_id
    """,
    "visit_coverage": "SELECT * FROM visit_coverage ORDER BY first_day",
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
        WHERE ratings.as_at = {_NEWEST_DAY}
        ORDER BY ratings.la_code
    """,
    # A rank is shown with its interval or not at all; that of turnover says too little. It is told
    # from the lowest figure and from the highest.
    "benchmarks": """
        SELECT benchmarks.*, intervals.* EXCLUDE (indicator_id, period, la_code)
        FROM la_benchmarks AS benchmarks LEFT JOIN (
            SELECT indicator_id, period, unnest(string_split(area_code, '+')) AS la_code,
                rank_lowest AS place, n_ranked AS places, rank_lower AS lowest_place,
                rank_upper AS highest_place, rank_highest, rank_highest_lower, rank_highest_upper
            FROM rank_intervals WHERE NOT starts_with(indicator_id, 'turnover_')
        ) AS intervals USING (indicator_id, period, la_code)
        ORDER BY benchmarks.la_code, benchmarks.indicator_id, benchmarks.period_end
    """,
    # Published figures of England, of the nine regions and of London's halves.
    "area_values": """
        SELECT indicator_id, area_code, area_name, period, period_end, value, marker, release_id
        FROM indicator_values
        WHERE is_latest_release AND geographic_level <> 'Local authority'
        ORDER BY indicator_id, area_code, period_end
    """,
    # The likely range of the rate behind a newest figure; a joint return for each member.
    "likely": """
        SELECT benchmarks.indicator_id, benchmarks.la_code, intervals.shrunken_lower,
            intervals.shrunken_upper
        FROM la_benchmarks AS benchmarks INNER JOIN (
            SELECT indicator_id, period, unnest(string_split(area_code, '+')) AS la_code,
                shrunken_lower, shrunken_upper
            FROM rank_intervals
        ) AS intervals USING (indicator_id, period, la_code)
        WHERE benchmarks.is_newest
        ORDER BY benchmarks.indicator_id, benchmarks.la_code
    """,
    "joint_returns": """
        SELECT indicator_id, period, area_code FROM indicator_values
        WHERE is_latest_release AND is_joint_return
        ORDER BY indicator_id, period, area_code
    """,
    "spreads": "SELECT * FROM indicator_spread ORDER BY indicator_id, period",
    # The furthest moved first; what was or became a marker has no change and comes last.
    "changed_values": """
        SELECT * FROM value_revisions
        ORDER BY indicator_id, release_id, abs(change) DESC NULLS LAST, area_code, period
    """,
    "watch": f"""
        SELECT * FROM inspection_watch WHERE as_at = {_NEWEST_DAY}
        ORDER BY days_since DESC NULLS LAST, la_code
    """,
    "regional_summaries": f"""
        SELECT * FROM improvement_summary
        WHERE clock = '{CLOCK}' AND contains(population, ':') ORDER BY population
    """,
    # The posts that the newest vacancy rate rests on; a joint return for each member.
    "bases": f"""
        SELECT benchmarks.la_code, figures.area_code, figures.area_name, figures.value,
            figures.denominator, figures.is_joint_return
        FROM la_benchmarks AS benchmarks INNER JOIN indicator_values AS figures
            ON benchmarks.indicator_id = figures.indicator_id
            AND benchmarks.period = figures.period
            AND list_contains(string_split(figures.area_code, '+'), benchmarks.la_code)
        WHERE benchmarks.indicator_id = '{LEADING}' AND benchmarks.is_newest
            AND figures.is_latest_release AND figures.geographic_level = 'Local authority'
        ORDER BY benchmarks.la_code, figures.area_code
    """,
    # What every rate that is drawn rests on; a joint return for each member.
    "posts": f"""
        SELECT unnest(string_split(area_code, '+')) AS la_code, indicator_id, period, value,
            denominator
        FROM indicator_values
        WHERE indicator_id IN {tuple(DRAWN)} AND is_latest_release
            AND geographic_level = 'Local authority' AND value IS NOT NULL
            AND denominator IS NOT NULL
        ORDER BY indicator_id, period, la_code
    """,
    "neighbours": f"""
        SELECT * FROM statistical_neighbours
        WHERE model = '{NEIGHBOUR_MODEL}' ORDER BY la_code, neighbour_rank
    """,
    # Days of the inspections that open and end a spell.
    "spells": """
        SELECT spells.*, first.inspection_end_date AS first_day_last,
            first.overall_effectiveness AS first_overall,
            ending.inspection_end_date AS ending_day_last,
            ending.overall_effectiveness AS ending_overall
        FROM improvement_spells AS spells
        LEFT JOIN inspections AS first ON spells.first_inspection_id = first.inspection_id
        LEFT JOIN inspections AS ending ON spells.ending_inspection_id = ending.inspection_id
        ORDER BY spells.la_code, spells.started_published_on, spells.spell_id
    """,
    "curves": f"""
        SELECT * FROM improvement_curves
        WHERE clock IN ('{CLOCK}', '{CLOCK_WITHOUT_PAUSE}') AND NOT contains(population, ':')
        ORDER BY population, clock, days
    """,
    "summaries": "SELECT * FROM improvement_summary ORDER BY population, clock",
    "returns": "SELECT * FROM first_returns ORDER BY population",
    "at_risk": f"""
        SELECT * FROM improvement_at_risk WHERE clock = '{CLOCK}' ORDER BY population, year
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
        SELECT * FROM rating_counts
        WHERE month(as_at) = 3 OR as_at = {_NEWEST_DAY} ORDER BY as_at, judgement
    """,
    "spread": f"""
        SELECT spread.*, england.period_end
        FROM indicator_spread AS spread INNER JOIN indicator_values AS england
            USING (indicator_id, period)
        WHERE spread.indicator_id = '{LEADING}' AND england.is_latest_release
            AND england.geographic_level = 'England'
        ORDER BY period
    """,
    "funnel_limits": f"""
        SELECT * FROM funnel_limits WHERE indicator_id = '{LEADING}' ORDER BY line, denominator
    """,
    # The longest first.
    "pauses": "SELECT * FROM inspection_pauses ORDER BY days DESC, last_start_before",
    "dictionary": """
        SELECT tables.table_name, tables.comment AS table_comment, columns.column_name,
            columns.data_type, columns.comment
        FROM duckdb_tables() AS tables INNER JOIN duckdb_columns() AS columns
            USING (database_name, schema_name, table_name)
        WHERE tables.database_name = current_database() AND tables.schema_name = 'main'
        ORDER BY tables.table_name, columns.column_index
    """,
    # Of those known from more than news, the ones that nobody says have ended.
    "interventions_open": """
        SELECT * FROM interventions
        WHERE is_counted AND closed_on IS NULL AND coalesce(outcome, 'open') = 'open'
        ORDER BY outcome NULLS LAST, issued_on DESC NULLS LAST, intervention_id
    """,
    # The last census before an improvement was found, and the first after.
    "gaps": f"""
        SELECT spell_id, k, period, gap FROM event_study_lines
        WHERE event = 'improved' AND indicator_id = '{LEADING}' AND k IN (-1, 0)
        ORDER BY spell_id, k
    """,
    # News of a joint return for each member.
    "news": """
        SELECT unnest(string_split(area_code, '+')) AS la_code, * FROM news
        ORDER BY known_on DESC, kind, label DESC, indicator_id, area_code, news_id
    """,
    "held": "SELECT source, rule FROM held_rows ORDER BY source, rule",
}


# Queries with rows of an indicator, as its page asks for them.
OF_INDICATORS = ("likely", "joint_returns", "spreads", "changed_values")


@dataclass(frozen=True, eq=False)
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
        areas_named: Name of England, of a region or of half of London, by code.
        denominators: Those among whom a figure that is drawn is counted, by authority, indicator
            and period.
        told: Rows of the queries of `OF_INDICATORS`, by name and indicator.
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
    areas_named: Mapping[str, str]
    told: Mapping[str, Mapping[str, Rows]]
    denominators: Mapping[tuple[str, str, str], float]
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

    def newest_area(self, area_code: str, indicator_id: str) -> Row | None:
        """The published figure of England, a region or half of London in the newest period."""
        period = self.newest_period(indicator_id)
        found = self.area_series(area_code, indicator_id)
        return next((row for row in reversed(found) if row["period"] == period), None)

    def base(self, la_code: str) -> Row | None:
        """The posts an authority's newest vacancy rate rests on, with its return."""
        return next(iter(self.of["bases"].get(la_code, [])), None)

    def rests_on(self, row: Row) -> float | None:
        """Those among whom the figure of a benchmark is counted; None where nobody says."""
        return self.denominators.get((row["la_code"], row["indicator_id"], row["period"]))

    def regions(self) -> dict[str, str]:
        """Names of the regions that have an authority, by code."""
        found = {row["region_code"]: row["region_name"] for row in self.rows["authorities"]}
        return dict(sorted(found.items()))

    def pause(self) -> Row | None:
        """The longest time without the beginning of a full inspection anywhere in England."""
        return next(iter(self.rows["pauses"]), None)

    def newest_period(self, indicator_id: str) -> str | None:
        """The indicator's newest period."""
        rows = self.newest.get(indicator_id)
        return str(rows[0]["period"]) if rows else None

    def rating(self, la_code: str) -> Row | None:
        """The judgement in force, with the inspection that gave it."""
        return next(iter(self.of["ratings"].get(la_code, [])), None)

    def judgement(self, la_code: str) -> str:
        """The judgement in force by name, or that there is none yet."""
        rating = self.rating(la_code)
        return str(rating["judgement"]) if rating else NOT_JUDGED

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

    def returns(self, population: str) -> Row | None:
        """When Ofsted first returned to the judgements of a population, and what it found."""
        return next((r for r in self.rows["returns"] if r["population"] == population), None)

    def curve(self, population: str, clock: str = CLOCK) -> Rows:
        """Kaplan-Meier curve of a population on a clock of publications."""
        return [
            row
            for row in self.rows["curves"]
            if (row["population"], row["clock"]) == (population, clock)
        ]


def read_warehouse(connection: duckdb.DuckDBPyConnection) -> Warehouse:
    """Ask every question once.

    Raises:
        duckdb.CatalogException: A table of the contract is missing.
    """
    rows = {name: _rows(connection, query) for name, query in QUERIES.items()}
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
        areas_named={row["area_code"]: row["area_name"] for row in rows["area_values"]},
        told={name: _grouped(rows[name], "indicator_id") for name in OF_INDICATORS},
        denominators={
            (row["la_code"], row["indicator_id"], row["period"]): row["denominator"]
            for row in rows["posts"]
        },
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
