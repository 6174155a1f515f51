"""The second engine: a run on Spark publishes what a run on DuckDB publishes, to the last cell.

The run takes minutes, and is made where PySpark and Java are installed (`make spark`).
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import pytest

from orchestration.dbt_process import MANIFEST, prepared_manifest
from orchestration.dbt_worker import PROJECT
from orchestration.settings import PROJECT_ROOT
from orchestration.spark import refuse_without_spark
from tests.fixtures import command

DOCS = (PROJECT_ROOT / "docs" / "spark.md").read_text("utf-8")


@pytest.fixture(scope="module")
def on_spark(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a whole run with the second engine, gates and publication included."""
    try:
        refuse_without_spark()
    except ValueError as error:
        pytest.skip(str(error))
    data = tmp_path_factory.mktemp("spark") / "data"
    process = command.start(data, "run", "--engine", "spark")
    output, _ = process.communicate(timeout=3600)
    assert process.returncode == 0, output
    return data


@pytest.fixture(scope="module")
def built_by_spark() -> list[str]:
    """Models that the selector gives to Spark, with their schema."""
    from dbt.cli.main import dbtRunner

    prepared_manifest()
    manifest = json.loads(MANIFEST.read_text("utf-8"))
    asked = ["ls", "--selector", "spark", "--output", "json", "--output-keys", "unique_id"]
    listed = dbtRunner().invoke([*asked, *PROJECT, "--quiet"])
    assert listed.success
    chosen = [json.loads(line)["unique_id"] for line in listed.result]
    nodes = [manifest["nodes"][name] for name in chosen if name.startswith("model.")]
    return [f"{n['schema']}/{n['name']}" for n in nodes if n["config"]["materialized"] == "table"]


def test_what_spark_cannot_build_is_what_the_docs_say(built_by_spark: list[str]) -> None:
    nodes = json.loads(prepared_manifest().read_text("utf-8"))["nodes"].values()
    tables = {
        node["name"]
        for node in nodes
        if node["resource_type"] == "model" and node["config"]["materialized"] != "view"
    }
    afterwards = tables - {name.split("/")[1] for name in built_by_spark}
    section = DOCS.split("## Built afterwards by DuckDB")[1].split("\n## ")[0]
    named = re.findall(r"^\| (`.*?`) \|", section, re.MULTILINE)
    assert afterwards == {name for row in named for name in re.findall(r"`(\w+)`", row)}


def test_spark_has_built_all_that_it_can(on_spark: Path, built_by_spark: list[str]) -> None:
    folder = on_spark / "build" / "spark"
    written = {path.parent.relative_to(folder).as_posix() for path in folder.glob("*/*/_SUCCESS")}
    assert written == set(built_by_spark)


def test_no_published_cell_differs(on_spark: Path, published_database: Path) -> None:
    """Every table, those that DuckDB builds from Spark's among them, cell by cell."""
    with duckdb.connect(str(published_database), read_only=True) as connection:
        other = on_spark / "published" / "benchmarks.duckdb"
        connection.execute(f"ATTACH '{other}' AS spark (READ_ONLY)")
        tables = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
        ).fetchall()
        assert len(tables) > 30
        for (table,) in tables:
            assert differing(connection, table) == {}, table


def differing(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, int]:
    """Cells that differ between two publications, by column; rows stand in the order of the key."""
    columns = [name for name, *_ in connection.execute(f"DESCRIBE main.{table}").fetchall()]
    counts = ", ".join(
        f'count(*) FILTER (duck."{name}" IS DISTINCT FROM spark."{name}")' for name in columns
    )
    found = connection.execute(
        f"SELECT {counts} FROM (SELECT *, row_number() OVER () AS nth FROM main.{table}) AS duck "
        f"FULL JOIN (SELECT *, row_number() OVER () AS nth FROM spark.main.{table}) AS spark "
        "USING (nth)"
    ).fetchone()
    assert found is not None
    return {name: n for name, n in zip(columns, found, strict=True) if n}


def test_the_files_are_the_same_bytes(on_spark: Path, published: Path) -> None:
    for folder in ("csv", "site/authorities"):
        expected = command.contents(published / folder)
        assert expected
        assert command.contents(on_spark / "published" / folder) == expected


def test_a_cell_that_differs_is_found() -> None:
    with duckdb.connect() as connection:
        connection.execute("ATTACH ':memory:' AS spark")
        connection.execute("CREATE TABLE t AS SELECT 1 AS a, 0.5 AS b UNION ALL SELECT 2, NULL")
        connection.execute("CREATE TABLE spark.t AS SELECT 1 AS a, 0.5 AS b UNION ALL SELECT 2, 0")
        assert differing(connection, "t") == {"b": 1}
