"""What a run takes and where, beside a bare script for the same tables: `make bench`.

The bare script loads the snapshot into DuckDB, runs the project's own compiled SQL and writes the
same CSV files: no lineage, gates, history, package or pages. Its time is the floor, and the ratio
can be compared between machines where seconds cannot. Each trial is a process of its own; "cold"
has no manifest, "warm" has what the run before left.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb

from orchestration.assets.gathered import gather
from orchestration.catalogue import Table, load_catalogue
from orchestration.dbt_process import STAMP
from orchestration.settings import DBT_PROJECT, PROJECT_ROOT, SNAPSHOT, SOURCE_PAGES
from orchestration.warehouse import melted, quoted

TRIALS = 3
MARK = 10
STEP = re.compile(r"^(\S+) +done +([\d.]+) s$", re.MULTILINE)


def main() -> int:
    """Print the trials; exit code 1 if the median ratio is above the mark."""
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        compiled = _compile(Path(folder))
        for trial in range(TRIALS):
            bare, bare_cpu, _ = _timed("-m", "tests.bench", "bare", str(compiled), folder)
            STAMP.unlink(missing_ok=True)
            for state in ("cold", "warm"):
                data = Path(folder) / f"run{trial}"
                wall, cpu, output = _timed("-m", "orchestration.cli", "run", data=data)
                steps = [(name, float(seconds)) for name, seconds in STEP.findall(output)]
                _print(f"run {trial + 1}, {state}", wall, cpu, steps)
                print(f"  bare script {bare:.1f} s ({bare_cpu:.1f} s of processor): ", end="")
                print(f"the run takes {wall / bare:.1f} times as long")
                ratios.append(wall / bare)
    median = sorted(ratios)[len(ratios) // 2]
    print(f"Median ratio {median:.1f}; the mark is {MARK}.")
    return int(median > MARK)


def _print(title: str, wall: float, cpu: float, steps: list[tuple[str, float]]) -> None:
    sources = sum(seconds for name, seconds in steps if not _is_stage(name))
    stages = {name: seconds for name, seconds in steps if _is_stage(name)}
    rest = wall - sources - sum(stages.values())
    split = {"start and end": rest, "sources": sources, **stages}
    shown = ", ".join(f"{name} {seconds:.1f}" for name, seconds in split.items())
    print(f"{title}: {wall:.1f} s ({cpu:.1f} s of processor): {shown}")


def _is_stage(step: str) -> bool:
    return step.endswith("_gate") or step in ("dbt_build", "publish")


def _timed(*arguments: str, data: Path | None = None) -> tuple[float, float, str]:
    """Wall and processor seconds of a process and its children, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    ended = subprocess.run(
        [sys.executable, *arguments],
        cwd=PROJECT_ROOT,
        env={**os.environ, "BENCHMARKS_SOURCE": "snapshot", "BENCHMARKS_DATA": str(data or "")},
        capture_output=True,
        text=True,
        check=False,
    )
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if ended.returncode:
        raise SystemExit(ended.stdout + ended.stderr)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, ended.stdout


def _compile(folder: Path) -> Path:
    """The project's SQL compiled, on a database that a run has built."""
    data = folder / "compiled"
    _timed("-m", "orchestration.cli", "run", data=data)
    subprocess.run(
        [
            Path(sys.executable).with_name("dbt"), "compile", "--quiet",
            "--project-dir", DBT_PROJECT, "--profiles-dir", DBT_PROJECT,
            "--target-path", folder / "target",
        ],
        env={**os.environ, "BENCHMARKS_BUILD_DATABASE": str(data / "build" / "warehouse.duckdb")},
        check=True,
    )  # fmt: skip
    shutil.copytree(data / "published" / "csv", folder / "expected")
    return folder / "target" / "manifest.json"


def bare(manifest_path: Path, folder: Path) -> None:
    """The same tables and CSV files by DuckDB alone."""
    manifest = json.loads(manifest_path.read_text("utf-8"))
    database = folder / "bare" / "warehouse.duckdb"
    shutil.rmtree(database.parent, ignore_errors=True)
    database.parent.mkdir()
    with duckdb.connect(str(database)) as connection:
        for schema in ("raw", "seeds", "staging", "intermediate", "gates"):
            connection.execute(f"CREATE SCHEMA {schema}")
        load(connection)
        nodes = {
            name: node
            for name, node in manifest["nodes"].items()
            if node["resource_type"] in ("model", "seed")
        }
        graph = {
            name: {parent for parent in node["depends_on"].get("nodes", []) if parent in nodes}
            for name, node in nodes.items()
        }
        for name in TopologicalSorter(graph).static_order():
            _build(connection, nodes[name])
        for path in sorted((folder / "expected").glob("*.csv")):
            table = path.stem
            if f"model.benchmarks.{table}" in nodes:
                target = database.parent / path.name
                connection.execute(f"COPY main.{table} TO '{target}' (HEADER, NULL '')")


def load(connection: duckdb.DuckDBPyConnection) -> None:
    """Raw tables of the snapshot, with the register, and the views that the models read."""
    text = "header = true, all_varchar = true, delim = ',', quote = '\"'"
    releases = f"read_csv('{SNAPSHOT / 'releases.csv'}', {text})"
    held = f"read_csv('{SNAPSHOT / 'held_rows.csv'}', {text})"
    catalogue = load_catalogue(SOURCE_PAGES)
    for source in catalogue.values():
        where = f"WHERE source = '{source.source}'"
        prefix = f"raw.{source.source}__"
        connection.execute(f"CREATE TABLE {prefix}releases AS FROM {releases} {where}")
        connection.execute(f"CREATE TABLE {prefix}held_rows AS FROM {held} {where}")
        connection.execute(f"CREATE TABLE {prefix}notes (source VARCHAR, note VARCHAR)")
        connection.execute(
            f"CREATE TABLE {prefix}status AS SELECT ? AS source, ? AS publisher, "
            "? AS publication, NULL::VARCHAR AS last_asked_at, NULL::VARCHAR AS last_reached_at, "
            "'false' AS is_lacking",
            [source.source, source.publisher, source.publication],
        )
        for name, table in source.tables.items():
            path = SNAPSHOT / source.source / f"{name}.csv"
            rows = (
                f"SELECT rows.*, sha256 AS _file_sha256 FROM read_csv('{path}', {text}) AS rows "
                f"LEFT JOIN {releases} ON _release_id = release_id"
                if path.exists()
                else _nothing(table)
            )
            connection.execute(f"CREATE TABLE {prefix}{name} AS {melted(rows, table.measures)}")
    gather(connection, catalogue.values())
    connection.execute(f"CREATE TABLE raw.unrecognised AS FROM {held} WHERE source IS NULL")
    as_at = (SNAPSHOT / "snapshot.yml").read_text("utf-8").split()[-1]
    connection.execute(f"CREATE TABLE raw.run AS SELECT '{as_at}' AS as_at, 'snapshot' AS source")


def _nothing(table: Table) -> str:
    """SQL of a table of which the snapshot has no edition."""
    nulls = ", ".join(f"NULL::VARCHAR AS {quoted(name)}" for name in table.read_columns)
    return f"SELECT {nulls} WHERE false"


def _build(connection: duckdb.DuckDBPyConnection, node: dict[str, Any]) -> None:
    if node.get("language") != "python":
        connection.execute(_statement(node))
        return
    # As dbt-duckdb does: the compiled file holds the model and what stands for dbt in it.
    names: dict[str, Any] = {}
    exec(node["compiled_code"], names)
    dbt = names["dbtObj"](lambda relation: connection.query(f"FROM {relation}"))
    connection.register("made", names["model"](dbt, connection))
    connection.execute(f'CREATE TABLE {node["schema"]}."{node["name"]}" AS FROM made')
    connection.unregister("made")


def _statement(node: dict[str, Any]) -> str:
    relation = f'{node["schema"]}."{node["name"]}"'
    if node["resource_type"] == "seed":
        path = DBT_PROJECT / node["original_file_path"]
        types = ", ".join(f"'{k}': '{v}'" for k, v in node["config"]["column_types"].items())
        rows = f"read_csv('{path}', header = true, types = {{{types}}})"
        return f"CREATE TABLE {relation} AS FROM {rows}"
    sql = node["compiled_code"]
    if node["config"]["materialized"] == "table_function":
        parameters = ", ".join(node["config"]["parameters"])
        return f"CREATE MACRO {relation}({parameters}) AS TABLE {sql}"
    kind = "VIEW" if node["config"]["materialized"] == "view" else "TABLE"
    return f"CREATE {kind} {relation} AS {sql}"


if __name__ == "__main__":
    if sys.argv[1:2] == ["bare"]:
        bare(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        sys.exit(main())
