"""The stages of a run on a world of n times the size, each to be run in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb

from expectations import landing, release
from orchestration.errors import NoRoomError, without_room
from orchestration.evaluation import evaluate
from orchestration.gates import store
from orchestration.publication.files import write_files
from orchestration.publication.folder import write_database
from orchestration.publication.package import PublishedTable, published_tables
from orchestration.reference import attach_previous, attach_reference
from orchestration.settings import DBT_PROJECT, SEEDS, Settings
from orchestration.spark import build_on_spark, hand_over
from orchestration.warehouse import connect, literal, quoted
from pages import build_site
from tests import bench
from tests.scale.generate import Factors, multiply_raw, multiply_reference, multiply_seeds


def generate(settings: Settings, scale: int) -> str:
    """Raw tables and seeds."""
    factors = Factors.of(scale)
    multiply_seeds(SEEDS, factors)
    with connect(settings.build_database) as connection:
        for schema in ("raw", "gates"):
            connection.execute(f"CREATE SCHEMA {schema}")
        bench.load(connection)
        multiply_raw(connection, factors)
        (rows,) = connection.execute("SELECT count(*) FROM raw.statistics").fetchone() or (0,)
    return f"{rows:,} figures"


def landing_gate(settings: Settings, scale: int) -> str:
    """Every landing rule asked; what it finds is not looked at."""
    with connect(settings.build_database) as connection:
        attach_reference(connection)
        multiply_reference(connection, Factors.of(scale))
        results = store(connection, "landing", evaluate(connection, "landing", landing.SUITES))
    return f"{len(results)} rules"


def staging(settings: Settings, scale: int) -> str:
    """Seeds, staging and intermediate models."""
    del settings, scale
    return _dbt("build", "--select", "resource_type:seed", "staging", "intermediate",
                "--exclude-resource-type", "test", "unit_test")  # fmt: skip


def marts(settings: Settings, scale: int) -> str:
    """The published tables."""
    del settings, scale
    return _dbt("run", "--select", "marts")


def dbt_tests(settings: Settings, scale: int) -> str:
    """Tests of the data by dbt; what they find is not looked at."""
    del settings, scale
    return _dbt("test", "--exclude-resource-type", "unit_test", may_fail=True)


def release_gate(settings: Settings, scale: int) -> str:
    """Every release rule asked; what it finds is not looked at."""
    del scale
    with connect(settings.build_database) as connection:
        attach_reference(connection)
        attach_previous(connection, settings.published, "snapshot")
        results = store(connection, "release", evaluate(connection, "release", release.SUITES))
    return f"{len(results)} rules"


def database(settings: Settings, scale: int) -> str:
    """The published DuckDB file."""
    del scale
    target = settings.published / "benchmarks.duckdb"
    rows, _ = write_database(settings.build_database, target, _tables())
    return f"{sum(rows.values()):,} rows, {target.stat().st_size / 1e6:,.0f} MB"


def files(settings: Settings, scale: int) -> str:
    """CSV, Parquet and the workbook."""
    del scale
    write_files(settings.published, _tables())
    written = sum(path.stat().st_size for path in settings.published.rglob("*") if path.is_file())
    return f"{written / 1e6:,.0f} MB"


def site(settings: Settings, scale: int) -> str:
    """Pages."""
    del scale
    folder = settings.published / "site"
    build_site(settings.published / "benchmarks.duckdb", folder, settings.build / "cache")
    return f"{sum(1 for _ in folder.rglob('*.html')):,} pages"


def spark(settings: Settings, scale: int) -> str:
    """What Spark can build of the models, by Spark."""
    del scale
    manifest = json.loads((DBT_PROJECT / "target" / "manifest.json").read_text("utf-8"))
    with connect(settings.build_database, read_only=True) as connection:
        hand_over(connection, manifest, settings.spark_folder)
    nodes = sorted(build_on_spark(settings), key=lambda node: -node.seconds)
    slowest = ", ".join(f"{n.node.split('.')[2]} {n.seconds:.1f} s" for n in nodes[:3])
    return f"{len(nodes)} nodes; slowest {slowest}"


def parity(settings: Settings, scale: int) -> str:
    """The tables that both engines built, row by row.

    Raises:
        SystemExit: One of them differs; it says how many rows of which tables.
    """
    del scale
    with connect(settings.build_database) as connection:
        found = {
            path.relative_to(settings.spark_folder).as_posix(): differing_rows(connection, path)
            for path in sorted({p.parent for p in Path(settings.spark_folder).glob("*/*/_SUCCESS")})
        }
    rows = sum(count for count, _ in found.values())
    differing = {table: count for table, (_, count) in found.items() if count}
    if differing:
        told = ", ".join(f"{count:,} of {table}" for table, count in differing.items())
        sys.exit(f"rows that one engine alone has: {told}")
    return f"{len(found)} tables, {rows:,} rows, 0 differ"


def differing_rows(connection: duckdb.DuckDBPyConnection, folder: Path) -> tuple[int, int]:
    """Rows of a table, and how many of either engine's rows the other does not have.

    Args:
        connection: The build database, with the table as DuckDB built it.
        folder: The table as Spark wrote it, in a folder of its schema.
    """
    table = f"{quoted(folder.parent.name)}.{quoted(folder.name)}"
    types = connection.execute(f"DESCRIBE {table}").fetchall()
    # The last bit of a binary fraction may differ, which no published decimal shows.
    columns = ", ".join(
        f"round({quoted(name)}::DOUBLE, 10)" if kind == "DOUBLE" else f"{quoted(name)}::{kind}"
        for name, kind, *_ in types
    )
    one = f"SELECT {columns} FROM {table}"
    other = f"SELECT {columns} FROM read_parquet({literal(f'{folder}/*.parquet')})"
    counts = connection.execute(
        f"SELECT (SELECT count(*) FROM {table}), "
        f"(SELECT count(*) FROM ({one} EXCEPT ALL {other})) "
        f"+ (SELECT count(*) FROM ({other} EXCEPT ALL {one}))"
    ).fetchone()
    assert counts is not None
    return counts[0], counts[1]


Stage = Callable[[Settings, int], str]
# A whole run; and the models alone, by both engines.
STAGES: dict[str, list[Stage]] = {
    "duckdb": [
        *(generate, landing_gate, staging, marts, dbt_tests, release_gate),
        *(database, files, site),
    ],
    "spark": [generate, staging, marts, spark, parity],
}


def _tables() -> list[PublishedTable]:
    manifest = json.loads((DBT_PROJECT / "target" / "manifest.json").read_text("utf-8"))
    return published_tables(manifest)


def _dbt(*arguments: str, may_fail: bool = False) -> str:
    """Run dbt; the slowest nodes."""
    ended = subprocess.run(
        [
            Path(sys.executable).with_name("dbt"), *arguments, "--quiet",
            "--project-dir", DBT_PROJECT, "--profiles-dir", DBT_PROJECT,
        ],
        check=False,
    )  # fmt: skip
    results = json.loads((DBT_PROJECT / "target" / "run_results.json").read_text("utf-8"))
    nodes = sorted(results["results"], key=lambda node: -node["execution_time"])
    slowest = ", ".join(
        f"{node['unique_id'].split('.')[2]} {node['execution_time']:.1f} s" for node in nodes[:3]
    )
    if ended.returncode and not may_fail:
        broken = next(node for node in nodes if node["status"] == "error")
        message = " ".join(broken["message"].split())
        sys.exit(f"{broken['unique_id'].split('.')[2]}: {without_room(message) or message}")
    return f"{len(nodes)} nodes; slowest {slowest}"


if __name__ == "__main__":
    try:
        stage: Stage = globals()[sys.argv[1]]
        print(stage(Settings.from_environment(), int(sys.argv[2])))
    except NoRoomError as error:
        sys.exit(str(error))
