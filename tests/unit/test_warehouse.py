"""The one place that opens DuckDB."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from orchestration.errors import NoRoomError, without_room
from orchestration.warehouse import append_rows, connect, load_table, quoted


def test_an_odd_name_cannot_leave_its_quotes() -> None:
    odd = 'x"; DROP TABLE t; --'
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t (a INTEGER)")
        connection.execute(f"CREATE TABLE {quoted(odd)} (a INTEGER)")
        names = {row[0] for row in connection.execute("SHOW TABLES").fetchall()}
    assert names == {"t", odd}


def test_the_database_has_the_memory_of_the_settings_and_goes_to_disk_beyond(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BENCHMARKS_MEMORY", "64MiB")
    with connect(tmp_path / "t.duckdb") as connection:
        connection.execute("SET threads = 1")
        assert connection.execute("SELECT current_setting('memory_limit')").fetchone() == (
            "64.0 MiB",
        )
        # A million texts do not fit into it.
        connection.execute(
            "CREATE TABLE t AS SELECT md5(range::VARCHAR) AS text FROM range(1_000_000) ORDER BY 1"
        )
        ((rows, first),) = connection.execute(
            "SELECT count(*), min_by(text, rowid) = min(text) FROM t"
        ).fetchall()
    assert (rows, first) == (1_000_000, True)
    assert [path.name for path in tmp_path.iterdir()] == ["t.duckdb"]


def test_what_fits_neither_into_memory_nor_on_disk_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BENCHMARKS_MEMORY", "16MiB")
    with (
        pytest.raises(NoRoomError, match=r"^not enough memory or disk .*16MiB.*BENCHMARKS_MEMORY"),
        connect(tmp_path / "t.duckdb") as connection,
    ):
        connection.execute("SELECT list(md5(range::VARCHAR)) FROM range(1_000_000)").fetchall()
    assert without_room("Binder Error: no such column") is None
    assert without_room("Failed to commit: failed to pin block of size 256.0 KiB (4.0 GiB used)")


def test_raw_values_stay_text_and_null_stays_null() -> None:
    frame = pd.DataFrame([["007", None, "1e3"], ["NaN", "", "2025-01-01"]], dtype="object")
    frame.columns = pd.Index(["a", "b", "c"])
    with duckdb.connect() as connection:
        load_table(connection, "raw.t", frame)
        rows = connection.execute("SELECT * FROM raw.t").fetchall()
        types = {row[1] for row in connection.execute("DESCRIBE raw.t").fetchall()}
    assert rows == [("007", None, "1e3"), ("NaN", "", "2025-01-01")]
    assert types == {"VARCHAR"}


def test_figures_become_rows_and_one_that_is_not_there_becomes_none() -> None:
    """Null is a figure that the edition does not have, an empty cell one that is empty in it."""
    columns = ["area", "a", "b"]
    rows = [["007", "1e3", None], ["A", "", "x"], [None, None, None]]
    frame = pd.DataFrame(rows, columns=columns, dtype="object")
    with duckdb.connect() as connection:
        load_table(connection, "raw.t", frame, ["a", "b"])
        found = connection.execute("SELECT * FROM raw.t ORDER BY area, measure").fetchall()
        types = connection.execute("DESCRIBE raw.t").fetchall()
    assert found == [("007", "a", "1e3"), ("A", "a", None), ("A", "b", "x")]
    assert [row[0] for row in types] == ["area", "measure", "value"]
    assert {row[1] for row in types} == {"VARCHAR"}


def test_a_table_of_figures_without_rows_has_the_columns_of_figures() -> None:
    frame = pd.DataFrame(columns=["area", "a"], dtype="object")
    with duckdb.connect() as connection:
        load_table(connection, "raw.t", frame, ["a"])
        names = [row[0] for row in connection.execute("DESCRIBE raw.t").fetchall()]
        assert connection.execute("SELECT count(*) FROM raw.t").fetchall() == [(0,)]
    assert names == ["area", "measure", "value"]


def test_a_figure_of_an_odd_name_keeps_it() -> None:
    odd = 'rate %, "all" ages'
    frame = pd.DataFrame([["1"]], columns=[odd], dtype="object")
    with duckdb.connect() as connection:
        load_table(connection, "raw.t", frame, [odd])
        assert connection.execute("FROM raw.t").fetchall() == [(odd, "1")]


def test_loading_replaces_and_appending_adds() -> None:
    frame = pd.DataFrame([["1"]], columns=["a"], dtype="object")
    with duckdb.connect() as connection:
        load_table(connection, "raw.t", frame)
        load_table(connection, "raw.t", frame)
        append_rows(connection, "raw.t", frame)
        append_rows(connection, "raw.t", frame.iloc[:0])
        assert connection.execute("SELECT count(*) FROM raw.t").fetchall() == [(2,)]


def test_an_empty_frame_still_gives_a_table_with_its_columns() -> None:
    with duckdb.connect() as connection:
        load_table(connection, "raw.t", pd.DataFrame(columns=["a", "b"], dtype="object"))
        assert [row[0] for row in connection.execute("DESCRIBE raw.t").fetchall()] == ["a", "b"]


def test_the_file_is_given_back_even_after_an_error(tmp_path: Path) -> None:
    path = tmp_path / "new" / "w.duckdb"
    with pytest.raises(RuntimeError), connect(path) as connection:
        connection.execute("CREATE TABLE t (a INTEGER)")
        raise RuntimeError
    with connect(path) as connection:
        connection.execute("INSERT INTO t VALUES (1)")


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with connect(path) as connection:
        connection.execute("CREATE TABLE t (a INTEGER)")
    with (
        connect(path, read_only=True) as connection,
        pytest.raises(duckdb.Error, match="read-only"),
    ):
        connection.execute("INSERT INTO t VALUES (1)")


def test_reading_a_file_that_is_not_there_does_not_make_one(tmp_path: Path) -> None:
    with pytest.raises(duckdb.Error), connect(tmp_path / "none.duckdb", read_only=True):
        pass
    assert list(tmp_path.iterdir()) == []
