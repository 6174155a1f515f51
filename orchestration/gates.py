"""Expectation suites as blocking checks: what stops publication, and why, in words.

Results of every expectation are kept in `gates.results` for `gate_results`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from importlib import import_module

import dagster as dg
import duckdb
import pandas as pd

# Here, and not where it is used: a step that Dagster runs in a process of its own has the
# project's folder on Python's path only while the definitions are loaded.
import expectations
from orchestration.evaluation import GateResult, evaluate
from orchestration.publication.data_docs import write_page
from orchestration.reference import attach_previous, attach_reference
from orchestration.resources import BuildDatabase, Sources
from orchestration.settings import Settings
from orchestration.warehouse import append_rows

BEFORE = {"landing": "before anything is built on it", "release": "before it is published"}


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


def store(
    connection: duckdb.DuckDBPyConnection,
    gate: str,
    results: Iterable[GateResult],
    keep: Iterable[str] = (),
) -> list[GateResult]:
    """Keep the results of one gate in `gates.results`, replacing those of a run before.

    Args:
        connection: The build database.
        gate: `landing` or `release`.
        results: What was found.
        keep: Tables that were not asked about this time, whose results stay.

    Returns:
        All results of the gate, those of before included.
    """
    frame = pd.DataFrame([asdict(result) for result in results])
    connection.execute("CREATE SCHEMA IF NOT EXISTS gates")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS gates.results (gate VARCHAR, table_name VARCHAR, rule VARCHAR, "
        "expectation VARCHAR, column_name VARCHAR, severity VARCHAR, success BOOLEAN, "
        "evaluated BIGINT, unexpected BIGINT, examples VARCHAR)"
    )
    connection.execute(
        "DELETE FROM gates.results WHERE gate = $gate AND NOT list_contains($keep, table_name)",
        {"gate": gate, "keep": [*keep]},
    )
    append_rows(connection, "gates.results", frame)
    rows = connection.execute("FROM gates.results WHERE gate = ? ORDER BY rowid", [gate]).fetchall()
    return [GateResult(*row) for row in rows]


def gate_check(gate: str, tables: dict[str, dg.AssetKey]) -> dg.AssetChecksDefinition:
    """A blocking check per table; those selected are evaluated in one step.

    Args:
        gate: `landing` or `release`: the module of `expectations` that has the suites. It is
            imported only when the gate runs, since Great Expectations takes seconds to import.
        tables: The tables that have a suite, with the asset each check belongs to.
    """

    @dg.multi_asset_check(
        name=f"{gate}_gate",
        specs=[
            dg.AssetCheckSpec(gate, asset=key, blocking=True, description=_description(gate, table))
            for table, key in tables.items()
        ],
        can_subset=True,
    )
    def check(
        context: dg.AssetCheckExecutionContext, sources: Sources, build: BuildDatabase
    ) -> Iterator[dg.AssetCheckResult]:
        selected = {key.asset_key for key in context.selected_asset_check_keys}
        asked = {table: key for table, key in tables.items() if key in selected}
        suites = [
            s for s in import_module(f"{expectations.__name__}.{gate}").SUITES if s.table in tables
        ]
        settings = Settings.from_environment()
        with build.open() as connection:
            attach_reference(connection)
            if gate == "release":
                attach_previous(connection, settings.published, sources.identity)
            results = list(evaluate(connection, gate, [s for s in suites if s.table in asked]))
            if gate == "landing":
                results = list(_with_files(connection, results))
            known = store(connection, gate, results, keep=tables.keys() - asked.keys())
        write_page(settings.data_docs / gate, gate, known, suites)
        for table, asset_key in asked.items():
            of_table = [r for r in results if r.table_name == table]
            broken = [r for r in of_table if not r.success]
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
                    "expectations": len(of_table),
                    "failed": len(broken),
                    "rules": dg.MetadataValue.md(_in_rows(of_table)),
                },
            )
            if not stops:
                build.note([dg.AssetCheckKey(asset_key, gate)])

    return check


def _description(gate: str, table: str) -> str:
    return (
        f"What must hold of {table} {BEFORE[gate]}: the rules of expectations/{gate}. One that is "
        "critical stops the run; any other warns."
    )


def _in_rows(results: Iterable[GateResult]) -> str:
    """Rules as a table for Dagster's page, with how many rows each examined and found wrong."""
    rows = [f"| {r.rule.replace('|', '/')} | {r.evaluated} | {r.unexpected} |" for r in results]
    return "\n".join(["| rule | examined | wrong |", "|---|--:|--:|", *rows])
