"""Files with the rows of a page: each has its own, and none is written of what cannot be split."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pages import downloads


@pytest.fixture
def connection(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(database)) as opened:
        yield opened


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_each_authority_has_its_rows_under_the_header(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    links = downloads.write_downloads(connection, folder)
    assert _names(folder) == [
        *(f"101-{name}.csv" for name in ("benchmarks", "inspections", "interventions")),
        *("101-spells.csv", "101-visits.csv", "102-benchmarks.csv", "102-interventions.csv"),
    ]
    assert [link.url for link in links["102"]] == [
        "../data/102-benchmarks.csv",
        "../data/102-interventions.csv",
    ]
    header, *rows = (folder / "102-interventions.csv").read_text("utf-8").splitlines()
    assert header.startswith("intervention_id,la_code,")
    assert [row.split(",")[:2] for row in rows] == [["102-s", "102"], ["102-t", "102"]]


def test_a_name_with_a_line_break_leaves_no_file(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    connection.execute("UPDATE la_benchmarks SET la_name = 'A' || chr(10) || 'B'")
    folder = tmp_path / "data"
    folder.mkdir()
    with pytest.raises(ValueError, match="20 rows are 40 lines"):
        downloads.write_downloads(connection, folder)
    assert _names(folder) == []
