"""Ofsted's inspection outcomes as other editions lay them out, from the file to what is published.

Those before March 2025, and those after the reform of April 2026.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from expectations import landing
from orchestration.archive import ArchivedFile
from orchestration.assets.raw import raw_table
from orchestration.editions import Reading
from orchestration.errors import SourceError
from orchestration.readers.files import read_file
from orchestration.readers.inspection_report.rules import NO_OVERALL_FROM, OVERALL_ABSENT_REASON
from orchestration.settings import DBT_PROJECT
from tests.fixtures import command
from tests.fixtures.command import Ended
from tests.fixtures.gate import assert_broken, broken, landed
from tests.fixtures.outcome_editions import (
    BEGUN,
    FORMS,
    NAME,
    OVERALL,
    REFORM,
    earlier_bytes,
    earlier_sheets,
    reformed_workbook,
)
from tests.fixtures.published_files import CATALOGUE, OUTCOMES, Workbook, ods, published_workbook

OVERALL_RULE = "an overall grade exactly for inspections begun before 1 April 2026"
DATES = {"as_at": BEGUN, "history": BEGUN, "in_year": "Inspection/Visit date"}


def _read(data: bytes, *more: bytes) -> Reading:
    reading = Reading()
    for number, content in enumerate((data, *more)):
        file = ArchivedFile(f"{number}.ods", "0" * 64, len(content), "2026-11-24T00:00:00+00:00")
        release, frames = read_file(CATALOGUE[OUTCOMES], file, content)
        reading.releases.append(release)
        for table, frame in frames:
            reading.tables.setdefault(table, []).append(frame)
    return reading


def _passes(reading: Reading) -> None:
    with landed({OUTCOMES: reading}) as connection:
        for name in CATALOGUE[OUTCOMES].tables:
            found = broken(connection, "landing", landing.SUITES, raw_table(OUTCOMES, name))
            assert [(r.rule, r.examples) for r in found] == []


def _stops(reading: Reading, table: str, rule: str, *words: str) -> None:
    name = raw_table(OUTCOMES, table)
    with landed({OUTCOMES: reading}) as connection:
        assert_broken(connection, "landing", landing.SUITES, name, rule)
        found = broken(connection, "landing", landing.SUITES, name, rule)
        examples = " ".join(
            str(result.examples) for result in found if result.rule.startswith(rule)
        )
        assert all(word in examples for word in words), examples


# --- The reform ----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_an_edition_after_the_reform_loads_in_every_form(form: str) -> None:
    reading = _read(reformed_workbook(form).to_bytes(), published_workbook(OUTCOMES).to_bytes())
    _passes(reading)
    newest = reading.tables["history"][0]
    reformed = newest[newest["inspection_date"] >= REFORM]["overall_effectiveness"]
    assert len(reformed) == 11
    assert set(reformed) == {FORMS[form] or None}


def _of_period(workbook: Workbook, table: str, *, reformed: bool) -> dict[str, str]:
    """The first inspection of a sheet that began before the reform, or after it."""
    return next(
        row
        for row in workbook.tables[table].rows.values()
        if (row[DATES[table]] >= REFORM) is reformed
        and "isit" not in row.get("Inspection/Visit type", "")
    )


@pytest.mark.parametrize("form", ["blank", "not applicable"])
@pytest.mark.parametrize("table", ["as_at", "history"])
def test_an_overall_grade_missing_before_the_reform_stops(form: str, table: str) -> None:
    workbook = reformed_workbook(form)
    row = _of_period(workbook, table, reformed=False)
    row[OVERALL] = FORMS[form] or ""
    words = (row[NAME], row[BEGUN], "has no overall grade")
    _stops(_read(workbook.to_bytes()), table, OVERALL_RULE, *words)


@pytest.mark.parametrize("overall", ["", "Not applicable"])
def test_an_overall_grade_missing_in_the_year_before_the_reform_stops(overall: str) -> None:
    workbook = published_workbook(OUTCOMES)
    row = _of_period(workbook, "in_year", reformed=False)
    row[OVERALL] = overall
    _stops(_read(workbook.to_bytes()), "in_year", OVERALL_RULE, row[NAME], "has no overall grade")


@pytest.mark.parametrize("table", DATES)
def test_an_overall_grade_after_the_reform_stops(table: str) -> None:
    workbook = reformed_workbook("blank")
    row = _of_period(workbook, table, reformed=True)
    row[OVERALL] = "Good"
    _stops(_read(workbook.to_bytes()), table, OVERALL_RULE, row[NAME], "Good", "after they ended")


def test_a_column_that_is_there_and_empty_stops_an_edition_before_the_reform() -> None:
    workbook = published_workbook(OUTCOMES)
    for row in workbook.tables["history"].rows.values():
        row[OVERALL] = ""
    _stops(_read(workbook.to_bytes()), "history", OVERALL_RULE, "has no overall grade")


def test_an_edition_before_the_reform_has_the_column() -> None:
    workbook = published_workbook(OUTCOMES)
    workbook.tables["in_year"].header.remove(OVERALL)
    with pytest.raises(SourceError, match="missing column: 'Overall effectiveness'"):
        _read(workbook.to_bytes())


def test_a_visit_is_told_by_its_type() -> None:
    """With a grade it stops, without a type too, and an inspection without grades is no visit."""
    rule = "inspections have a grade, visits have none"
    for reformed in (False, True):
        workbook = reformed_workbook("blank") if reformed else published_workbook(OUTCOMES)
        rows = workbook.tables["in_year"].rows.values()
        visit = next(row for row in rows if "isit" in row["Inspection/Visit type"])
        visit["The experiences and progress of children in care"] = "Good"
        _stops(_read(workbook.to_bytes()), "in_year", rule, "a visit with a grade")
    workbook = reformed_workbook("blank")
    row = _of_period(workbook, "in_year", reformed=True)
    row["The experiences and progress of children in care"] = ""
    _stops(_read(workbook.to_bytes()), "in_year", rule, "an inspection without its grades")
    row["Inspection/Visit type"] = ""
    _stops(_read(workbook.to_bytes()), "in_year", "every inspection or visit has a type")


def test_the_reason_is_that_of_reports() -> None:
    macros = (DBT_PROJECT / "macros" / "inspections.sql").read_text("utf-8")
    assert f"'{NO_OVERALL_FROM}'" in macros
    assert f"'{OVERALL_ABSENT_REASON}'" in macros


# --- The layout before March 2025 ----------------------------------------------------------------


@pytest.mark.parametrize(
    "names",
    [
        ("Inspections_as_at_31_March_2026", "Inspections_in_year_2025-26",
         "ILACS_inspection_history"),
        ("Inspections_31_March_2026", "In-year_inspections_2025-26", "ILACS_inspection_history"),
        ("Inspections as at 31 March 2026", "Inspections in year 2025-26",
         "ILACS inspections history 2018-2026"),
    ],
)  # fmt: skip
def test_a_sheet_may_have_another_title(
    monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]
) -> None:
    titles = {
        (OUTCOMES, table): (name, 3)
        for table, name in zip(("as_at", "in_year", "history"), names, strict=True)
    }
    data = published_workbook(OUTCOMES)
    monkeypatch.setattr("tests.fixtures.published_files.SHEETS", titles)
    reading = _read(data.to_bytes())
    assert {name: len(frames[0]) for name, frames in reading.tables.items()} == {
        "as_at": 153, "in_year": 112, "history": 271
    }  # fmt: skip


def test_an_earlier_edition_loads_beside_the_newest() -> None:
    reading = _read(earlier_bytes(), published_workbook(OUTCOMES).to_bytes())
    assert [release.edition for release in reading.releases] == ["2023-03-31", "2025-03-31"]
    assert [len(frame) for frame in reading.tables["as_at"]] == [152, 153]
    assert len(reading.tables["wide_history"]) == len(reading.tables["history"]) == 1
    _passes(reading)


def test_a_history_of_one_shape_or_the_other_is_required() -> None:
    sheets = earlier_sheets()
    del sheets["ILACS_inspections_2018-2023"]
    with pytest.raises(SourceError, match="missing sheet: history"):
        _read(ods(sheets))


CORRUPTIONS: dict[str, tuple[str, str, str, str, str]] = {
    "an unknown name": (
        "Inspections_31_March_2023", "Croydon", "Croyden", "as_at", "known codes",
    ),
    "an authority gone": (
        "Inspections_31_March_2023", "Croydon", "Camden", "as_at", "every authority of its day",
    ),
    "an authority called not yet inspected": (
        "Inspections_31_March_2023", "2020-02-03", "Not yet inspected", "as_at",
        "the judgement in force is the last of the history",
    ),
    "an unknown name in the history": (
        "ILACS_inspections_2018-2023", "Croydon", "Croyden", "wide_history", "known authorities",
    ),
    "a grade that is none": (
        "ILACS_inspections_2018-2023", "Inadequate", "Poor", "wide_history",
        "grades are exactly Ofsted's four",
    ),
    "a type that is none": (
        "ILACS_inspections_2018-2023", "ILACS Short Inspection", "SIF", "wide_history",
        "known types",
    ),
    "a date in words": (
        "ILACS_inspections_2018-2023", "2020-03-16", "16 March 2020", "wide_history",
        "dates are dates",
    ),
    "an authority twice": (
        "ILACS_inspections_2018-2023", "Croydon", "Barnet", "wide_history",
        "one row per authority",
    ),
    "an unknown type of visit": (
        "Inspections_in_year_2022-23", "ILACS Focused Visit", "Phone call", "in_year",
        "known types",
    ),
    "no date": (
        "Inspections_31_March_2023", "2020-02-03", "", "as_at", "every inspection has a date",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", CORRUPTIONS)
def test_the_landing_gate_stops_the_earlier_layout(what: str) -> None:
    sheet, old, new, table, rule = CORRUPTIONS[what]
    sheets = earlier_sheets()
    assert any(old in row for row in sheets[sheet])
    sheets[sheet] = [[new if cell == old else cell for cell in row] for row in sheets[sheet]]
    _stops(_read(ods(sheets)), table, rule)


def test_an_inspection_gone_from_the_next_edition_is_noticed_over_both_shapes() -> None:
    following = published_workbook(OUTCOMES)
    history = following.tables["history"]
    history.remove(history.all_where(Local_authority_name="Croydon"))
    reading = _read(earlier_bytes(), following.to_bytes())
    _stops(reading, "history", "history: an inspection once published", "306 2020-03-")


# --- What is published of them -------------------------------------------------------------------

Run = Future[tuple[Path, Ended]]


@pytest.fixture(scope="module", autouse=True)
def runs(
    background: ThreadPoolExecutor,
    new_data: Callable[[], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Run]:
    """Runs on a folder with one edition, after a run on the snapshot."""

    def begin(data: bytes) -> Run:
        folder, target = tmp_path_factory.mktemp("folder"), new_data()
        (folder / "outcomes.ods").write_bytes(data)
        return background.submit(lambda: (target, command.run(target, "--source", str(folder))))

    return {
        "earlier": begin(earlier_bytes()),
        **{form: begin(reformed_workbook(form).to_bytes()) for form in FORMS if form != "blank"},
    }


@pytest.fixture
def both(runs: dict[str, Run], published_database: Path) -> Iterator[Callable[[str], object]]:
    """Opens what a run published, with what was published before as `before`."""
    opened = []

    def open_(name: str) -> duckdb.DuckDBPyConnection:
        data, ended = runs[name].result()
        assert ended.code == 0, ended.output
        connection = duckdb.connect()
        database = data / "published" / "benchmarks.duckdb"
        connection.execute(f"ATTACH '{database}' AS now (READ_ONLY)")
        connection.execute(f"ATTACH '{published_database}' AS before (READ_ONLY)")
        opened.append(connection)
        return connection

    yield open_
    for connection in opened:
        connection.close()


def test_an_earlier_edition_adds_its_visits_and_changes_no_judgement(
    both: Callable[[str], duckdb.DuckDBPyConnection],
) -> None:
    connection = both("earlier")
    visits = connection.execute(
        "SELECT count(*), count(publication_date), min(visit_date)::TEXT FROM now.main.visits "
        "WHERE source_release_id = 'ofsted_inspection_outcomes_2023-03-31'"
    ).fetchone()
    assert visits == (60, 0, "2022-04-06")
    for table in ("inspections", "ratings", "improvement_summary"):
        differing = connection.execute(
            f"(FROM now.main.{table} EXCEPT FROM before.main.{table}) "
            f"UNION ALL (FROM before.main.{table} EXCEPT FROM now.main.{table})"
        ).fetchall()
        assert differing == [], table


@pytest.mark.parametrize("form", ["not applicable", "no column"])
def test_after_the_reform_no_grade_is_lost_and_none_is_made_up(
    form: str, both: Callable[[str], duckdb.DuckDBPyConnection]
) -> None:
    connection = both(form)
    grades = "overall_effectiveness, overall_absent_reason, in_care, any_inadequate"
    for table, key in (("inspections", f"inspection_id, {grades}"), ("ratings", "* ")):
        differing = connection.execute(
            f"SELECT {key} FROM now.main.{table} EXCEPT SELECT {key} FROM before.main.{table}"
        ).fetchall()
        assert differing == [], table
    newest = connection.execute(
        "SELECT evidence, count(*), count(overall_effectiveness), count(overall_absent_reason) "
        "FROM now.main.inspections WHERE source_release_id = "
        f"'ofsted_inspection_outcomes_2026-08-31' AND inspection_start_date >= DATE '{REFORM}' "
        "GROUP BY evidence"
    ).fetchall()
    assert newest == [("both", 11, 0, 11)]
