"""What is told of the difference between two publications."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.publication.changes import changes_since

RELEASES = """
CREATE TABLE releases (release_id VARCHAR, publisher VARCHAR, publication VARCHAR,
    edition VARCHAR, published_on DATE, known_on DATE);
CREATE TABLE figures (area VARCHAR, year INTEGER, value DOUBLE);
"""
RELEASE = "INSERT INTO releases VALUES ('{0}', 'DfE', 'Workforce', '{1}', {2}, DATE '2026-04-01')"
KEYS = {"figures": ("area", "year")}


def release(name: str, published_on: str | None = "2026-03-19") -> str:
    day = f"DATE '{published_on}'" if published_on else "NULL"
    return RELEASE.format(name, name.rsplit("_", 1)[-1], day)


@pytest.fixture
def previous(tmp_path: Path) -> Path:
    path = tmp_path / "it's previous.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(RELEASES + release("dfe_workforce_2023"))
        connection.execute("INSERT INTO figures VALUES ('a', 1, 1.5), ('b', NULL, 2), ('c', 1, 3)")
    return path


@pytest.fixture
def connection(previous: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The new publication, the same as the one before."""
    with duckdb.connect(str(tmp_path / "new.duckdb")) as connection:
        connection.execute(RELEASES + release("dfe_workforce_2023"))
        connection.execute("INSERT INTO figures VALUES ('a', 1, 1.5), ('b', NULL, 2), ('c', 1, 3)")
        yield connection


def lines(connection: duckdb.DuckDBPyConnection, previous: Path) -> list[str]:
    text = changes_since(connection, previous, KEYS)
    assert text.startswith("# Changes against the publication before\n")
    return [line for line in text.splitlines() if line.startswith("- ")]


def test_the_first_publication_says_so(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = changes_since(connection, tmp_path / "none.duckdb", KEYS)
    assert text.splitlines()[-1] == "This is the first publication here."


def test_the_same_again_has_no_change_and_lets_the_other_go(
    connection: duckdb.DuckDBPyConnection, previous: Path
) -> None:
    assert lines(connection, previous) == []
    assert "Nothing changed in the tables" in changes_since(connection, previous, KEYS)
    attached = connection.execute("SELECT database_name FROM duckdb_databases()").fetchall()
    assert ("previous",) not in attached


def test_an_edition_that_is_new_and_one_that_is_gone_are_dated(
    connection: duckdb.DuckDBPyConnection, previous: Path
) -> None:
    connection.execute("DELETE FROM releases")
    connection.execute(release("dfe_workforce_2025"))
    connection.execute(release("dfe_workforce_2026", None))
    assert lines(connection, previous) == [
        "- New: Workforce, DfE, edition 2025 (19 March 2026).",
        "- New: Workforce, DfE, edition 2026 (01 April 2026).",
        "- Gone: Workforce, DfE, edition 2023 (19 March 2026).",
    ]


def test_inspection_reports_are_counted_together(
    connection: duckdb.DuckDBPyConnection, previous: Path
) -> None:
    connection.execute(release("ofsted_inspection_reports_1", "2026-01-02"))
    connection.execute(release("ofsted_area_send_2", "2026-02-03"))
    assert lines(connection, previous) == [
        "- New: 2 inspection reports (02 January 2026 to 03 February 2026)."
    ]


def test_rows_are_matched_by_their_key_even_where_a_part_of_it_is_null(
    connection: duckdb.DuckDBPyConnection, previous: Path
) -> None:
    connection.execute("UPDATE figures SET value = 9 WHERE area = 'b'")
    connection.execute("DELETE FROM figures WHERE area = 'c'")
    connection.execute("INSERT INTO figures VALUES ('d', 1, NULL), ('a', 2, 1.5)")
    assert lines(connection, previous) == ["- `figures`: 2 rows added, 1 removed, 1 revised."]


def test_a_value_that_became_empty_is_a_revision(
    connection: duckdb.DuckDBPyConnection, previous: Path
) -> None:
    connection.execute("UPDATE figures SET value = NULL WHERE area = 'a'")
    assert lines(connection, previous) == ["- `figures`: 0 rows added, 0 removed, 1 revised."]


def test_a_table_that_is_new_is_named(
    connection: duckdb.DuckDBPyConnection, previous: Path
) -> None:
    connection.execute("CREATE TABLE more AS SELECT 1 AS id")
    text = changes_since(connection, previous, {**KEYS, "more": ("id",)})
    assert "- `more`: new table." in text.splitlines()


def test_a_column_added_revises_no_row_and_is_named(
    connection: duckdb.DuckDBPyConnection, previous: Path
) -> None:
    connection.execute("ALTER TABLE figures ADD COLUMN unit VARCHAR DEFAULT '%'")
    assert lines(connection, previous) == ["- `figures`: new columns `unit`."]


def test_a_column_or_a_table_that_is_gone_is_named(
    connection: duckdb.DuckDBPyConnection, previous: Path
) -> None:
    with duckdb.connect(str(previous)) as before:
        before.execute("ALTER TABLE figures ADD COLUMN unit VARCHAR DEFAULT '%'")
        before.execute("CREATE TABLE visits (day DATE)")
    assert lines(connection, previous) == [
        "- `figures`: gone columns `unit`.",
        "- `visits`: the table is gone.",
    ]


def test_reports_without_a_date_of_publication_are_dated_by_when_they_were_known(
    connection: duckdb.DuckDBPyConnection, previous: Path
) -> None:
    connection.execute(release("ofsted_inspection_reports_1", None))
    assert lines(connection, previous) == [
        "- New: 1 inspection reports (01 April 2026 to 01 April 2026)."
    ]
