"""The shapes of expectation the suites are made of, and the suites' own form."""

from __future__ import annotations

import duckdb
import pytest
from great_expectations.expectations.expectation import Expectation
from jinja2 import UndefinedError

from expectations import landing, release, sources
from expectations.landing import statistics
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
from orchestration.evaluation import evaluate
from orchestration.reference import attach_reference

ALL = [*landing.SUITES, *release.SUITES]
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


def test_markers_and_the_form_of_periods_are_those_of_the_source_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = sources.source_of("raw.dfe_workforce__indicators")
    changed = page.model_copy(update={"markers": ("q",), "period": "financial_year"})
    monkeypatch.setattr(statistics, "source_of", lambda _: changed)
    rows = """(
        SELECT 'r' AS _release_id, 'row 2' AS _locator, 'National' AS geographic_level,
            NULL AS la_code, unnest(['2024-25', '2024']) AS period, unnest(['q', 'x']) AS value
    )"""
    _, cells = statistics.cells(rows)
    with duckdb.connect() as connection:
        found = {
            r.rule: (r.success, r.examples)
            for r in evaluate(connection, "landing", [Suite("t", (cells,))])
        }
    assert found["years are written as 2024-25"] == (False, "r row 2: 2024")
    assert found["every figure is a number or one of the publisher's markers (q)"] == (
        False,
        "r row 2: x",
    )


def test_a_page_that_does_not_say_its_period_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"dfe_neighbours\.yml: say the period"):
        statistics.cells("raw.dfe_neighbours__model_2025")


@pytest.mark.parametrize(
    ("periods", "holds"),
    [
        ("'2019', '2020'", True),
        ("'2018', '2020'", False),
        ("'2023-24', '2024-25'", True),
        ("'2022-23', '2024-25'", False),
        ("'202324', '202425'", True),
        ("'202223', '202425'", False),
    ],
)
def test_a_missing_year_is_noticed_however_years_are_written(periods: str, holds: bool) -> None:
    rows = f"(SELECT 'r' AS _release_id, unnest([{periods}]) AS period)"
    with duckdb.connect() as connection:
        attach_reference(connection)
        (result,) = evaluate(connection, "landing", [Suite("t", (statistics.years(rows),))])
    assert (result.success, result.evaluated) == (holds, 1)


def test_the_reference_date_of_a_year_over_two_calendar_years_is_in_the_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Cumberland opened on 1 April 2023: it is not looked for in March of that year."""
    page = sources.source_of("raw.dfe_workforce__indicators")
    changed = page.model_copy(update={"period": "financial_year"})
    monkeypatch.setattr(statistics, "source_of", lambda _: changed)
    rows = """(
        SELECT 'r' AS _release_id, unnest(['2022-23', '2023-24']) AS period,
            'National' AS geographic_level, NULL AS region_code, NULL AS la_code
    )"""
    with duckdb.connect() as connection:
        attach_reference(connection)
        problems = connection.execute(statistics.areas(rows, "03-31").query).fetchall()
    cumberland = [place for _, place, problem in problems if "Cumberland" in str(problem)]
    assert cumberland == ["2023-24"]
