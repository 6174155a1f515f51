"""Expectation suites as blocking checks: what stops, what only warns, and what is said."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import dagster as dg
import duckdb
import pytest
from great_expectations.expectations.expectation import Expectation

from expectations.sql import sql
from expectations.suites import Question, Suite, between, filled, key, none_found, row_count
from orchestration import gates, reference
from orchestration.evaluation import GateResult, evaluate
from orchestration.gates import gate_check, store
from orchestration.reference import attach_previous, attach_reference
from orchestration.resources import BuildDatabase, Sources
from orchestration.settings import PROJECT_ROOT, Settings
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


def test_a_row_that_stands_for_several_counts_for_them() -> None:
    query = (
        "SELECT 'r' AS _release_id, 'row 2' AS _locator, unnest([1, -1]) AS n, "
        "unnest([5, 3]) AS _rows"
    )
    (result,) = _results(Question(query, (between("positive", "n", 0, None),)))
    assert (result.evaluated, result.unexpected) == (8, 3)


def test_duplicates_are_found_over_several_columns() -> None:
    rows = "(SELECT 'r' AS _release_id, 'row 2' AS _locator FROM range(2))"
    (result,) = _results(key("once", rows, "_release_id", "_locator"))
    assert (result.success, result.evaluated, result.unexpected) == (False, 2, 2)
    assert result.column_name == "all"


def test_duplicates_of_one_column_name_it() -> None:
    rows = "(SELECT 'r' AS _release_id, 'row 2' AS _locator FROM range(3))"
    (result,) = _results(key("once", rows, "_locator"))
    assert (result.column_name, result.unexpected) == ("_locator", 3)


def test_a_missing_column_fails_with_the_reason_and_not_in_silence() -> None:
    (result,) = _results(Question(FIGURES, (filled("grades are given", "grade"),)))
    assert not result.success
    assert result.unexpected == 1
    assert result.examples and '"grade"' in result.examples and "does not exist" in result.examples


def test_a_number_of_rows_that_is_wrong_is_told() -> None:
    (result,) = _results(Question(FIGURES, (row_count("five rows", 5),)))
    assert (result.success, result.examples) == (False, "observed 3")


EXAMINED = """
    SELECT 'r' AS _release_id, 'row ' || i AS _locator,
        CASE WHEN i % 2 = 0 THEN 'even' END AS problem
    FROM range(1, {end}) AS t(i)
"""


def test_a_rule_that_examined_nothing_says_so_and_finds_no_offender() -> None:
    (result,) = _results(none_found("nothing", EXAMINED.format(end=1)))
    assert (result.success, result.evaluated, result.unexpected) == (True, 0, 0)


def test_a_rule_says_how_much_it_examined_when_it_holds() -> None:
    (result,) = _results(none_found("no even row", EXAMINED.format(end=2)))
    assert (result.success, result.evaluated, result.unexpected) == (True, 1, 0)
    assert (result.expectation, result.examples) == ("expect_no_offenders", None)


def test_a_rule_counts_offenders_apart_from_what_it_examined() -> None:
    (result,) = _results(none_found("no even row", EXAMINED.format(end=4)))
    assert (result.success, result.evaluated, result.unexpected) == (False, 3, 1)
    assert result.examples == "r row 2: even"


def test_only_the_first_of_many_offenders_are_named() -> None:
    (result,) = _results(none_found("no even row", EXAMINED.format(end=17)))
    assert (result.evaluated, result.unexpected) == (16, 8)
    assert result.examples and result.examples.count("even") == 5
    assert result.examples.endswith("; and 3 more")


def test_rules_of_one_table_keep_their_own_counts_and_their_order() -> None:
    found = _results(
        none_found("no even row", EXAMINED.format(end=4)),
        Question(FIGURES, (filled("releases are given", "_release_id"),)),
        none_found("no even row at all", EXAMINED.format(end=2)),
    )
    assert [(r.rule, r.evaluated, r.unexpected) for r in found] == [
        ("no even row", 3, 1),
        ("releases are given", 3, 0),
        ("no even row at all", 1, 0),
    ]


def test_each_rule_of_a_question_has_its_own_answer() -> None:
    """Great Expectations answers in the order of the columns' names."""
    rules = (
        between("rates are below 100", "rate", 0, 100),
        filled("releases are given", "_release_id"),
        filled("areas are given", "area"),
        row_count("three rows", 3),
    )
    found = _results(Question(FIGURES, rules))
    assert [(r.rule, r.success) for r in found] == [
        ("rates are below 100", False),
        ("releases are given", True),
        ("areas are given", False),
        ("three rows", True),
    ]


@pytest.mark.parametrize(
    "question",
    [
        none_found("nothing", "SELECT *, NULL AS problem FROM raw.absent"),
        none_found("nothing", "SELECT absent AS problem FROM (SELECT 1 AS present)"),
        Question("SELECT * FROM raw.absent", (filled("given", "rate"),)),
    ],
    ids=["a table", "a column", "a table of rows"],
)
def test_a_rule_is_broken_where_something_it_needs_is_not_there(question: Question) -> None:
    (result,) = _results(question)
    assert (result.success, result.severity, result.evaluated) == (False, "critical", 0)
    assert result.examples and result.examples.startswith("cannot be asked: ")
    assert "absent" in result.examples


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


def test_results_of_tables_that_were_not_asked_about_stay() -> None:
    result = GateResult("landing", "t", "r", "e", "c", "critical", True, 3, 0, None)
    other, gone = replace(result, table_name="u"), replace(result, table_name="gone")
    with duckdb.connect() as connection:
        store(connection, "landing", [result, other, gone])
        again = replace(result, evaluated=4)
        assert store(connection, "landing", [again], keep=["u"]) == [other, again]


def test_seeds_are_readable_before_dbt_has_run() -> None:
    with duckdb.connect() as connection:
        attach_reference(connection)
        found = connection.execute(
            "SELECT la_name FROM reference.authorities WHERE la_code = '306'"
        ).fetchall()
    assert found == [("Croydon",)]


def test_a_measure_without_limits_of_its_own_has_those_of_its_kind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    limits, table = tmp_path / "limits.csv", "dfe_children_in_need__repeat_plans"
    limits.write_text(
        "table_name,measure,category,year_factor\n"
        f"any,count,,2\nany,share,,3\n{table},repeat_cpp_count,,1.5\n",
        "utf-8",
    )
    monkeypatch.setattr(reference, "LIMITS", limits)
    with duckdb.connect() as connection:
        attach_reference(connection)
        found = connection.execute(
            "SELECT measure, year_factor FROM reference.limits WHERE table_name = ? ORDER BY ALL",
            [table],
        ).fetchall()
    assert found == [
        ("cpp_started_count", "2"),
        ("repeat_cpp_count", "1.5"),
        ("repeat_cpp_percent", "3"),
    ]


def test_every_measure_of_statistics_has_limits() -> None:
    with duckdb.connect() as connection:
        attach_reference(connection)
        without = connection.execute(
            "SELECT table_name, measure FROM reference.measures "
            "ANTI JOIN reference.limits USING (table_name, measure)"
        ).fetchall()
        measures = connection.execute("SELECT count(*) FROM reference.measures").fetchall()
    assert without == []
    assert measures > [(80,)]


def test_what_the_pages_expect_is_one_row_per_table_measure_or_rule() -> None:
    with duckdb.connect() as connection:
        attach_reference(connection)

        def of(name: str, table: str, columns: str) -> list[tuple[Any, ...]]:
            query = f"SELECT {columns} FROM reference.{name} WHERE table_name = '{table}'"
            return connection.execute(query).fetchall()

        workforce, plans = "dfe_workforce__indicators", "dfe_children_in_need__repeat_plans"
        leavers = "dfe_looked_after_outcomes__care_leaver_activity"
        assert of("expected", workforce, "ends, children_of, markers") == [
            ("09-30", "same_year", ["c", "z", "x", "u", "low"])
        ]
        assert ("caseload_fte", "other", 60.0) in of("measures", workforce, "measure, kind, most")
        assert of("parts", plans, 'part, "of", adds_up') == [
            (["repeat_cpp_count"], ["cpp_started_count"], False)
        ]
        assert of("rates", plans, "rate, numerator, denominator, per, within_regions") == [
            ("repeat_cpp_percent", ["repeat_cpp_count"], ["cpp_started_count"], 100.0, None)
        ]
        assert of("shares", leavers, "share, count, total, within") == [
            ("activity_percent", "activity_care_leavers", ["Total"], 0.5)
        ]


def test_editions_of_all_sources_are_one_table() -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA raw")
        for source in ("a", "b"):
            connection.execute(
                f"CREATE TABLE raw.{source}__releases AS SELECT 'e_{source}' AS release_id"
            )
        attach_reference(connection)
        found = connection.execute("SELECT release_id, edition FROM reference.releases ORDER BY 1")
        assert found.fetchall() == [("e_a", None), ("e_b", None)]


def test_a_database_without_editions_has_none_to_compare_with() -> None:
    with duckdb.connect() as connection:
        attach_reference(connection)
        assert connection.execute("SELECT edition FROM reference.releases").fetchall() == []


def test_the_first_publication_says_what_the_next_one_of_the_same_figures_says(
    tmp_path: Path,
) -> None:
    """Rules that compare with the publication before examine as much in both."""
    published = tmp_path / "published"
    found = []
    for _ in range(2):
        with duckdb.connect() as connection:
            attach_reference(connection)
            for table, columns in {
                "releases": "'e' AS release_id",
                "indicator_values": "'e' AS release_id, 1.0 AS value",
                "inspections": "'i' AS inspection_id, 'e' AS source_release_id",
            }.items():
                connection.execute(f"CREATE TABLE main.{table} AS SELECT {columns}")
            attach_previous(connection, published, "snapshot")
            question = none_found("edition", sql("release/releases/editions_stay"))
            found += evaluate(connection, "release", [Suite("main.releases", (question,))])
        published.mkdir(exist_ok=True)
        with connect(published / "benchmarks.duckdb") as connection:
            connection.execute("CREATE OR REPLACE TABLE releases AS SELECT 'e' AS release_id")
        (published / "datapackage.json").write_text('{"run": "snapshot"}', "utf-8")
    assert [(r.success, r.evaluated) for r in found] == [(True, 1), (True, 1)]


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Job:
    monkeypatch.setenv("BENCHMARKS_DATA", str(tmp_path))
    database = Settings.from_environment().build_database
    with connect(database) as connection:
        connection.execute("CREATE SCHEMA raw")
        connection.execute(
            "CREATE TABLE raw.source__releases AS "
            "SELECT * FROM (VALUES ('r', 'w.csv'), ('r_2', 'v.csv')) AS r(release_id, file_name)"
        )
    return Job(monkeypatch)


class Job:
    """Two tables behind a gate, and one below the first."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Suites are replaced through the patch."""
        self._patch = monkeypatch

    def run(
        self, *expectations: Expectation, **selected: Any
    ) -> tuple[bool, list[dg.AssetCheckEvaluation]]:
        """Whether the table below was made, and what the checks said."""
        module = ModuleType("suites")
        module.SUITES = (  # type: ignore[attr-defined]
            Suite("raw.figures", (Question(FIGURES, expectations),)),
            Suite("raw.others", (Question(FIGURES, (filled("places", "_locator"),)),)),
        )
        self._patch.setattr(gates, "import_module", lambda _: module)

        @dg.asset
        def figures() -> None: ...

        @dg.asset
        def others() -> None: ...

        @dg.asset(deps=[figures])
        def below() -> None: ...

        keys = {"raw.figures": dg.AssetKey("figures"), "raw.others": dg.AssetKey("others")}
        job = dg.Definitions(
            assets=[figures, others, below],
            asset_checks=[gate_check("landing", keys)],
            resources={"build": BuildDatabase(), "sources": Sources()},
            jobs=[dg.define_asset_job("all", executor_def=dg.in_process_executor, **selected)],
        ).resolve_job_def("all")
        result = job.execute_in_process(raise_on_error=False)
        made = {event.asset_key for event in result.get_asset_materialization_events()}
        return dg.AssetKey("below") in made, result.get_asset_check_evaluations()

    def run_all(self, *expectations: Expectation) -> tuple[bool, dg.AssetCheckEvaluation]:
        """Whether the table below was made, and what the check of the first said."""
        made, checks = self.run(*expectations)
        (check,) = (check for check in checks if check.asset_key == dg.AssetKey("figures"))
        return made, check

    def stored(self) -> list[tuple[Any, ...]]:
        """Tables and rules in the results kept."""
        with connect(Settings.from_environment().build_database) as connection:
            return connection.execute("SELECT table_name, rule FROM gates.results").fetchall()

    def page(self) -> str:
        """The page of what the gate found."""
        return (Settings.from_environment().data_docs / "landing" / "index.html").read_text("utf-8")


def test_a_broken_rule_stops_what_lies_below(job: Job) -> None:
    made, check = job.run_all(between("below 100", "rate", 0, 100))
    assert not made
    assert not check.passed
    assert check.severity is dg.AssetCheckSeverity.ERROR
    assert check.description == "below 100: r row 3: 200.0 [w.csv]"


def test_a_warning_is_shown_and_stops_nothing(job: Job) -> None:
    made, check = job.run_all(between("below 100", "rate", 0, 100, warn=True))
    assert made
    assert not check.passed
    assert check.severity is dg.AssetCheckSeverity.WARN


def test_a_warning_beside_a_broken_rule_does_not_soften_it(job: Job) -> None:
    made, check = job.run_all(
        between("below 100", "rate", 0, 100, warn=True), filled("areas are given", "area")
    )
    assert not made
    assert check.severity is dg.AssetCheckSeverity.ERROR


def test_a_rule_that_cannot_be_asked_stops_what_lies_below(job: Job) -> None:
    made, check = job.run_all(filled("grades are given", "grade"))
    assert not made
    assert check.description and "does not exist" in check.description


def test_all_rules_holding_lets_the_run_go_on(job: Job) -> None:
    made, check = job.run_all(between("below 1000", "rate", 0, 1000))
    assert made
    assert check.passed


def test_one_table_is_materialised_with_its_own_check_alone(job: Job) -> None:
    job.run(filled("areas are given", "area"))
    made, checks = job.run(
        between("below 1000", "rate", 0, 1000), selection=dg.AssetSelection.assets("figures")
    )
    assert not made
    assert [(check.asset_key.to_user_string(), check.passed) for check in checks] == [
        ("figures", True)
    ]
    assert job.stored() == [("raw.others", "places"), ("raw.figures", "below 1000")]
    assert "places" in job.page() and "below 1000" in job.page()


def test_a_table_below_is_stopped_by_a_check_that_was_selected_alone(job: Job) -> None:
    made, checks = job.run(
        filled("areas are given", "area"), selection=dg.AssetSelection.assets("figures", "below")
    )
    assert not made
    assert [check.passed for check in checks] == [False]


def test_a_table_is_materialised_with_the_checks_that_a_launch_names(job: Job) -> None:
    """As Dagster's page asks for it: the asset's key and its check's key, each by name."""
    check = dg.AssetCheckKey(dg.AssetKey("others"), "landing")
    _, checks = job.run(
        filled("areas are given", "area"),
        selection=dg.AssetSelection.assets("others").without_checks()
        | dg.AssetSelection.checks(check),
    )
    assert [check.asset_key.to_user_string() for check in checks] == ["others"]


def test_the_page_shows_a_rule_its_counts_and_its_query(job: Job) -> None:
    job.run(between("below <100>", "rate", 0, 100))
    page = job.page()
    assert "below &lt;100&gt;" in page and "r row 3: 200.0 [w.csv]" in page
    assert '<td class="number">3</td>' in page and '<td class="number">1</td>' in page
    assert "AS figures(_release_id, _locator, area, rate)" in page
    assert "http" not in page


def test_suites_are_found_in_a_process_that_has_the_project_on_its_path_only_to_load_it() -> None:
    """Dagster's own processes are such."""
    script = (
        "import sys, importlib.util; sys.path.insert(0, sys.argv[1]); import orchestration.gates; "
        "sys.path.remove(sys.argv[1]); importlib.util.find_spec('expectations.landing').loader"
    )
    command = [sys.executable, "-P", "-c", script, str(PROJECT_ROOT)]
    assert subprocess.run(command, cwd="/", check=False).returncode == 0
