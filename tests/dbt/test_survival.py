"""Time to improvement, checked against an independent trace of spells and against lifelines.

Here: every population and clock of the published tables, and the models' own SQL on made-up
histories. Where spells ended is worked out a second time as a product of matrices, the form that
Aalen and Johansen gave it. Not here: single hard expressions, which are unit tests beside the
models.
"""

import copy
import csv
import os
import random
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from lifelines.utils import qth_survival_times
from scipy.stats import binomtest

from orchestration.settings import SNAPSHOT

PROJECT = Path(__file__).parents[2] / "dbt_project"
MODELS = [
    "int_inspections_judged",
    "int_spells_delimited",
    "int_populations_defined",
    "int_spells_clocked",
    "int_returns_clocked",
    "int_protection_judged",
    "improvement_curves",
    "improvement_spells",
    "improvement_summary",
    "improvement_destinations",
    "first_returns",
]
GRADES = ["Outstanding", "Good", "Requires improvement", "Inadequate"]
PARTS = ["impact_of_leaders", "help_and_protection", "in_care", "care_leavers"]
CLOCKS = ["inspection", "publication", "publication_without_pause"]
PAUSE = (date(2020, 3, 9), date(2021, 6, 28))
# The paper's figures are of the time before this report.
BRADFORD = "380-ILACS-2026-05-21"
BEFORE_SIF = SNAPSHOT / "ofsted_social_care_2023" / "history.csv"
INSPECTED_BEFORE_SIF = {
    "slac": "safeguarding",
    "slac_reinspection": "safeguarding",
    "cpi": "overall_effectiveness",
    "cpri": "overall_effectiveness",
}
DESTINATIONS = {
    "Inadequate": ["Good or better", "Requires improvement"],
    "Requires improvement": ["abolished", "declined", "improved"],
}
REGIONS = [f"E1200000{number}" for number in range(1, 10)]
POPULATIONS = {
    "inadequate_all": ("all", "Inadequate", None, None),
    "inadequate_sif": ("all", "Inadequate", "SIF", None),
    "inadequate_ilacs": ("all", "Inadequate", "ILACS", None),
    "inadequate_ilacs_official": ("official", "Inadequate", "ILACS", None),
    "ri_sif": ("all", "Requires improvement", "SIF", None),
    "ri_ilacs": ("all", "Requires improvement", "ILACS", None),
    **{f"inadequate_all:{region}": ("all", "Inadequate", None, region) for region in REGIONS},
}
HORIZONS = {"improved_within_2y": 730, "improved_within_3y": 1095, "improved_within_4y": 1461}
LEAST_OF_A_REGION = 5
TOLERANCE = 1e-9

Rows = list[dict[str, Any]]
Observations = list[tuple[int, bool]]
Destinations = list[tuple[int, str | None]]
Table = tuple[str, Rows]


# An independent trace of spells, inspection by inspection.


@dataclass
class Spell:
    la_code: str
    from_grade: str
    first: dict[str, Any]
    is_first_known: bool
    inspections: Rows = field(default_factory=list)
    end: dict[str, Any] | None = None
    to_grade: str | None = None
    outcome: str = "open"
    censored_on: date | None = None
    censored_published_on: date | None = None

    @property
    def basis(self) -> str:
        judged = self.inspections + ([self.end] if self.end else [])
        return "overall" if all(row["overall_effectiveness"] for row in judged) else "derived"

    def days(self, clock: str, as_at: date) -> int | None:
        column = "inspection_start_date" if clock == "inspection" else "publication_date"
        censored = self.censored_on if clock == "inspection" else self.censored_published_on
        start = self.first[column]
        has_ended = self.end is not None and self.outcome in ("improved", "declined")
        end = self.end[column] if self.end and has_ended else censored
        if start is None or end is None:
            return None
        return count_days(start, min(end, as_at), clock)

    def seen_outcome(self, clock: str, as_at: date) -> str:
        if self.outcome in ("improved", "declined") and clock != "inspection":
            return self.outcome if self.end["publication_date"] <= as_at else "open"
        return self.outcome

    def destination(self, clock: str, as_at: date) -> str | None:
        outcome = self.seen_outcome(clock, as_at)
        if self.from_grade == "Requires improvement":
            return outcome if outcome in DESTINATIONS[self.from_grade] else None
        if outcome != "improved":
            return None
        return self.to_grade if self.to_grade == "Requires improvement" else "Good or better"


def count_days(start: date, end: date, clock: str) -> int:
    """Day by day, for the clock that leaves some out."""
    if clock != "publication_without_pause":
        return (end - start).days
    days = (start + timedelta(days=number) for number in range((end - start).days))
    return sum(not PAUSE[0] <= day < PAUSE[1] for day in days)


def begun(row: dict[str, Any]) -> date:
    return row["inspection_start_date"] or row["publication_date"]


def grades_possible(row: dict[str, Any]) -> set[str]:
    """The overall grades that an inspection can have had, from the grade or from its parts."""
    if row["overall_effectiveness"]:
        return {row["overall_effectiveness"]}
    orders = [GRADES.index(row[part]) for part in PARTS if row[part]]
    if max(orders) == GRADES.index("Inadequate"):
        return {"Inadequate"}
    return set(GRADES[min(orders) : max(orders) + 1])


def end_spell(spell: Spell, row: dict[str, Any], possible: set[str]) -> None:
    spell.end = row
    known = [row["overall_effectiveness"]] if row["overall_effectiveness"] else None
    worst = max(known or [row[part] for part in PARTS if row[part]], key=GRADES.index)
    if spell.from_grade == "Inadequate" or possible <= {"Outstanding", "Good"}:
        spell.outcome, spell.to_grade = "improved", worst
    elif possible == {"Inadequate"}:
        spell.outcome, spell.to_grade = "declined", "Inadequate"
    else:
        spell.censored_on = row["inspection_start_date"]
        spell.censored_published_on = row["publication_date"]


def in_order(rows: Rows) -> Rows:
    return sorted(rows, key=lambda r: (begun(r), r["publication_date"], r["inspection_id"]))


def trace_authority(rows: Rows, as_at: date, closed_on: date | None) -> list[Spell]:
    spells: list[Spell] = []
    current: Spell | None = None
    before: set[str] | None = None
    for row in in_order(rows):
        possible = grades_possible(row)
        if current and possible != {current.from_grade}:
            end_spell(current, row, possible)
            current = None
        grade = next(iter(possible)) if len(possible) == 1 else None
        may_repeat = before is not None and grade in before
        if current is None and grade in ("Requires improvement", "Inadequate") and not may_repeat:
            current = Spell(row["la_code"], grade, row, before is None)
            spells.append(current)
        if current:
            current.inspections.append(row)
        before = possible
    if current:
        is_closed = closed_on is not None and closed_on <= as_at
        current.outcome = "abolished" if is_closed else "open"
        current.censored_on = current.censored_published_on = closed_on if is_closed else as_at
    return spells


def rows_of(connection: duckdb.DuckDBPyConnection, query: str) -> Rows:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


class History:
    """What a database knows of inspections, and the spells they make."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        protection: Rows,
        unread: Rows,
    ) -> None:
        """Read the inspections and trace the spells of each set of them.

        Args:
            connection: The database.
            protection: Judgements before SIF, with the code of the authority.
            unread: Reports held back.
        """
        self.connection = connection
        self.protection = protection
        self.unread = unread
        authorities = rows_of(connection, "from main.local_authorities")
        self.region = {row["la_code"]: row["region_code"] for row in authorities}
        self.closed_on = {row["la_code"]: row["closed_on"] for row in authorities}
        self.inspections = [
            row
            for row in rows_of(connection, "from main.inspections")
            if any(row[name] for name in ["overall_effectiveness", *PARTS])
        ]
        self.summary = {
            (row["population"], row["clock"]): row
            for row in rows_of(connection, "from main.improvement_summary")
        }
        self.as_at = {
            "all": self.summary["inadequate_all", "inspection"]["as_at"],
            "official": self.summary["inadequate_ilacs_official", "inspection"]["as_at"],
        }
        self.spells = {scope: self.trace(scope) for scope in self.as_at}

    def without(self, inspection_id: str) -> "History":
        """What would be known had an inspection not been."""
        other = copy.copy(self)
        other.inspections = [
            row for row in self.inspections if row["inspection_id"] != inspection_id
        ]
        assert len(other.inspections) == len(self.inspections) - 1
        other.spells = {scope: other.trace(scope) for scope in other.as_at}
        return other

    def is_known(self, row: dict[str, Any], scope: str) -> bool:
        as_at = self.as_at[scope]
        if scope == "all":
            return begun(row) <= as_at and row["publication_date"] <= as_at
        return bool(
            begun(row) <= as_at
            and row["framework"] == "ILACS"
            and row["overall_effectiveness"]
            and row["evidence"] != "inspection report"
        )

    def by_authority(self, scope: str) -> dict[str, Rows]:
        by_authority: dict[str, Rows] = {}
        for row in self.inspections:
            if self.is_known(row, scope):
                by_authority.setdefault(row["la_code"], []).append(row)
        return by_authority

    def trace(self, scope: str) -> list[Spell]:
        return [
            spell
            for la_code, rows in self.by_authority(scope).items()
            for spell in trace_authority(rows, self.as_at[scope], self.closed_on[la_code])
        ]

    def held_before(self, spell: Spell) -> str:
        if not spell.is_first_known:
            return "no"
        before = [row for row in self.protection if row["la_code"] == spell.la_code]
        before = [r for r in before if r["publication_date"] < spell.first["publication_date"]]
        if spell.from_grade == "Requires improvement" or not before:
            return "not known"
        last = max(before, key=lambda row: row["publication_date"])
        return "yes" if last["judgement"] == "Inadequate" else "no"

    def is_held_open(self, spell: Spell) -> bool:
        """Whether a report that may have ended the spell is held back."""
        until = spell.end["publication_date"] if spell.end else self.as_at["all"]
        last = max(row["publication_date"] for row in spell.inspections)
        return spell.outcome == "open" and any(
            row["la_code"] == spell.la_code and last < row["unread_published_on"] <= until
            for row in self.unread
        )

    def of_population(self, population: str, clock: str) -> list[tuple[int | None, Spell]]:
        """Each spell of the population with its days on the clock, None where absent from it."""
        scope, grade, framework, region = POPULATIONS[population]
        as_at = self.as_at[scope]
        return [
            (spell.days(clock, as_at), spell)
            for spell in self.spells[scope]
            if spell.from_grade == grade
            and framework in (None, spell.first["framework"])
            and region in (None, self.region[spell.la_code])
            and (clock == "inspection" or spell.first["publication_date"] <= as_at)
        ]

    def returns(self, population: str) -> list[tuple[int, bool, bool]]:
        """Each judgement: days to the next inspection, whether there is one, better."""
        scope, grade, framework, region = POPULATIONS[population]
        as_at = self.as_at[scope]
        found = []
        for la_code, rows in self.by_authority(scope).items():
            ordered = in_order(rows)
            for row, later in zip(ordered, [*ordered[1:], None], strict=True):
                published = row["publication_date"]
                if (
                    grades_possible(row) != {grade}
                    or framework not in (None, row["framework"])
                    or region not in (None, self.region[la_code])
                    or published > as_at
                ):
                    continue
                until = min((later or {}).get("publication_date", as_at), as_at)
                if later is None and self.closed_on[la_code]:
                    until = min(self.closed_on[la_code], as_at)
                possible = grades_possible(later) if later else set()
                is_better = bool(possible) and max(map(GRADES.index, possible)) < GRADES.index(
                    grade
                )
                is_judged = is_better or grade == "Inadequate" or grade not in possible
                has_returned = bool(
                    later
                    and later["publication_date"] <= as_at
                    and (is_judged or possible == {grade})
                )
                days = (until - published).days
                found.append((days, has_returned, has_returned and is_better))
        return found


# Lifelines against one curve and its row of the summary.


def first_day(curve: "pd.Series[float]", level: float) -> int | None:
    """The first day on which a curve is at or below a level; rounded, for exact halves."""
    below = curve[curve.round(10) <= level]
    return None if below.empty else int(below.index[0])


def check_quantile(value: int | None, curve: "pd.Series[float]", level: float) -> None:
    assert value == first_day(curve, level)
    rounded = curve.round(10)
    # Lifelines searches by halves, which needs a curve that only falls; limits may rise again.
    if rounded.is_monotonic_decreasing:
        quantile = qth_survival_times(level, rounded)
        assert quantile == (float("inf") if value is None else value)


def fitted(observations: Observations) -> KaplanMeierFitter:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return KaplanMeierFitter().fit(*zip(*observations, strict=True))


def cut(observations: Observations, least_at_risk: int) -> int:
    """The last day on which as many are at risk as estimates need."""
    return sorted((days for days, _ in observations), reverse=True)[max(least_at_risk, 1) - 1]


def curves_of(
    observations: Observations, least_at_risk: int
) -> tuple["pd.Series[float]", "pd.Series[float]", "pd.Series[float]"]:
    fitter, until = fitted(observations), cut(observations, least_at_risk)
    columns = (
        fitter.survival_function_.iloc[:, 0],
        fitter.confidence_interval_.iloc[:, 0],
        fitter.confidence_interval_.iloc[:, 1],
    )
    survival, lower, upper = (column[column.index <= until] for column in columns)
    return survival, lower, upper


def check_curve(
    curve: Rows, summary: dict[str, Any], observations: Observations, least_at_risk: int
) -> None:
    fitter, until = fitted(observations), cut(observations, least_at_risk)
    survival, lower, upper = curves_of(observations, least_at_risk)
    all_events = fitter.event_table[fitter.event_table["observed"] > 0]
    events = all_events[all_events["at_risk"] >= least_at_risk]

    assert summary["estimated_until"] == until
    assert [row["days"] for row in curve] == [int(day) for day in events.index]
    assert [row["at_risk"] for row in curve] == events["at_risk"].tolist()
    assert [row["improved"] for row in curve] == events["observed"].tolist()
    next_days = [*all_events.index[1:], max(days for days, _ in observations) + 1]
    for row, later in zip(curve, next_days, strict=False):
        assert row["censored"] == sum(
            not is_improved and row["days"] <= day < later for day, is_improved in observations
        )
        assert row["survival"] == pytest.approx(survival[row["days"]], abs=TOLERANCE)
        assert row["survival_lower"] == pytest.approx(lower[row["days"]], abs=TOLERANCE)
        assert row["survival_upper"] == pytest.approx(upper[row["days"]], abs=TOLERANCE)

    check_quantile(summary["q25_days"], survival, 0.75)
    check_quantile(summary["median_days"], survival, 0.5)
    check_quantile(summary["q75_days"], survival, 0.25)
    check_quantile(summary["median_lower"], lower, 0.5)
    check_quantile(summary["median_upper"], upper, 0.5)
    for name, horizon in HORIZONS.items():
        if until >= horizon or survival.round(10).iloc[-1] == 0:
            expected = 1 - float(fitter.predict(horizon))
            assert summary[name] == pytest.approx(expected, abs=TOLERANCE)
        else:
            assert summary[name] is None


def check_population(
    curve: Rows, summary: dict[str, Any], observations: Observations, least_at_risk: int
) -> None:
    assert summary["spells"] == len(observations)
    assert summary["improved"] == sum(is_improved for _, is_improved in observations)
    assert summary["censored"] == summary["spells"] - summary["improved"]
    assert summary["longest_days"] == max((days for days, _ in observations), default=None)
    assert summary["is_suppressed"] == (len(observations) < least_at_risk)
    if not observations or summary["is_suppressed"]:
        assert curve == []
        estimates = ["q25_days", "median_days", "median_lower", "median_upper", "q75_days"]
        assert {summary[name] for name in [*estimates, *HORIZONS, "estimated_until"]} == {None}
    else:
        check_curve(curve, summary, observations, least_at_risk)


def check_without_held(
    summary: dict[str, Any], observations: Observations, held: int, least_at_risk: int
) -> None:
    """The median of the spells that are not open for the sake of a held report."""
    assert summary["held_reports"] == held
    medians = [None, None, None]
    if len(observations) >= max(least_at_risk, 1):
        medians = [first_day(curve, 0.5) for curve in curves_of(observations, least_at_risk)]
    names = ("median_days", "median_lower", "median_upper")
    assert [summary[f"{name}_without_held"] for name in names] == medians


def check_destinations(
    table: Rows, destinations: list[str], observed: Destinations, least_at_risk: int
) -> None:
    """Aalen and Johansen: the product, over days, of matrices of moves between states."""
    size = len(destinations) + 1
    state = np.eye(size)[0]
    expected = []
    for day in sorted({days for days, destination in observed if destination}):
        at_risk = sum(days >= day for days, _ in observed)
        events = [observed.count((day, destination)) for destination in destinations]
        moves = np.eye(size)
        moves[0] = [1 - sum(events) / at_risk, *(count / at_risk for count in events)]
        state = state @ moves
        if at_risk >= least_at_risk:
            expected += [
                (day, destination, at_risk, count, pytest.approx(share, abs=TOLERANCE))
                for destination, count, share in zip(destinations, events, state[1:], strict=True)
            ]
    names = ("days", "destination", "at_risk", "events", "incidence")
    assert [tuple(row[name] for name in names) for row in table] == expected


def check_published_population(history: History, population: str, clock: str) -> None:
    scope, grade, *_ = POPULATIONS[population]
    as_at = history.as_at[scope]
    spells = history.of_population(population, clock)
    seen = [(days, spell) for days, spell in spells if days is not None]
    observations = [(days, spell.seen_outcome(clock, as_at) == "improved") for days, spell in seen]
    not_held = [
        observation
        for observation, (_, spell) in zip(observations, seen, strict=True)
        if scope == "official" or not history.is_held_open(spell)
    ]
    summary = history.summary[population, clock]
    where = f"where population = '{population}' and clock = '{clock}'"
    curve = rows_of(history.connection, f"from main.improvement_curves {where} order by days")
    table = rows_of(
        history.connection,
        f"from main.improvement_destinations {where} order by days, destination",
    )
    least_at_risk = LEAST_OF_A_REGION if ":" in population else 0
    assert summary["spells_without_date"] == len(spells) - len(seen)
    assert summary["as_at"] == as_at
    check_population(curve, summary, observations, least_at_risk)
    held = len(observations) - len(not_held)
    check_without_held(summary, not_held, held, least_at_risk)
    check_destinations(
        table,
        DESTINATIONS[grade],
        [(days, spell.destination(clock, as_at)) for days, spell in seen],
        least_at_risk,
    )


def check_published_returns(history: History) -> None:
    """Shares by scipy, days by lifelines."""
    published = {
        row["population"]: row for row in rows_of(history.connection, "from main.first_returns")
    }
    assert published.keys() == POPULATIONS.keys()
    for population, row in published.items():
        least = LEAST_OF_A_REGION if ":" in population else 1
        returns = history.returns(population)
        returned = sum(has_returned for _, has_returned, _ in returns)
        better = sum(is_better for *_, is_better in returns)
        assert (row["judgements"], row["returned"], row["better"]) == (
            len(returns),
            returned,
            better,
        )
        assert row["as_at"] == history.as_at[POPULATIONS[population][0]]
        shares: list[Any] = [None, None, None]
        if returned >= least:
            limits = binomtest(better, returned).proportion_ci(method="wilson")
            shares = [better / returned, limits.low, limits.high]
        found = [row[name] for name in ("better_share", "better_lower", "better_upper")]
        assert found == pytest.approx(shares, abs=TOLERANCE), population
        medians: list[int | None] = [None, None, None]
        if len(returns) >= least:
            observations = [(days, has_returned) for days, has_returned, _ in returns]
            medians = [first_day(curve, 0.5) for curve in curves_of(observations, least)]
        names = ("median_days_to_return", "median_lower", "median_upper")
        assert [row[name] for name in names] == medians, population


def check_published_spells(history: History) -> None:
    published = {
        row["spell_id"]: row for row in rows_of(history.connection, "from main.improvement_spells")
    }
    as_at = history.as_at["all"]
    expected = {}
    for spell in history.spells["all"]:
        has_ended = spell.outcome in ("improved", "declined")
        grade = spell.from_grade.replace(" ", "-")
        expected[f"{spell.la_code}-{grade}-{spell.first['publication_date']}"] = {
            "la_code": spell.la_code,
            "from_grade": spell.from_grade,
            "framework_at_start": spell.first["framework"],
            "started_on": spell.first["inspection_start_date"],
            "started_published_on": spell.first["publication_date"],
            "ended_on": spell.end["inspection_start_date"] if has_ended else None,
            "ended_published_on": spell.end["publication_date"] if has_ended else None,
            "to_grade": spell.to_grade,
            "outcome": spell.outcome,
            "days_inspection_clock": spell.days("inspection", as_at),
            "days_publication_clock": spell.days("publication", as_at),
            "inspections_in_spell": len(spell.inspections),
            "basis": spell.basis,
            "as_at": as_at,
            "censored_on": None if has_ended else spell.censored_on or spell.censored_published_on,
            "is_left_truncated": spell.is_first_known,
            "better_by": begun(spell.end) if spell.outcome == "improved" else None,
            "not_better_before": (
                begun(spell.inspections[-1]) if spell.outcome == "improved" else None
            ),
            "days_publication_without_pause": spell.days("publication_without_pause", as_at),
            "newer_report_not_yet_read": history.is_held_open(spell),
            "held_before": history.held_before(spell),
        }
    assert published.keys() == expected.keys()
    for spell_id, row in expected.items():
        assert {name: published[spell_id][name] for name in row} == row, spell_id


# The published tables.


def folded(name: str) -> str:
    return " ".join(re.findall(r"[a-z]+", re.sub(r"[.,']", "", name.lower().replace("&", "and"))))


def published_protection(connection: duckdb.DuckDBPyConnection) -> Rows:
    """Judgements before SIF, cell by cell from the embedded sheet."""
    authorities = rows_of(connection, "from main.local_authorities")
    names = {(folded(row["la_name"]), row["la_code"]) for row in authorities}
    with (PROJECT / "seeds" / "authority_names.csv").open(encoding="utf-8") as seed:
        names |= {(folded(row["name"]), row["la_code"]) for row in csv.DictReader(seed)}
    opened = {row["la_code"]: row["opened_on"] or date.min for row in authorities}
    closed = {row["la_code"]: row["closed_on"] or date.max for row in authorities}
    with BEFORE_SIF.open(encoding="utf-8") as sheet:
        rows = list(csv.DictReader(sheet))
    found = []
    for row in rows:
        for inspection, judgement in INSPECTED_BEFORE_SIF.items():
            if row[f"{inspection}_publication_date"]:
                day = date.fromisoformat(row[f"{inspection}_publication_date"])
                (la_code,) = {
                    code
                    for name, code in names
                    if name == folded(row["la_name"]) and opened[code] <= day <= closed[code]
                }
                graded = row[f"{inspection}_{judgement}"]
                found.append({"la_code": la_code, "publication_date": day, "judgement": graded})
    return found


@pytest.fixture(scope="module")
def history(published_database: Path, build_database: Path) -> Iterator[History]:
    with duckdb.connect(str(build_database), read_only=True) as build:
        unread = rows_of(build, "from intermediate.int_reports_unread")
    with duckdb.connect(str(published_database), read_only=True) as connection:
        yield History(connection, published_protection(connection), unread)


def test_published_spells_equal_an_independent_trace(history: History) -> None:
    check_published_spells(history)


def test_published_populations_are_the_documented_ones(history: History) -> None:
    assert set(history.summary) == {(name, clock) for name in POPULATIONS for clock in CLOCKS}


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("population", POPULATIONS)
def test_published_curve_equals_lifelines(history: History, population: str, clock: str) -> None:
    check_published_population(history, population, clock)


def test_published_first_returns_equal_scipy_and_lifelines(history: History) -> None:
    check_published_returns(history)


def test_visits_of_published_spells_lie_within_them(history: History) -> None:
    visits = rows_of(history.connection, "from main.visits")
    days = sorted(visit["visit_date"] for visit in visits)
    # On the embedded files visits are known in one stretch.
    assert max(later - day for day, later in pairwise(days)) <= timedelta(days=183)
    for row in rows_of(history.connection, "from main.improvement_spells"):
        start = row["started_on"] or row["started_published_on"]
        end = row["ended_on"] or row["ended_published_on"] or row["censored_on"]
        within = [
            visit
            for visit in visits
            if visit["la_code"] == row["la_code"] and start <= visit["visit_date"] <= end
        ]
        is_covered = start <= days[-1] and end >= days[0]
        told = (row["visits_in_spell"], row["visits_known_from"], row["visits_known_to"])
        known = (len(within), max(start, days[0]), min(end, days[-1]))
        assert told == (known if is_covered else (None, None, None)), row["spell_id"]


def test_official_population_as_at_march_2025(history: History) -> None:
    row = history.summary["inadequate_ilacs_official", "inspection"]
    if row["as_at"] != date(2025, 3, 31):
        pytest.skip("another official file is loaded")
    assert (row["spells"], row["improved"]) == (33, 13)
    assert (row["median_days"], row["median_lower"], row["median_upper"]) == (1386, 1253, 1470)


def test_the_pause_moves_spells_under_ilacs_and_hardly_those_under_sif(history: History) -> None:
    """As at August 2026, with Bradford's report of May; the same without it."""
    if history.as_at["all"] != date(2026, 8, 20):
        pytest.skip("other inspections are loaded")
    medians = {
        (population, clock): history.summary[population, clock]["median_days"]
        for population in ("inadequate_sif", "inadequate_ilacs")
        for clock in ("publication", "publication_without_pause")
    }
    assert list(medians.values()) == [994, 994, 1320, 1095]
    before = history.without(BRADFORD)
    for population, improved in (("inadequate_sif", 33), ("inadequate_ilacs", 20)):
        for clock in ("publication", "publication_without_pause"):
            observations = [
                (days, spell.outcome == "improved")
                for days, spell in before.of_population(population, clock)
                if days is not None
            ]
            assert sum(is_improved for _, is_improved in observations) == improved
            median = first_day(curves_of(observations, 0)[0], 0.5)
            assert median == medians[population, clock]


def test_seven_of_the_spells_under_sif_had_been_held_before(history: History) -> None:
    told = rows_of(
        history.connection,
        "select held_before, count(*) as n from main.improvement_spells "
        "where from_grade = 'Inadequate' and framework_at_start = 'SIF' group by all",
    )
    assert {row["held_before"]: row["n"] for row in told} == {"no": 26, "yes": 7}


def test_requires_improvement_under_sif_after_five_years(history: History) -> None:
    """Abolition competes; were it censored, improvement would be 0.406 and decline 0.176."""
    told = rows_of(
        history.connection,
        "select destination, max(incidence) as share from main.improvement_destinations "
        "where population = 'ri_sif' and clock = 'publication' and days <= 1826 group by all",
    )
    shares = {row["destination"]: row["share"] for row in told}
    assert shares == pytest.approx(
        {"improved": 30 / 76, "declined": 13 / 76, "abolished": 3 / 76}, abs=TOLERANCE
    )
    as_at = history.as_at["all"]
    spells = [
        (days, {"improved": 1, "declined": 2}.get(spell.seen_outcome("publication", as_at), 0))
        for days, spell in history.of_population("ri_sif", "publication")
    ]
    for event, share in ((1, 0.406), (2, 0.176)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitter = AalenJohansenFitter(seed=1, calculate_variance=False).fit(
                [days for days, _ in spells], [kind for _, kind in spells], event
            )
        incidence = fitter.cumulative_density_.iloc[:, 0]
        assert incidence[incidence.index <= 1827].iloc[-1] == pytest.approx(share, abs=5e-4)


def test_most_first_returns_find_better(history: History) -> None:
    """As at August 2026: with Bradford's report of May 54 of 63; without it 53 of 62."""
    if history.as_at["all"] != date(2026, 8, 20):
        pytest.skip("other inspections are loaded")
    (row,) = rows_of(history.connection, "from first_returns where population = 'inadequate_all'")
    assert (row["judgements"], row["returned"], row["better"]) == (76, 63, 54)
    returns = history.without(BRADFORD).returns("inadequate_all")
    returned = [is_better for _, has_returned, is_better in returns if has_returned]
    assert (len(returns), len(returned), sum(returned)) == (76, 62, 53)
    limits = binomtest(53, 62).proportion_ci(method="wilson")
    assert [round(100 * limit) for limit in limits] == [75, 92]


# The models' SQL on made-up spells and histories.


class CompiledModels(dict[str, str]):
    def __repr__(self) -> str:
        """Name only, so that a failing example can be read."""
        return "CompiledModels"


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> CompiledModels:
    """The SQL of each model, as dbt would run it in a database called warehouse."""
    folder = tmp_path_factory.mktemp("survival")
    command = [str(Path(sys.executable).parent / "dbt"), "compile", "--quiet", "--no-introspect"]
    command += ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    command += ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    environment = os.environ | {
        "BENCHMARKS_BUILD_DATABASE": str(folder / "warehouse.duckdb"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    done = subprocess.run(
        [*command, "--select", *MODELS], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    models = folder / "target" / "compiled" / "benchmarks" / "models"
    return CompiledModels(
        {path.stem: path.read_text() for path in models.rglob("*.sql") if path.stem in MODELS}
    )


def run_models(
    compiled: CompiledModels, tables: dict[str, Table], models: list[str]
) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("attach ':memory:' as warehouse")
    connection.execute("use warehouse")
    for schema in ["raw", "seeds", "staging", "intermediate"]:
        connection.execute(f"create schema {schema}")
    for name, (columns, rows) in tables.items():
        connection.execute(f"create table {name} ({columns})")
        names = [column.split()[0] for column in columns.split(", ")]
        values = [[row.get(column) for column in names] for row in rows]
        if values:
            places = ", ".join("?" for _ in names)
            connection.executemany(f"insert into {name} values ({places})", values)
    for model in models:
        schema = "intermediate" if model.startswith("int_") else "main"
        connection.execute(f"create table {schema}.{model} as {compiled[model]}")
    return connection


DAYS = st.one_of(st.integers(1, 8), st.sampled_from([365, 729, 730, 731, 1094, 1095, 1461, 2000]))


@settings(max_examples=120, deadline=None, derandomize=True, database=None)
@given(observations=st.lists(st.tuples(DAYS, st.booleans()), min_size=1, max_size=40))
@example(observations=[(100, True)])
@example(observations=[(100, False)])
@example(observations=[(100, False), (900, False), (1500, False)])
@example(observations=[(100, True)] * 6)
@example(observations=[(100, True), (100, False)] * 3)
@example(observations=[(1, True), (2, True), (3, False), (4, False)])
@example(observations=[(day, True) for day in range(1, 9)])
@example(observations=[(1, True)] * 30 + [(2, False)] * 8 + [(3, True), (4, False)])
def test_curve_of_any_spells_equals_lifelines(
    compiled: CompiledModels, observations: Observations
) -> None:
    least_at_risk = {"any": 0, "region": LEAST_OF_A_REGION}
    populations = [
        {"population": name, "clock": "inspection", "least_at_risk": least}
        for name, least in least_at_risk.items()
    ]
    # Every other spell that has not improved is open for the sake of a held report.
    spells = [
        {
            "population": name,
            "clock": "inspection",
            "la_code": str(number),
            "days": days,
            "is_improved": is_improved,
            "is_held_open": not is_improved and number % 2 == 0,
        }
        for name in least_at_risk
        for number, (days, is_improved) in enumerate([*observations, (None, True)])
    ]
    tables = {
        "intermediate.int_populations_defined": (
            "population varchar, clock varchar, as_at date, least_at_risk integer",
            populations,
        ),
        "intermediate.int_spells_clocked": (
            "population varchar, clock varchar, la_code varchar, started_published_on date, "
            "days bigint, is_improved boolean, is_held_open boolean",
            spells,
        ),
    }
    not_held = [
        (days, is_improved)
        for number, (days, is_improved) in enumerate(observations)
        if is_improved or number % 2
    ]
    held = len(observations) - len(not_held)
    models = ["improvement_curves", "improvement_summary"]
    with run_models(compiled, tables, models) as connection:
        for summary in rows_of(connection, "from improvement_summary"):
            name = summary["population"]
            query = f"from improvement_curves where population = '{name}' order by days"
            assert summary["spells_without_date"] == 1
            check_population(rows_of(connection, query), summary, observations, least_at_risk[name])
            check_without_held(summary, not_held, held, least_at_risk[name])


ENDS = st.sampled_from([None, *DESTINATIONS["Requires improvement"]])


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(observed=st.lists(st.tuples(DAYS, ENDS), min_size=1, max_size=40))
@example(observed=[(100, None)])
@example(observed=[(100, "improved"), (100, "declined"), (100, None), (200, "abolished")])
def test_destinations_of_any_spells_equal_a_product_of_matrices(
    compiled: CompiledModels, observed: Destinations
) -> None:
    least_at_risk = {"any": 0, "region": LEAST_OF_A_REGION}
    tables = {
        "intermediate.int_populations_defined": (
            "population varchar, clock varchar, from_grade varchar, least_at_risk integer",
            [
                {
                    "population": name,
                    "clock": "inspection",
                    "from_grade": "Requires improvement",
                    "least_at_risk": least,
                }
                for name, least in least_at_risk.items()
            ],
        ),
        "intermediate.int_spells_clocked": (
            "population varchar, clock varchar, la_code varchar, days bigint, destination varchar",
            [
                {
                    "population": name,
                    "clock": "inspection",
                    "la_code": str(number),
                    "days": days,
                    "destination": destination,
                }
                for name in least_at_risk
                for number, (days, destination) in enumerate([*observed, (None, "improved")])
            ],
        ),
    }
    with run_models(compiled, tables, ["improvement_destinations"]) as connection:
        for name, least in least_at_risk.items():
            table = rows_of(
                connection,
                f"from improvement_destinations where population = '{name}' "
                "order by days, destination",
            )
            check_destinations(table, DESTINATIONS["Requires improvement"], observed, least)


def test_the_product_of_matrices_is_what_lifelines_fits() -> None:
    """Without ties, for lifelines moves tied days apart by chance."""
    chance = random.Random(2026)
    observed: Destinations = [
        (day, chance.choice([None, *DESTINATIONS["Requires improvement"]]))
        for day in chance.sample(range(1, 3000), 60)
    ]
    table = []
    destinations = DESTINATIONS["Requires improvement"]
    kinds = {name: number for number, name in enumerate(destinations, 1)}
    fitted = {
        name: AalenJohansenFitter(calculate_variance=False)
        .fit([day for day, _ in observed], [kinds.get(end, 0) for _, end in observed], kind)
        .cumulative_density_.iloc[:, 0]
        for name, kind in kinds.items()
    }
    for day in sorted(day for day, end in observed if end):
        for name in destinations:
            table.append(
                {
                    "days": day,
                    "destination": name,
                    "at_risk": sum(days >= day for days, _ in observed),
                    "events": observed.count((day, name)),
                    "incidence": fitted[name][day],
                }
            )
    check_destinations(table, destinations, observed, 0)


def made_up_inspections(chance: random.Random, la_code: str) -> Rows:
    rows = []
    start = date(2013, 11, 4) + timedelta(days=chance.randrange(2500))
    for _ in range(chance.randrange(11)):
        framework = "SIF" if start < date(2018, 1, 1) else "ILACS"
        published = start + timedelta(days=chance.randrange(20, 90))
        is_start_known = framework == "ILACS" or chance.random() < 0.6
        grades = chance.choices(GRADES, weights=[1, 4, 5, 4], k=2)
        row: dict[str, Any] = {part: chance.choice(grades) for part in PARTS}
        if chance.random() < 0.3:
            row["care_leavers"] = None
        if start < date(2026, 4, 1):
            row["overall_effectiveness"] = chance.choice(grades)
        given_grades = [grade for grade in row.values() if grade]
        row |= {
            "inspection_id": f"{la_code}-{framework}-{published}",
            "la_code": la_code,
            "framework": framework,
            "inspection_start_date": start if is_start_known else None,
            "publication_date": published,
            "any_inadequate": "Inadequate" in given_grades,
            "worst_judgement": max(given_grades, key=GRADES.index),
            "evidence": chance.choice(["both", "official statistics", "inspection report"]),
        }
        rows.append(row)
        start = max(start, published) + timedelta(days=chance.randrange(30, 1100))
    return rows


def letters(la_code: str) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in la_code)


def made_up_protection(chance: random.Random, authorities: Rows) -> Rows:
    """Judgements before SIF, none of some authorities."""
    found = []
    for authority in authorities:
        for number in range(chance.randrange(3)):
            day = date(2009 + 2 * number, 6, 1) + timedelta(days=chance.randrange(700))
            name = f"Area {letters(authority['la_code'])}"
            grade = chance.choice(["Good", "Adequate", "Inadequate"])
            found.append({"la_name": name, "publication_date": day, "judgement": grade})
    return found


def made_up_unread(chance: random.Random, authorities: Rows) -> Rows:
    return [
        {
            "la_code": authority["la_code"],
            "unread_published_on": date(2020, 1, 1) + timedelta(days=chance.randrange(5500)),
        }
        for authority in authorities
        if chance.random() < 0.3
    ]


def made_up_tables(chance: random.Random) -> dict[str, Table]:
    closing = [date(2024, 3, 31), date(2030, 3, 31)]
    authorities = [
        {
            "la_code": str(number),
            "ofsted_urn": f"80{number}",
            "region_code": chance.choice(REGIONS[:3]),
            "closed_on": chance.choice(closing) if chance.random() < 0.2 else None,
        }
        for number in range(201, 201 + chance.choice([1, 12, 60]))
    ]
    inspections = [
        row
        for authority in authorities
        for row in made_up_inspections(chance, authority["la_code"])
        if authority["closed_on"] is None or row["publication_date"] <= authority["closed_on"]
    ]
    # An official row at the least, for there is always an official file.
    inspections.append(
        dict.fromkeys(PARTS, "Good")
        | {
            "inspection_id": "official",
            "la_code": "201",
            "framework": "ILACS",
            "inspection_start_date": date(2018, 1, 15),
            "publication_date": date(2018, 3, 12),
            "overall_effectiveness": "Good",
            "any_inadequate": False,
            "worst_judgement": "Good",
            "evidence": "both",
        }
    )
    inspections = [row | {"counts_from": begun(row)} for row in inspections]
    grades = ", ".join(f"{name} varchar" for name in ["overall_effectiveness", *PARTS])
    authority_columns = "la_code varchar, ofsted_urn varchar, region_code varchar, closed_on date"
    inspection_columns = (
        "inspection_id varchar, la_code varchar, framework varchar, evidence varchar, "
        "inspection_start_date date, publication_date date, counts_from date, "
        f"any_inadequate boolean, worst_judgement varchar, {grades}"
    )
    editions = ["2025-03-31", "2026-03-31"]
    # Names are letters alone once they are folded.
    named = [
        {
            "la_code": row["la_code"],
            "normalised_name": "area " + letters(row["la_code"]),
            "valid_from": date(1900, 1, 1),
            "valid_to": date(9999, 12, 31),
        }
        for row in authorities
    ]
    return {
        "staging.stg_register__run": ("as_at date", [{"as_at": date(2034, 8, 20)}]),
        "intermediate.int_releases_dated": (
            "source varchar, edition varchar",
            [{"source": "ofsted_inspection_outcomes", "edition": edition} for edition in editions],
        ),
        "intermediate.int_authorities_named": (
            "la_code varchar, normalised_name varchar, valid_from date, valid_to date",
            named,
        ),
        "staging.stg_ofsted__protection_history": (
            "la_name varchar, inspection_type varchar, publication_date date, judgement varchar",
            made_up_protection(chance, authorities),
        ),
        "seeds.regions": ("region_code varchar", [{"region_code": code} for code in REGIONS]),
        "seeds.grades": (
            "grade varchar, grade_order integer",
            [{"grade": grade, "grade_order": n} for n, grade in enumerate(GRADES, 1)],
        ),
        "intermediate.int_authorities": (authority_columns, authorities),
        "intermediate.int_inspections": (inspection_columns, inspections),
        # As published, for the trace.
        "main.local_authorities": (authority_columns, authorities),
        "main.inspections": (inspection_columns, inspections),
        "main.visits": ("la_code varchar, visit_date date", []),
        "main.visit_coverage": (
            "first_day date, last_day date, official_first_day date, official_last_day date",
            [],
        ),
        "intermediate.int_reports_unread": (
            "la_code varchar, unread_published_on date",
            made_up_unread(chance, authorities),
        ),
    }


@pytest.mark.parametrize("seed", range(24))
def test_any_history_equals_the_trace_and_lifelines(compiled: CompiledModels, seed: int) -> None:
    tables = made_up_tables(random.Random(seed))
    named = tables["intermediate.int_authorities_named"][1]
    codes = {row["normalised_name"]: row["la_code"] for row in named}
    protection = [
        row | {"la_code": codes[row["la_name"].lower()]}
        for row in tables["staging.stg_ofsted__protection_history"][1]
    ]
    unread = tables["intermediate.int_reports_unread"][1]
    with run_models(compiled, tables, MODELS) as connection:
        history = History(connection, protection, unread)
        check_published_spells(history)
        check_published_returns(history)
        for population in POPULATIONS:
            for clock in CLOCKS:
                check_published_population(history, population, clock)
