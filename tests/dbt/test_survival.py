"""Time to improvement, checked against an independent trace of spells and against lifelines.

Here: every population and clock of the published tables, and the models' own SQL on made-up
histories. Not here: single hard expressions, which are unit tests beside the models.
"""

import os
import random
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
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.utils import qth_survival_times

PROJECT = Path(__file__).parents[2] / "dbt_project"
MODELS = [
    "int_inspections_judged",
    "int_spells_delimited",
    "int_populations_defined",
    "int_spells_clocked",
    "improvement_curves",
    "improvement_spells",
    "improvement_summary",
]
GRADES = ["Outstanding", "Good", "Requires improvement", "Inadequate"]
PARTS = ["impact_of_leaders", "help_and_protection", "in_care", "care_leavers"]
CLOCKS = ["inspection", "publication"]
REGIONS = [f"E1200000{number}" for number in range(1, 10)]
POPULATIONS = {
    "inadequate_all": ("all", "Inadequate", None, None),
    "inadequate_sif": ("all", "Inadequate", "SIF", None),
    "inadequate_ilacs": ("all", "Inadequate", "ILACS", None),
    "inadequate_ilacs_official": ("official", "Inadequate", "ILACS", None),
    "ri_ilacs": ("all", "Requires improvement", "ILACS", None),
    **{f"inadequate_all:{region}": ("all", "Inadequate", None, region) for region in REGIONS},
}
HORIZONS = {"improved_within_2y": 730, "improved_within_3y": 1095, "improved_within_4y": 1461}
LEAST_OF_A_REGION = 5
TOLERANCE = 1e-9

Rows = list[dict[str, Any]]
Observations = list[tuple[int, bool]]
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
        return None if start is None or end is None else (min(end, as_at) - start).days

    def is_seen_to_improve(self, clock: str, as_at: date) -> bool:
        if self.outcome != "improved":
            return False
        return clock == "inspection" or self.end["publication_date"] <= as_at


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


def trace_authority(rows: Rows, as_at: date, closed_on: date | None) -> list[Spell]:
    spells: list[Spell] = []
    current: Spell | None = None
    before: set[str] | None = None
    for row in sorted(rows, key=lambda r: (begun(r), r["publication_date"], r["inspection_id"])):
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

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Read the inspections and trace the spells of each set of them."""
        self.connection = connection
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

    def trace(self, scope: str) -> list[Spell]:
        by_authority: dict[str, Rows] = {}
        for row in self.inspections:
            if self.is_known(row, scope):
                by_authority.setdefault(row["la_code"], []).append(row)
        return [
            spell
            for la_code, rows in by_authority.items()
            for spell in trace_authority(rows, self.as_at[scope], self.closed_on[la_code])
        ]

    def observations(self, population: str, clock: str) -> tuple[Observations, int]:
        """Days and improvement of each spell on the clock, and how many spells are absent."""
        scope, grade, framework, region = POPULATIONS[population]
        as_at = self.as_at[scope]
        spells = [
            spell
            for spell in self.spells[scope]
            if spell.from_grade == grade
            and framework in (None, spell.first["framework"])
            and region in (None, self.region[spell.la_code])
            and (clock == "inspection" or spell.first["publication_date"] <= as_at)
        ]
        seen = [
            (days, spell.is_seen_to_improve(clock, as_at))
            for spell in spells
            if (days := spell.days(clock, as_at)) is not None
        ]
        return seen, len(spells) - len(seen)


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


def check_curve(curve: Rows, summary: dict[str, Any], observations: Observations) -> None:
    days = [row[0] for row in observations]
    improved = [row[1] for row in observations]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitter = KaplanMeierFitter().fit(days, improved)
    survival = fitter.survival_function_.iloc[:, 0]
    lower = fitter.confidence_interval_.iloc[:, 0]
    upper = fitter.confidence_interval_.iloc[:, 1]
    events = fitter.event_table[fitter.event_table["observed"] > 0]

    assert [row["days"] for row in curve] == [int(day) for day in events.index]
    assert [row["at_risk"] for row in curve] == events["at_risk"].tolist()
    assert [row["improved"] for row in curve] == events["observed"].tolist()
    next_days = [*(row["days"] for row in curve[1:]), max(days) + 1]
    for row, until in zip(curve, next_days, strict=False):
        assert row["censored"] == sum(
            not is_improved and row["days"] <= day < until for day, is_improved in observations
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
        if max(days) >= horizon or survival.round(10).iloc[-1] == 0:
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
        assert {summary[name] for name in [*estimates, *HORIZONS]} == {None}
    else:
        check_curve(curve, summary, observations)


def check_published_population(history: History, population: str, clock: str) -> None:
    observations, absent = history.observations(population, clock)
    summary = history.summary[population, clock]
    curve = rows_of(
        history.connection,
        "from main.improvement_curves"
        f" where population = '{population}' and clock = '{clock}' order by days",
    )
    assert summary["spells_without_date"] == absent
    assert summary["as_at"] == history.as_at[POPULATIONS[population][0]]
    least_at_risk = LEAST_OF_A_REGION if ":" in population else 0
    check_population(curve, summary, observations, least_at_risk)


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
        }
    assert published.keys() == expected.keys()
    for spell_id, row in expected.items():
        assert {name: published[spell_id][name] for name in row} == row, spell_id


# The published tables.


@pytest.fixture(scope="module")
def history(published_database: Path) -> Iterator[History]:
    with duckdb.connect(str(published_database), read_only=True) as connection:
        yield History(connection)


def test_published_spells_equal_an_independent_trace(history: History) -> None:
    check_published_spells(history)


def test_published_populations_are_the_documented_ones(history: History) -> None:
    assert set(history.summary) == {(name, clock) for name in POPULATIONS for clock in CLOCKS}


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("population", POPULATIONS)
def test_published_curve_equals_lifelines(history: History, population: str, clock: str) -> None:
    check_published_population(history, population, clock)


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
    spells = [
        {"population": name, "clock": "inspection", "days": days, "is_improved": is_improved}
        for name in least_at_risk
        for days, is_improved in [*observations, (None, True)]
    ]
    tables = {
        "intermediate.int_populations_defined": (
            "population varchar, clock varchar, as_at date, least_at_risk integer",
            populations,
        ),
        "intermediate.int_spells_clocked": (
            "population varchar, clock varchar, days bigint, is_improved boolean",
            spells,
        ),
    }
    models = ["improvement_curves", "improvement_summary"]
    with run_models(compiled, tables, models) as connection:
        for summary in rows_of(connection, "from improvement_summary"):
            name = summary["population"]
            query = f"from improvement_curves where population = '{name}' order by days"
            assert summary["spells_without_date"] == 1
            check_population(rows_of(connection, query), summary, observations, least_at_risk[name])


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
    return {
        "staging.stg_register__run": ("as_at date", [{"as_at": date(2034, 8, 20)}]),
        "intermediate.int_releases_dated": (
            "source varchar, edition varchar",
            [{"source": "ofsted_inspection_outcomes", "edition": edition} for edition in editions],
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
        "intermediate.int_reports_unread": ("la_code varchar, unread_published_on date", []),
    }


@pytest.mark.parametrize("seed", range(24))
def test_any_history_equals_the_trace_and_lifelines(compiled: CompiledModels, seed: int) -> None:
    tables = made_up_tables(random.Random(seed))
    with run_models(compiled, tables, MODELS) as connection:
        history = History(connection)
        check_published_spells(history)
        for population in POPULATIONS:
            for clock in CLOCKS:
                check_published_population(history, population, clock)
