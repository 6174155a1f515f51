"""The one place that opens DuckDB.

The build database belongs to the run: nobody else opens it, since DuckDB lets one process write.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import duckdb

from orchestration.errors import NoRoomError, without_room
from orchestration.settings import ON_DISK, Settings

if TYPE_CHECKING:
    import pandas as pd


@contextmanager
def connect(path: Path, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that is closed on the way out, so that dbt can open the file next.

    What does not fit into the memory it may have goes to `<file>.tmp` while a query runs.

    Raises:
        NoRoomError: That was not enough either.
    """
    if not read_only:
        path.parent.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(str(path), read_only=read_only)
    connection.execute("SET enable_progress_bar = false")
    connection.execute(f"SET memory_limit = {literal(Settings.from_environment().memory)}")
    connection.execute(f"SET max_temp_directory_size = {literal(ON_DISK)}")
    try:
        yield connection
    except duckdb.Error as error:
        trouble = without_room(str(error))
        if trouble is None:
            raise
        raise NoRoomError(trouble) from None
    finally:
        connection.close()


def take_lock(folder: Path) -> IO[str] | None:
    """The lock of a folder in which one process builds, until it is closed; None while taken."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def quoted(name: str) -> str:
    """An identifier, possibly with a schema, safe to put into SQL."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in name.split("."))


def literal(text: object) -> str:
    """A value as an SQL string, safe to put into SQL where a parameter is not allowed."""
    return "'" + str(text).replace("'", "''") + "'"


def load_table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    rows: pd.DataFrame,
    figures: Iterable[str] = (),
) -> None:
    """Replace a table of text with the rows of a frame; null stays null, all else is text.

    Args:
        connection: The database.
        name: The table, with its schema.
        rows: The frame.
        figures: Columns that become rows: the column's name under `measure`, its text under
            `value`, null where the cell is empty; a row of the frame that has null there has no
            such figure.
    """
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(name.split('.')[0])}")
    connection.register("incoming_rows", rows)
    texts = f"SELECT {', '.join(f'{quoted(c)}::VARCHAR AS {quoted(c)}' for c in rows.columns)} "
    query = melted(texts + "FROM incoming_rows", figures)
    connection.execute(f"CREATE OR REPLACE TABLE {quoted(name)} AS {query}")
    connection.unregister("incoming_rows")


def melted(query: str, figures: Iterable[str]) -> str:
    """SQL of a query whose columns of figures become rows, as in `load_table`."""
    names = ", ".join(quoted(figure) for figure in figures)
    if not names:
        return query
    return (
        "SELECT * REPLACE (nullif(value, '') AS value) "
        f"FROM (UNPIVOT ({query}) ON {names} INTO NAME measure VALUE value)"
    )


def append_rows(connection: duckdb.DuckDBPyConnection, name: str, rows: pd.DataFrame) -> None:
    """Add the rows of a frame to a table that has its columns, in its order."""
    if len(rows):
        connection.register("incoming_rows", rows)
        connection.execute(f"INSERT INTO {quoted(name)} SELECT * FROM incoming_rows")
        connection.unregister("incoming_rows")


def tables_of(connection: duckdb.DuckDBPyConnection, schema: str) -> set[str]:
    """Names of the tables of a schema of the current database, views left out."""
    rows = connection.execute(
        "SELECT table_name FROM duckdb_tables() "
        "WHERE database_name = current_database() AND schema_name = ?",
        [schema],
    ).fetchall()
    return {name for (name,) in rows}
