"""The shapes of expectation the suites are made of, and the suites' own form."""

from __future__ import annotations

import duckdb
import pytest
from great_expectations.expectations.expectation import Expectation

from expectations import landing, release
from expectations.suites import (
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
from orchestration.gates import evaluate

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
        (key("r", "name"), GOOD, BAD),
        (key("r", "name", "n"), GOOD, "('a', 1), ('a', 1)"),
        (filled("r", "name"), GOOD, "('a', 1), (NULL, 2)"),
        (one_of("r", "name", ("a", "b")), "('a', 1), (NULL, 2)", "('a', 1), ('A', 2)"),
        (between("r", "n", 1, 2), "('a', 1), ('b', NULL), ('c', 2)", BAD),
        (matching("r", "name", "^[ab]$"), "('a', 1), (NULL, 2)", "('ab', 1)"),
        (row_count("r", 2), GOOD, "('a', 1)"),
        (row_count("r", 1, 2), GOOD, "('a', 1), ('b', 1), ('c', 1)"),
        (none_found("r"), "(NULL, 1)", "('a', 1)"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Expectation) else "",
)
def test_an_expectation_tells_good_rows_from_bad(
    expectation: Expectation, passes: str, fails: str
) -> None:
    outcomes = []
    for rows in (passes, fails):
        query = f"SELECT name, n, name AS problem FROM (VALUES {rows}) AS t(name, n)"
        suite = Suite("t", (Question(query, (expectation,), locators=("name",)),))
        with duckdb.connect() as connection:
            (result,) = evaluate(connection, "landing", [suite])
        outcomes.append(result.success)
    assert outcomes == [True, False]


def test_only_a_limit_that_says_so_warns() -> None:
    assert between("r", "n", 0, 1, warn=True).severity == "warning"
    for expectation in (
        between("r", "n", 0, 1), key("r", "n"), filled("r", "n"), none_found("r"),
        one_of("r", "n", ()), matching("r", "n", ""), row_count("r", 1),
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
