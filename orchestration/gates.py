"""Expectation suites as blocking checks: what stops publication, and why, in words.

Great Expectations does not work on DuckDB through SQLAlchemy, so each question's rows go to it as
a data frame. Results of every expectation are kept in `gates.results` for `gate_results`.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg
import duckdb
import pandas as pd

from orchestration.publication.data_docs import write_pages
from orchestration.resources import BuildDatabase, Sources
from orchestration.settings import PROJECT_ROOT, SEEDS, Settings
from orchestration.warehouse import append_rows, literal

if TYPE_CHECKING:
    from expectations.suites import Question, Suite

EXAMPLES = 5
ACCEPTED_CHANGES = PROJECT_ROOT / "expectations" / "accepted_changes.csv"


@dataclass(frozen=True)
class GateResult:
    """One expectation evaluated: a row of the published `gate_results`.

    `unexpected` counts rows that break the rule; `examples` names some of them by release and
    place in the file.
    """

    gate: str
    table_name: str
    rule: str
    expectation: str
    column_name: str
    severity: str
    success: bool
    evaluated: int
    unexpected: int
    examples: str | None


def attach_reference(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the seeds and accepted changes readable as `reference.<name>` before dbt has run."""
    connection.execute("ATTACH IF NOT EXISTS ':memory:' AS reference")
    for seed in [*SEEDS.glob("*.csv"), ACCEPTED_CHANGES]:
        connection.execute(
            f"CREATE OR REPLACE TABLE reference.{seed.stem} AS "
            f"SELECT * FROM read_csv({literal(seed)}, header=true, all_varchar=true)"
        )
    registers = connection.execute(
        "SELECT table_name FROM duckdb_tables() "
        "WHERE schema_name = 'raw' AND table_name LIKE '%\\_\\_releases' ESCAPE '\\' ORDER BY ALL"
    ).fetchall()
    if registers:
        union = " UNION ALL ".join(f"SELECT * FROM raw.{name}" for (name,) in registers)
        connection.execute(f"CREATE OR REPLACE TABLE reference.releases AS {union}")
    if connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'run'").fetchall():
        connection.execute("CREATE OR REPLACE TABLE reference.run AS SELECT * FROM raw.run")


def attach_previous(connection: duckdb.DuckDBPyConnection, published: Path, source: str) -> None:
    """Make the publication in force readable as `previous`.

    `reference.comparison` says whether it came from the same source: only then is an edition that
    is no longer there an edition lost. Where nothing was published, empty tables stand in.
    """
    database, package = published / "benchmarks.duckdb", published / "datapackage.json"
    if database.exists():
        connection.execute(f"ATTACH {literal(database.resolve())} AS previous (READ_ONLY)")
    else:
        connection.execute("ATTACH ':memory:' AS previous")
        for table in ("indicator_values", "inspections", "releases"):
            connection.execute(
                f"CREATE TABLE previous.main.{table} AS SELECT * FROM main.{table} LIMIT 0"
            )
    same = package.exists() and json.loads(package.read_text("utf-8")).get("run") == source
    connection.execute(f"CREATE TABLE reference.comparison AS SELECT {same} AS same_source")


@dataclass(frozen=True)
class Outcome:
    """One expectation as Great Expectations answered it, with the rows it looked at."""

    table: str
    question: "Question"
    rows: pd.DataFrame
    answer: Any


def outcomes(connection: duckdb.DuckDBPyConnection, suites: "Iterable[Suite]") -> Iterator[Outcome]:
    """Put every question of the suites to Great Expectations, in order."""
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("build")
    questions = [(suite.table, question) for suite in suites for question in suite.questions]
    for number, (table, question) in enumerate(questions):
        rows = connection.execute(question.query).df()
        asset = source.add_dataframe_asset(f"{table}.{number}")
        batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": rows})
        locators = [column for column in question.locators if column in rows]
        checked = batch.validate(
            gx.ExpectationSuite(name=f"{table}.{number}", expectations=list(question.expectations)),
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": locators,
            },
        )
        for answer in checked.results:
            yield Outcome(table, question, rows, answer)


def evaluate(
    connection: duckdb.DuckDBPyConnection,
    gate: str,
    suites: "Iterable[Suite]",
    answers: dict[str, list[Any]] | None = None,
) -> Iterator[GateResult]:
    """Evaluate suites.

    Args:
        connection: The build database, with what the queries refer to attached.
        gate: `landing` or `release`.
        suites: What to ask.
        answers: Filled with Great Expectations' own answers per table, for Data Docs.

    Yields:
        A result per expectation, in the order of the suites.
    """
    for outcome in outcomes(connection, suites):
        if answers is not None:
            answers.setdefault(outcome.table, []).append(outcome.answer)
        yield _gate_result(gate, outcome)


def _gate_result(gate: str, outcome: Outcome) -> GateResult:
    answer, result = outcome.answer, outcome.answer.result
    config = answer.expectation_config
    unexpected = int(result.get("unexpected_count") or (0 if answer.success else 1))
    return GateResult(
        gate=gate,
        table_name=outcome.table,
        rule=config.meta["rule"],
        expectation=config.type,
        column_name=config.kwargs.get("column", "all"),
        severity=str(getattr(config.severity, "value", config.severity)),
        success=bool(answer.success),
        evaluated=int(result.get("element_count") or len(outcome.rows)),
        unexpected=unexpected,
        examples=None if answer.success else _examples(outcome.question, outcome.rows, answer),
    )


def _examples(question: "Question", rows: pd.DataFrame, outcome: Any) -> str:
    """Where the first offenders are and what they hold; or the error that prevented the check."""
    column = outcome.expectation_config.kwargs.get("column")
    indexes = outcome.result.get("unexpected_index_list") or []
    shown = []
    for index in indexes[:EXAMPLES]:
        place = " ".join(str(index[name]) for name in question.locators if index.get(name))
        value = index.get(column) if column else None
        shown.append(f"{place}: {value}" if pd.notna(value) else place)
    if shown:
        more = len(indexes) - len(shown)
        return "; ".join(shown) + (f"; and {more} more" if more > 0 else "")
    for exception in _exceptions(outcome.exception_info):
        return exception
    observed = outcome.result.get("observed_value")
    return f"observed {observed}" if observed is not None else f"{len(rows)} rows"


def _exceptions(info: Any) -> Iterator[str]:
    """Great Expectations hides a missing column in here and leaves the result empty."""
    if isinstance(info, dict):
        if info.get("exception_message"):
            yield str(info["exception_message"])
        for nested in info.values():
            yield from _exceptions(nested)


def _with_files(
    connection: duckdb.DuckDBPyConnection, results: Iterable[GateResult]
) -> Iterator[GateResult]:
    """A broken rule names the release; a person looks for the file."""
    files = connection.execute("SELECT release_id, file_name FROM reference.releases").fetchall()
    for result in results:
        named = sorted(
            {
                file
                for release, file in files
                if release in re.split(r"[ ;,]+", result.examples or "")
            }
        )
        examples = f"{result.examples} [{', '.join(named)}]" if named else result.examples
        yield replace(result, examples=examples)


def store(connection: duckdb.DuckDBPyConnection, gate: str, results: Iterable[GateResult]) -> None:
    """Keep the results of one gate in `gates.results`, replacing those of a run before."""
    frame = pd.DataFrame([asdict(result) for result in results])
    connection.execute("CREATE SCHEMA IF NOT EXISTS gates")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS gates.results (gate VARCHAR, table_name VARCHAR, rule VARCHAR, "
        "expectation VARCHAR, column_name VARCHAR, severity VARCHAR, success BOOLEAN, "
        "evaluated BIGINT, unexpected BIGINT, examples VARCHAR)"
    )
    connection.execute("DELETE FROM gates.results WHERE gate = ?", [gate])
    append_rows(connection, "gates.results", frame)


def gate_check(gate: str, tables: dict[str, dg.AssetKey]) -> dg.AssetChecksDefinition:
    """A blocking check per table, all evaluated in one step.

    Args:
        gate: `landing` or `release`: the module of `expectations` that has the suites. It is
            imported only when the gate runs, since Great Expectations takes seconds to import.
        tables: The tables that have a suite, with the asset each check belongs to.
    """

    @dg.multi_asset_check(
        name=f"{gate}_gate",
        specs=[
            dg.AssetCheckSpec(gate, asset=key, blocking=True, description=f"The {gate} suite.")
            for key in tables.values()
        ],
    )
    def check(
        context: dg.AssetCheckExecutionContext, sources: Sources, build: BuildDatabase
    ) -> Iterator[dg.AssetCheckResult]:
        with build.open() as connection:
            attach_reference(connection)
            if gate == "release":
                attach_previous(connection, Settings.from_environment().published, sources.identity)
            suites = import_module(f"expectations.{gate}").SUITES
            answers: dict[str, list[Any]] = {}
            results = list(evaluate(connection, gate, suites, answers))
            if gate == "landing":
                results = list(_with_files(connection, results))
            store(connection, gate, results)
        write_pages(Settings.from_environment().data_docs, gate, answers)
        for table, asset_key in tables.items():
            broken = [r for r in results if r.table_name == table and not r.success]
            for result in broken:
                context.log.error("%s: %s: %s", table, result.rule, result.examples)
            stops = [result for result in broken if result.severity == "critical"]
            yield dg.AssetCheckResult(
                asset_key=asset_key,
                check_name=gate,
                passed=not broken,
                severity=dg.AssetCheckSeverity.ERROR if stops else dg.AssetCheckSeverity.WARN,
                description="; ".join(f"{r.rule}: {r.examples}" for r in broken) or None,
                metadata={
                    "expectations": sum(r.table_name == table for r in results),
                    "failed": len(broken),
                },
            )

    return check
