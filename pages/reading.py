"""What the site shows, read from the published database in a few set-based queries.

Each field of `Warehouse` says its grain. Nothing is computed here: queries select, join and order
published tables, so that every figure of a page can be looked up in one. A test holds them to it.

What grows with authorities or indicators alone is read at once; what grows with both is read for
a portion of them while their pages are written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import duckdb

from pages.portions import Portions, portions

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
# Demand beside the workforce where a region is told in a few figures.
DEMAND = {
    "referral_rate": "Referrals per 10,000",
    "cin_rate": "Children in need per 10,000",
    "cpp_rate": "Child protection plans per 10,000",
    "cla_rate": "Children looked after per 10,000",
}
# Indicators of which a page may show any authority, whatever it is the page of.
EVERYWHERE = tuple({**DRAWN, **DEMAND})
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
# News of what happened, not of figures.
EVENTS = ("report", "visit", "intervention opened", "intervention closed")

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
    # Published figures of England, of the nine regions and of London's halves.
    "area_values": """
        SELECT indicator_id, area_code, area_name, period, period_end, value, marker, release_id
        FROM indicator_values
        WHERE is_latest_release AND geographic_level <> 'Local authority'
        ORDER BY indicator_id, area_code, period_end
    """,
    "joint_returns": """
        SELECT indicator_id, period, area_code FROM indicator_values
        WHERE is_latest_release AND is_joint_return
        ORDER BY indicator_id, period, area_code
    """,
    "spreads": "SELECT * FROM indicator_spread ORDER BY indicator_id, period",
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
    # England's own, and what happened in any authority.
    "news_of_england": f"""
        SELECT unnest(string_split(area_code, '+')) AS la_code, * FROM news
        WHERE area_code = '{ENGLAND_CODE}' OR kind IN {EVENTS}
        ORDER BY known_on DESC, kind, label DESC, indicator_id, area_code, news_id
    """,
    "held": "SELECT source, rule FROM held_rows ORDER BY source, rule",
}

# Periods of an indicator, and the edition that its figures are of.
PERIODS = """
    SELECT DISTINCT indicator_id, period, period_end, release_id, is_newest FROM la_benchmarks
    ORDER BY indicator_id, period_end
"""
# A rank is shown with its interval or not at all; that of turnover says too little. It is told
# from the lowest figure and from the highest.
_BENCHMARKS = """
    SELECT indicator_id, period, benchmarks.period_end, la_code, benchmarks.la_name,
        benchmarks.region_code, benchmarks.value, benchmarks.marker, benchmarks.is_joint_return,
        benchmarks.england_value, benchmarks.region_value, benchmarks.gap_to_england,
        benchmarks.neighbour_median, benchmarks.neighbours_used, benchmarks.n_ranked,
        benchmarks.rank_lowest, benchmarks.n_tied, benchmarks.quartile, benchmarks.rank_in_region,
        benchmarks.n_in_region, benchmarks.change_1y, benchmarks.change_3y, benchmarks.change_flag,
        benchmarks.funnel_flag, benchmarks.funnel_flag_adjusted, benchmarks.funnel_tau,
        benchmarks.release_id, benchmarks.is_newest,
        intervals.* EXCLUDE (indicator_id, period, la_code)
    FROM la_benchmarks AS benchmarks LEFT JOIN (
        SELECT indicator_id, period, unnest(string_split(area_code, '+')) AS la_code,
            rank_lowest AS place, n_ranked AS places, rank_lower AS lowest_place,
            rank_upper AS highest_place, rank_highest, rank_highest_lower, rank_highest_upper
        FROM rank_intervals WHERE NOT starts_with(indicator_id, 'turnover_')
    ) AS intervals USING (indicator_id, period, la_code)
"""
# For the authorities `$keys`.
OF_AUTHORITIES = {
    # The newest period of every indicator, and every period of those that are drawn.
    "benchmarks": f"""
        {_BENCHMARKS}
        WHERE la_code IN (SELECT unnest($keys))
            AND (benchmarks.is_newest OR indicator_id IN {tuple(DRAWN)})
        ORDER BY la_code, indicator_id, benchmarks.period_end
    """,
    "revisions": """
        SELECT * FROM (
            SELECT unnest(string_split(area_code, '+')) AS la_code, * FROM value_revisions
        )
        WHERE la_code IN (SELECT unnest($keys))
        ORDER BY la_code, release_id, indicator_id, period
    """,
    # News of a joint return for each member.
    "news": """
        SELECT * FROM (SELECT unnest(string_split(area_code, '+')) AS la_code, * FROM news)
        WHERE la_code IN (SELECT unnest($keys))
        ORDER BY known_on DESC, kind, label DESC, indicator_id, area_code, news_id
    """,
}
# For the indicators `$keys`.
OF_INDICATORS = {
    "newest": f"""
        {_BENCHMARKS}
        WHERE indicator_id IN (SELECT unnest($keys)) AND benchmarks.is_newest
        ORDER BY indicator_id, la_code
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
        WHERE indicator_id IN (SELECT unnest($keys)) AND benchmarks.is_newest
        ORDER BY benchmarks.indicator_id, benchmarks.la_code
    """,
    # The furthest moved first; what was or became a marker has no change and comes last.
    "changed_values": """
        SELECT * FROM value_revisions
        WHERE indicator_id IN (SELECT unnest($keys))
        ORDER BY indicator_id, release_id, abs(change) DESC NULLS LAST, area_code, period
    """,
}


@dataclass(frozen=True, eq=False)
class Warehouse:
    """The published tables as the pages need them.

    Attributes:
        rows: Every query's rows, by name; for the grain see the query.
        of: The same for queries with an `la_code`, by name and authority; those of
            `OF_AUTHORITIES` are to be asked for in the order of the codes.
        authority: One row per authority, by code.
        indicator: One row per indicator, by id.
        inspection: One row per inspection, by id.
        release: One row per release, by id.
        marker: Meaning of a marker.
        areas: Published figures of England or a region for an indicator, oldest first.
        periods: An indicator's newest period, one row per indicator that is compared.
        newest: Benchmarks of every authority for an indicator's newest period; other indicators
            than those of `EVERYWHERE` are to be asked for in the order of their names.
        latest_of: The same of `EVERYWHERE`, by indicator and authority.
        areas_named: Name of England, of a region or of half of London, by code.
        denominators: Those among whom a figure that is drawn is counted, by authority, indicator
            and period.
        told: Other rows of an indicator, by query and indicator.
        as_at: Date of the run, the last date of `ratings`.
    """

    rows: Mapping[str, Rows]
    of: Mapping[str, Mapping[str, Rows]]
    authority: Mapping[str, Row]
    indicator: Mapping[str, Row]
    inspection: Mapping[str, Row]
    release: Mapping[str, Row]
    marker: Mapping[str, str]
    areas: Mapping[tuple[str, str], Rows]
    periods: Mapping[str, Row]
    newest: Mapping[str, Rows]
    latest_of: Mapping[str, Mapping[str, Row]]
    areas_named: Mapping[str, str]
    told: Mapping[str, Mapping[str, Rows]]
    denominators: Mapping[tuple[str, str, str], float]
    as_at: Any

    def series(self, la_code: str, indicator_id: str) -> Rows:
        """Benchmarks of an authority for an indicator that is drawn, oldest first.

        Raises:
            KeyError: Of the indicator the newest period alone is read.
        """
        if indicator_id not in DRAWN:
            raise KeyError(indicator_id)
        found = self.of["benchmarks"].get(la_code, [])
        return [row for row in found if row["indicator_id"] == indicator_id]

    def latest(self, la_code: str, indicator_id: str) -> Row | None:
        """The authority's benchmark for the indicator's newest period.

        Raises:
            KeyError: The indicator is not one of `EVERYWHERE`.
        """
        return self.latest_of[indicator_id].get(la_code)

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
        row = self.periods.get(indicator_id)
        return str(row["period"]) if row else None

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
    """Ask every question once, or once for each portion of the authorities or indicators.

    Args:
        connection: Published database; it is asked again as long as pages are made.

    Raises:
        duckdb.CatalogException: A table of the contract is missing.
    """
    rows = {name: _rows(connection, query) for name, query in QUERIES.items()}
    rows["periods"] = _rows(connection, PERIODS)
    authority = {row["la_code"]: row for row in rows["authorities"]}
    periods = {row["indicator_id"]: row for row in rows["periods"] if row["is_newest"]}
    of_authorities = portions(authority, len(periods))
    of_indicators = portions(periods, len(authority))
    told = {
        name: Portions(
            of_indicators, partial(_found, connection, query, "indicator_id"), EVERYWHERE
        )
        for name, query in OF_INDICATORS.items()
    }
    return Warehouse(
        rows=rows,
        of={
            **{name: _grouped(found, "la_code") for name, found in rows.items() if _keyed(found)},
            **{
                name: Portions(of_authorities, partial(_found, connection, query, "la_code"))
                for name, query in OF_AUTHORITIES.items()
            },
        },
        authority=authority,
        indicator={row["indicator_id"]: row for row in rows["indicators"]},
        inspection={row["inspection_id"]: row for row in rows["inspections"]},
        release={row["release_id"]: row for row in rows["releases"]},
        marker={row["marker"]: row["meaning"] for row in rows["markers"]},
        areas=_grouped(rows["area_values"], "area_code", "indicator_id"),
        periods=periods,
        newest=told["newest"],
        latest_of={
            name: {row["la_code"]: row for row in told["newest"].get(name, [])}
            for name in EVERYWHERE
        },
        areas_named={row["area_code"]: row["area_name"] for row in rows["area_values"]},
        told={
            **told,
            **{name: _grouped(rows[name], "indicator_id") for name in ("joint_returns", "spreads")},
        },
        denominators={
            (row["la_code"], row["indicator_id"], row["period"]): row["denominator"]
            for row in rows["posts"]
        },
        as_at=max((row["as_at"] for row in rows["ratings"]), default=None),
    )


def _rows(connection: duckdb.DuckDBPyConnection, query: str, **parameters: Any) -> Rows:
    cursor = connection.execute(query, parameters or None)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def _found(
    connection: duckdb.DuckDBPyConnection, query: str, column: str, keys: Sequence[str]
) -> Mapping[str, Rows]:
    """Rows of a query for each of some values of a column, none for one that has none."""
    found = _grouped(_rows(connection, query, keys=list(keys)), column)
    return {key: found.get(key, []) for key in keys}


def _keyed(rows: Rows) -> bool:
    """Whether rows are of authorities; a query without rows has none to group."""
    return not rows or "la_code" in rows[0]


def _grouped(rows: Iterable[Row], *keys: str) -> Any:
    """Rows by the value of a column, or by the values of several."""
    groups: dict[Any, Rows] = defaultdict(list)
    for row in rows:
        groups[row[keys[0]] if len(keys) == 1 else tuple(row[key] for key in keys)].append(row)
    return dict(groups)
