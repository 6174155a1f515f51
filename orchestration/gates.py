"""Expectation suites as blocking checks: what stops publication, and why, in words.

Results of every expectation are kept in `gates.results` for `gate_results`.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from importlib import import_module
from pathlib import Path

import dagster as dg
import duckdb
import pandas as pd

# Here, and not where it is used: a step that Dagster runs in a process of its own has the
# project's folder on Python's path only while the definitions are loaded.
import expectations
from orchestration.editions import Release, frame_of
from orchestration.embedded import attach_embedded, published_from_embedded
from orchestration.evaluation import GateResult, evaluate
from orchestration.publication.data_docs import write_page
from orchestration.resources import BuildDatabase, Sources
from orchestration.settings import PROJECT_ROOT, SEEDS, Settings
from orchestration.warehouse import append_rows, literal, quoted

ACCEPTED_CHANGES = PROJECT_ROOT / "expectations" / "accepted_changes.csv"
LIMITS = PROJECT_ROOT / "expectations" / "landing" / "limits.csv"
POPULATIONS = "ons_population__children"
# What a publication is compared in with the one before.
CONTINUED = {"indicator_values", "inspections", "releases", "visits"}


def attach_reference(connection: duckdb.DuckDBPyConnection) -> None:
    """Make readable as `reference.<name>` what rules compare with, whether or not dbt has run.

    The seeds, accepted changes and limits; `releases`, the editions of every source; `run`, the
    run's date; `populations`, children by authority, year and edition, none where not loaded.
    """
    connection.execute("ATTACH IF NOT EXISTS ':memory:' AS reference")
    for seed in [*SEEDS.glob("*.csv"), ACCEPTED_CHANGES, LIMITS]:
        connection.execute(
            f"CREATE OR REPLACE TABLE reference.{seed.stem} AS "
            f"SELECT * FROM read_csv({literal(seed)}, header=true, all_varchar=true)"
        )
    raw = _tables(connection, "raw")
    registers = {name for name in raw if name.endswith("__releases")} or raw & {"releases"}
    none_yet = frame_of(Release, []).astype("string")
    connection.register("none_yet", none_yet)
    releases = ["none_yet", *(f"raw.{quoted(name)}" for name in sorted(registers))]
    connection.execute(
        "CREATE OR REPLACE TABLE reference.releases AS "
        + " UNION ALL BY NAME ".join(f"SELECT * FROM {table}" for table in releases)
    )
    connection.unregister("none_yet")
    for table in raw & {"run"}:
        connection.execute(f"CREATE OR REPLACE TABLE reference.{table} AS FROM raw.{table}")
    connection.execute(
        "CREATE OR REPLACE TABLE reference.populations (release_id VARCHAR, published_on VARCHAR, "
        "la_code VARCHAR, year INTEGER, population BIGINT, is_newest BOOLEAN)"
    )
    for table in raw & {POPULATIONS}:
        connection.execute(
            "INSERT INTO reference.populations SELECT release_id, published_on, la_code, "
            "try_cast(period AS INTEGER), try_cast(value AS BIGINT), "
            "dense_rank() OVER (ORDER BY edition DESC, published_on DESC, release_id DESC) = 1 "
            f"FROM raw.{table} JOIN reference.releases ON _release_id = release_id "
            "WHERE geographic_level = 'Local authority' AND measure = 'population'"
        )


def attach_previous(connection: duckdb.DuckDBPyConnection, published: Path, source: str) -> None:
    """Make the publication in force readable as `previous`.

    `reference.comparison` says whether it came from the same source: only then is an edition that
    is no longer there an edition lost. Where nothing was published the embedded snapshot stands in;
    a run on the snapshot itself is then compared with what it is about to publish, so that the
    first publication and the next of the same figures say the same.
    """
    database, package = published / "benchmarks.duckdb", published / "datapackage.json"
    if database.exists():
        connection.execute(f"ATTACH {literal(database.resolve())} AS previous (READ_ONLY)")
    else:
        connection.execute("ATTACH ':memory:' AS previous")
        if source != "snapshot":
            attach_embedded(connection)
        for table in _tables(connection, "main") & CONTINUED:
            rows = f"FROM main.{table}" if source == "snapshot" else published_from_embedded(table)
            connection.execute(f"CREATE TABLE previous.main.{table} AS {rows}")
    ran_on = json.loads(package.read_text("utf-8")).get("run") if package.exists() else source
    connection.execute(
        f"CREATE TABLE reference.comparison AS SELECT {ran_on == source} AS same_source"
    )


def _tables(connection: duckdb.DuckDBPyConnection, schema: str) -> set[str]:
    rows = connection.execute(
        "SELECT table_name FROM duckdb_tables() "
        "WHERE database_name = current_database() AND schema_name = ?",
        [schema],
    ).fetchall()
    return {name for (name,) in rows}


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
            dg.AssetCheckSpec(gate, asset=key, blocking=True, description=f"The {gate} suite.")
            for key in tables.values()
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
