"""The shapes of expectation the suites are made of, and the suites' own form."""

from __future__ import annotations

from typing import get_args

import duckdb
import pytest
from great_expectations.expectations.expectation import Expectation
from jinja2 import UndefinedError

from expectations import landing
from expectations import release as releases
from expectations.sql import FOLDER, sql
from expectations.suites import (
    GRADES,
    Question,
    Suite,
    between,
    filled,
    key,
    matching,
    none_found,
    one_of,
    row_count,
)
from orchestration import reference
from orchestration.assets.gathered import STATISTICS_TABLE
from orchestration.catalogue import Source
from orchestration.editions import Reading
from orchestration.evaluation import GateResult, evaluate
from orchestration.reference import attach_reference
from tests.fixtures.fake_connector import frame, release
from tests.fixtures.gate import landed
from tests.fixtures.published_files import CATALOGUE

ALL = [*landing.SUITES, *releases.SUITES]
EXPECTATIONS = [
    (suite.table, expectation)
    for suite in ALL
    for question in suite.questions
    for expectation in question.expectations
]

GOOD, BAD = "('a', 1), ('b', 2)", "('a', 1), ('a', 9)"


@pytest.mark.parametrize(
    ("expectation", "passes", "fails"),
    [
        (filled("r", "name"), GOOD, "('a', 1), (NULL, 2)"),
        (one_of("r", "name", ("a", "b")), "('a', 1), (NULL, 2)", "('a', 1), ('A', 2)"),
        (between("r", "n", 1, 2), "('a', 1), ('b', NULL), ('c', 2)", BAD),
        (matching("r", "name", "^[ab]$"), "('a', 1), (NULL, 2)", "('ab', 1)"),
        (row_count("r", 2), GOOD, "('a', 1)"),
        (row_count("r", 1, 2), GOOD, "('a', 1), ('b', 1), ('c', 1)"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Expectation) else "",
)
def test_an_expectation_tells_good_rows_from_bad(
    expectation: Expectation, passes: str, fails: str
) -> None:
    outcomes = []
    for rows in (passes, fails):
        query = f"SELECT name, n FROM (VALUES {rows}) AS t(name, n)"
        suite = Suite("t", (Question(query, (expectation,), locators=("name",)),))
        with duckdb.connect() as connection:
            (result,) = evaluate(connection, "landing", [suite])
        outcomes.append(result.success)
    assert outcomes == [True, False]


@pytest.mark.parametrize(
    ("columns", "rows", "holds"),
    [
        (["name"], GOOD, True),
        (["name"], BAD, False),
        (["name", "n"], BAD, True),
        (["name", "n"], "('a', 1), ('a', 1)", False),
    ],
)
def test_a_key_tells_good_rows_from_bad(columns: list[str], rows: str, holds: bool) -> None:
    question = key("r", f"(VALUES {rows}) AS t(name, n)", *columns, locators=("name",))
    with duckdb.connect() as connection:
        (result,) = evaluate(connection, "landing", [Suite("t", (question,))])
    assert result.success is holds


def test_only_a_limit_that_says_so_warns() -> None:
    assert between("r", "n", 0, 1, warn=True).severity == "warning"
    for expectation in (
        between("r", "n", 0, 1), filled("r", "n"), one_of("r", "n", ()), matching("r", "n", ""),
        row_count("r", 1), *none_found("r", "").expectations, *key("r", "t", "n").expectations,
    ):  # fmt: skip
        assert expectation.severity == "critical"


@pytest.mark.parametrize(("table", "expectation"), EXPECTATIONS, ids=lambda v: "")
def test_every_rule_is_said_in_words(table: str, expectation: Expectation) -> None:
    rule = expectation.meta["rule"]
    assert len(rule) > 10, (table, rule)
    assert not rule.endswith("."), (table, rule)


def test_only_jumps_and_lateness_warn() -> None:
    """What would be wrong to publish stops; what is only unusual is shown."""
    warning = {e.meta["rule"] for _, e in EXPECTATIONS if e.severity != "critical"}
    assert warning <= {
        "a workforce rate is within 35 of the year before",
        "no announced release is two weeks late",
    }


def test_rules_that_look_for_offenders_are_told_apart_by_their_words() -> None:
    for suite in ALL:
        rules = [
            str((expectation.meta or {})["rule"])
            for question in suite.questions if question.looks_for_offenders
            for expectation in question.expectations
        ]  # fmt: skip
        assert len(rules) == len(set(rules)), suite.table


def test_no_file_of_sql_is_forgotten() -> None:
    """A file that no suite renders is a rule that nobody checks."""
    suites = "".join(path.read_text("utf-8") for path in FOLDER.rglob("*.py"))
    names = [path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.sql")]
    assert len(names) > 40
    forgotten = [n for n in names if f'{n.removeprefix("release/")}"' not in suites]
    # The suite of statistics names its files without their folder.
    own = "landing/statistics/"
    asked = (FOLDER / "landing" / "statistics.py").read_text("utf-8")
    forgotten = [
        n for n in forgotten if not n.startswith(own) or f'"{n.removeprefix(own)}"' not in asked
    ]
    # What was published before is told by the program, from the embedded snapshot.
    elsewhere = ("macros/", "release/embedded/")
    assert [name for name in forgotten if not name.startswith(elsewhere)] == []


def test_queries_are_written_with_the_macros_of_the_models() -> None:
    query = sql("landing/spend/cells", table="raw.t")
    assert "regexp_full_match(value, '-?[0-9]+([.][0-9]+)?')" in query


def test_a_parameter_that_is_not_given_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="table"):
        sql("landing/spend/cells")


def test_grades_are_those_of_the_seed() -> None:
    assert GRADES == ("Outstanding", "Good", "Requires improvement to be good", "Inadequate")


WORKFORCE = CATALOGUE["dfe_workforce"]
# Rules of the one suite of statistics.
CELLS = "every figure is a number or one of the publisher's markers"
LINES = "years, levels and codes of authorities are written as ever"
AREAS = "every year has England, nine regions and every authority of its day"
YEARS = "no year is missing between the first and the last"


def _expects(monkeypatch: pytest.MonkeyPatch, ends: str = "09-30", **changes: object) -> None:
    """Have the workforce page say something else."""
    table = WORKFORCE.tables["indicators"]
    assert table.expected is not None
    expected = table.expected.model_copy(update={"ends": ends})
    tables = {"indicators": table.model_copy(update={"expected": expected})}
    page = WORKFORCE.model_copy(update={**changes, "tables": tables})
    pages = {**CATALOGUE, WORKFORCE.source: page}
    monkeypatch.setattr(reference, "source_pages", lambda: pages)


def _landed(*rows: dict[str, str]) -> duckdb.DuckDBPyConnection:
    """An edition of England's workforce with these rows."""
    england = {"geographic_level": "National", "cases": "1"}
    frames = [
        frame(WORKFORCE, "indicators", "w_2025", **{"_locator": f"row {n}", **england, **cells})
        for n, cells in enumerate(rows, start=2)
    ]
    return landed({WORKFORCE.source: Reading([release("w_2025")], {"indicators": frames})})


def _question(rule: str) -> Question:
    (suite,) = (suite for suite in landing.SUITES if suite.table == STATISTICS_TABLE)
    (question,) = (
        question
        for question in suite.questions
        if any(e.meta["rule"].startswith(rule) for e in question.expectations)
    )
    return question


def _result(connection: duckdb.DuckDBPyConnection, rule: str) -> GateResult:
    (result,) = evaluate(connection, "landing", [Suite(STATISTICS_TABLE, (_question(rule),))])
    return result


def test_markers_and_the_form_of_periods_are_those_of_the_source_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = ({"period": "2024-25", "cases": "q"}, {"period": "2024", "cases": "x"})
    _expects(monkeypatch, markers=("q",), period="financial year")
    with _landed(*rows) as connection:
        cells, lines = _result(connection, CELLS), _result(connection, LINES)
    assert (cells.success, cells.examples) == (False, "w_2025 row 3: x is no marker: q")
    assert (lines.success, lines.examples) == (
        False,
        "w_2025 row 3: period 2024 is no financial year",
    )
    _expects(monkeypatch, markers=("q", "x"), period="year")
    with _landed(*rows) as connection:
        cells, lines = _result(connection, CELLS), _result(connection, LINES)
    assert cells.success
    assert lines.examples == "w_2025 row 2: period 2024-25 is no year"


def test_every_kind_of_period_of_a_page_has_its_form() -> None:
    """A kind without one would join to nothing, and its lines be examined by nobody."""
    kinds = get_args(get_args(Source.model_fields["period"].annotation)[0])
    with duckdb.connect() as connection:
        attach_reference(connection)
        known = connection.execute("SELECT period_kind FROM reference.period_kinds").fetchall()
    assert {kind for (kind,) in known} == set(kinds)


@pytest.mark.parametrize(
    ("periods", "holds"),
    [
        (("2019", "2020"), True),
        (("2018", "2020"), False),
        (("2023-24", "2024-25"), True),
        (("2022-23", "2024-25"), False),
        (("202324", "202425"), True),
        (("202223", "202425"), False),
    ],
)
def test_a_missing_year_is_noticed_however_years_are_written(
    periods: tuple[str, ...], holds: bool
) -> None:
    with _landed(*({"period": period} for period in periods)) as connection:
        result = _result(connection, YEARS)
    assert (result.success, result.evaluated) == (holds, 1)


def test_the_reference_date_of_a_year_over_two_calendar_years_is_in_the_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Cumberland opened on 1 April 2023: it is not looked for in March of that year."""
    _expects(monkeypatch, ends="03-31", period="financial year")
    with _landed({"period": "2022-23"}, {"period": "2023-24"}) as connection:
        problems = connection.execute(_question(AREAS).query).fetchall()
    cumberland = [place for _, place, problem in problems if "Cumberland" in str(problem)]
    assert cumberland == ["2023-24"]
