"""The one place that opens DuckDB.

The build database belongs to the run: nobody else opens it, since DuckDB lets one process write.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd


@contextmanager
def connect(path: Path, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that is closed on the way out, so that dbt can open the file next."""
    if not read_only:
        path.parent.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(str(path), read_only=read_only)
    try:
        yield connection
    finally:
        connection.close()


def quoted(name: str) -> str:
    """An identifier, possibly with a schema, safe to put into SQL."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in name.split("."))


def literal(text: object) -> str:
    """A value as an SQL string, safe to put into SQL where a parameter is not allowed."""
    return "'" + str(text).replace("'", "''") + "'"


def load_table(connection: duckdb.DuckDBPyConnection, name: str, rows: pd.DataFrame) -> None:
    """Replace a table of text with the rows of a frame; null stays null, all else is text."""
    schema = name.split(".")[0]
    columns = ", ".join(f"{quoted(column)} VARCHAR" for column in rows.columns)
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(schema)}")
    connection.execute(f"CREATE OR REPLACE TABLE {quoted(name)} ({columns})")
    append_rows(connection, name, rows)


def append_rows(connection: duckdb.DuckDBPyConnection, name: str, rows: pd.DataFrame) -> None:
    """Add the rows of a frame to a table that has its columns, in its order."""
    if len(rows):
        connection.register("incoming_rows", rows)
        connection.execute(f"INSERT INTO {quoted(name)} SELECT * FROM incoming_rows")
        connection.unregister("incoming_rows")
