"""How tables of the marts are built: keys, which no index holds, and tables in parts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.dbt_process import DbtProcess
from orchestration.dbt_worker import PROJECT

BUILT = "SELECT count(*) FROM main.indicator_values"
FIRST = "(SELECT min(rowid) FROM intermediate.int_indicator_values)"


@pytest.fixture
def copy(build_database: Path, tmp_path: Path) -> Iterator[Path]:
    """What a run built, to be spoilt."""
    copied = tmp_path / "warehouse.duckdb"
    shutil.copyfile(build_database, copied)
    yield copied


def _built_after(copy: Path, change: str) -> tuple[str, bool]:
    """What dbt says of `indicator_values`, and whether the table is as it was."""
    with duckdb.connect(str(copy)) as connection:
        before = connection.execute(BUILT).fetchall()
        connection.execute(change)
    (result,) = DbtProcess(copy).build(["run", "--select", "indicator_values"])
    with duckdb.connect(str(copy), read_only=True) as connection:
        is_as_before = connection.execute(BUILT).fetchall() == before
    return f"{result.status}: {result.message}", is_as_before


def test_a_key_that_is_there_twice_is_named(copy: Path) -> None:
    twice = f"INSERT INTO intermediate.int_indicator_values FROM intermediate.int_indicator_values \
        WHERE int_indicator_values.rowid = {FIRST}"
    with duckdb.connect(str(copy), read_only=True) as connection:
        key = connection.execute(
            "SELECT concat_ws(', ', indicator_id, area_code, period, release_id) "
            f"FROM intermediate.int_indicator_values WHERE rowid = {FIRST}"
        ).fetchall()[0][0]
    said, is_as_before = _built_after(copy, twice)
    assert said.startswith("error:")
    assert f"indicator_values: duplicate key {key}" in said
    assert is_as_before


def test_a_key_that_is_empty_is_refused(copy: Path) -> None:
    empty = f"UPDATE intermediate.int_indicator_values SET period = NULL WHERE rowid = {FIRST}"
    said, is_as_before = _built_after(copy, empty)
    assert said.startswith("error:")
    assert "NOT NULL constraint failed: indicator_values" in said
    assert is_as_before


def test_a_table_that_is_built_in_parts_is_the_same(copy: Path) -> None:
    with duckdb.connect(str(copy)) as connection:
        connection.execute("CREATE TABLE at_once AS FROM main.la_benchmarks")
    variables = ["--vars", "{rows_at_once: 50000}"]
    assert _compiled(copy, variables).count("the next part of the table") >= 5
    (result,) = DbtProcess(copy).build(["run", "--select", "la_benchmarks", *variables])
    assert result.is_good, result.message
    with duckdb.connect(str(copy), read_only=True) as connection:
        rows = "SELECT * FROM {} ORDER BY rowid"
        in_parts, at_once = (
            connection.execute(rows.format(table)).fetchall()
            for table in ("main.la_benchmarks", "at_once")
        )
    assert in_parts == at_once


def _compiled(copy: Path, variables: list[str]) -> str:
    """The query of `la_benchmarks`, as dbt compiles it."""
    target = copy.with_name("target")
    command = ["compile", "--quiet", "--select", "la_benchmarks", "--target-path", str(target)]
    subprocess.run(
        [Path(sys.executable).with_name("dbt"), *command, *PROJECT, *variables],
        env={**os.environ, "BENCHMARKS_BUILD_DATABASE": str(copy)},
        check=True,
    )
    (found,) = target.glob("compiled/**/la_benchmarks.sql")
    return found.read_text("utf-8")
