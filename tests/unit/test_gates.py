"""Expectation suites as blocking checks: what stops, what only warns, and what is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import ModuleType

import dagster as dg
import duckdb
import great_expectations.expectations as gxe
import pytest

from expectations.suites import Question, Suite, between, filled, key, none_found, row_count
from orchestration import gates
from orchestration.gates import GateResult, attach_reference, evaluate, gate_check, store
from orchestration.resources import BuildDatabase, Sources
from orchestration.settings import Settings
from orchestration.warehouse import connect

FIGURES = """
    SELECT * FROM (
        VALUES ('r', 'row 2', 'A', 1.0), ('r', 'row 3', 'B', 200.0), ('r', 'row 4', NULL, 3.0)
    ) AS figures(_release_id, _locator, area, rate)
"""


def _results(*questions: Question) -> list[GateResult]:
    with duckdb.connect() as connection:
        return list(evaluate(connection, "landing", [Suite("raw.figures", questions)]))


def test_an_offender_is_named_by_release_place_and_value() -> None:
    (result,) = _results(Question(FIGURES, (between("rates are below 100", "rate", 0, 100),)))
    assert not result.success
    assert result.severity == "critical"
    assert (result.evaluated, result.unexpected) == (3, 1)
    assert result.examples == "r row 3: 200.0"
    assert result.rule == "rates are below 100"


def test_a_rule_that_holds_has_no_examples() -> None:
    (result,) = _results(Question(FIGURES, (between("below 1000", "rate", 0, 1000),)))
    assert result.success
    assert result.examples is None


def test_an_empty_cell_is_found_where_none_may_be() -> None:
    (result,) = _results(Question(FIGURES, (filled("areas are given", "area"),)))
    assert (result.success, result.examples) == (False, "r row 4")


def test_only_the_first_offenders_are_named_and_the_rest_counted() -> None:
    query = (
        "SELECT 'r' AS _release_id, 'row ' || i AS _locator, -i AS rate FROM range(1, 9) AS t(i)"
    )
    (result,) = _results(Question(query, (between("positive", "rate", 0, None),)))
    assert result.unexpected == 8
    assert result.examples and result.examples.endswith("r row 5: -5; and 3 more")


def test_duplicates_are_found_over_several_columns() -> None:
    query = "SELECT 'r' AS _release_id, 'row 2' AS _locator FROM range(2)"
    (result,) = _results(Question(query, (key("once", "_release_id", "_locator"),)))
    assert (result.success, result.unexpected) == (False, 2)


def test_a_missing_column_fails_with_the_reason_and_not_in_silence() -> None:
    (result,) = _results(Question(FIGURES, (filled("grades are given", "grade"),)))
    assert not result.success
    assert result.unexpected == 1
    assert result.examples and '"grade"' in result.examples and "does not exist" in result.examples


def test_a_number_of_rows_that_is_wrong_is_told() -> None:
    (result,) = _results(Question(FIGURES, (row_count("five rows", 5),)))
    assert (result.success, result.examples) == (False, "observed 3")


def test_a_question_without_rows_finds_no_offender() -> None:
    query = "SELECT 'r' AS _release_id, 'x' AS _locator, 'bad' AS problem WHERE false"
    (result,) = _results(Question(query, (none_found("nothing"),)))
    assert result.success


def test_every_row_of_a_question_for_offenders_is_one() -> None:
    query = "SELECT 'r' AS _release_id, 'row 7' AS _locator, 'too old' AS problem"
    (result,) = _results(Question(query, (none_found("nothing"),)))
    assert (result.success, result.examples) == (False, "r row 7: too old")


def test_two_questions_about_one_table_are_both_asked() -> None:
    question = Question(FIGURES, (between("below 100", "rate", 0, 100),))
    assert [r.success for r in _results(question, question)] == [False, False]


def test_results_of_a_gate_replace_those_of_the_run_before() -> None:
    result = GateResult("landing", "t", "r", "e", "c", "critical", False, 3, 1, "x")
    with duckdb.connect() as connection:
        store(connection, "landing", [result, result])
        store(connection, "release", [replace(result, gate="release")])
        store(connection, "landing", [result])
        found = connection.execute("SELECT count(*), any_value(examples) FROM gates.results")
        assert found.fetchall() == [(2, "x")]


def test_seeds_are_readable_before_dbt_has_run() -> None:
    with duckdb.connect() as connection:
        attach_reference(connection)
        found = connection.execute(
            "SELECT la_name FROM reference.authorities WHERE la_code = '306'"
        ).fetchall()
    assert found == [("Croydon",)]


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Job:
    monkeypatch.setenv("BENCHMARKS_DATA", str(tmp_path))
    database = Settings.from_environment().build_database
    with connect(database) as connection:
        connection.execute("CREATE SCHEMA raw")
        connection.execute(
            "CREATE TABLE raw.w__releases AS "
            "SELECT * FROM (VALUES ('r', 'w.csv'), ('r_2', 'v.csv')) AS r(release_id, file_name)"
        )
    return Job(monkeypatch)


class Job:
    """A table behind a gate, and one below it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Suites are replaced through the patch."""
        self._patch = monkeypatch

    def run(
        self, *expectations: gxe.UnexpectedRowsExpectation
    ) -> tuple[bool, dg.AssetCheckEvaluation]:
        """Whether the table below was made, and what the check said."""
        module = ModuleType("suites")
        module.SUITES = (Suite("raw.figures", (Question(FIGURES, expectations),)),)  # type: ignore[attr-defined]
        self._patch.setattr(gates, "import_module", lambda _: module)

        @dg.asset
        def figures() -> None: ...

        @dg.asset(deps=[figures])
        def below() -> None: ...

        check = gate_check("landing", {"raw.figures": dg.AssetKey("figures")})
        result = dg.materialize(
            [figures, below, check],
            resources={"build": BuildDatabase(), "sources": Sources()},
            raise_on_error=False,
        )
        made = {event.asset_key for event in result.get_asset_materialization_events()}
        (evaluation,) = result.get_asset_check_evaluations()
        return dg.AssetKey("below") in made, evaluation


def test_a_broken_rule_stops_what_lies_below(job: Job) -> None:
    made, check = job.run(between("below 100", "rate", 0, 100))
    assert not made
    assert not check.passed
    assert check.severity is dg.AssetCheckSeverity.ERROR
    assert check.description == "below 100: r row 3: 200.0 [w.csv]"


def test_a_warning_is_shown_and_stops_nothing(job: Job) -> None:
    made, check = job.run(between("below 100", "rate", 0, 100, warn=True))
    assert made
    assert not check.passed
    assert check.severity is dg.AssetCheckSeverity.WARN


def test_a_warning_beside_a_broken_rule_does_not_soften_it(job: Job) -> None:
    made, check = job.run(
        between("below 100", "rate", 0, 100, warn=True), filled("areas are given", "area")
    )
    assert not made
    assert check.severity is dg.AssetCheckSeverity.ERROR


def test_a_rule_that_cannot_be_asked_stops_what_lies_below(job: Job) -> None:
    made, check = job.run(filled("grades are given", "grade"))
    assert not made
    assert check.description and "does not exist" in check.description


def test_all_rules_holding_lets_the_run_go_on(job: Job) -> None:
    made, check = job.run(between("below 1000", "rate", 0, 1000))
    assert made
    assert check.passed
