"""What changed between two publications, in words and counts: `CHANGES.md`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import duckdb

from orchestration.warehouse import literal, quoted

TITLE = "# Changes against the publication before"
REPORTS = "ofsted_inspection_reports_%"


def changes_since(
    connection: duckdb.DuckDBPyConnection, previous: Path, keys: Mapping[str, Sequence[str]]
) -> str:
    """Compare a publication with the one before.

    Args:
        connection: The new publication, open.
        previous: The database of the publication before; it need not be there.
        keys: The columns that identify a row, per table.

    Returns:
        Markdown: releases that are new or gone, then rows added, removed and revised per table.
    """
    if not previous.exists():
        return f"{TITLE}\n\nThis is the first publication here.\n"
    connection.execute(f"ATTACH {literal(previous.resolve())} AS previous (READ_ONLY)")
    try:
        releases = list(_release_notes(connection))
        tables = list(_table_notes(connection, keys))
    finally:
        connection.execute("DETACH previous")
    sections = [TITLE]
    if releases:
        sections.append("## Releases\n\n" + "\n".join(releases))
    if tables:
        sections.append("## Tables\n\n" + "\n".join(tables))
    if len(sections) == 1:
        sections.append("Nothing changed in the tables; pages or descriptions may have.")
    return "\n\n".join(sections) + "\n"


def _release_notes(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """A dated line per edition that is new or gone; inspection reports are counted together."""
    for word, here, there in (("New", "main", "previous.main"), ("Gone", "previous.main", "main")):
        rows = connection.execute(
            f"""
            SELECT publisher, publication, edition, coalesce(published_on, known_on)
            FROM {here}.releases
            WHERE release_id NOT IN (SELECT release_id FROM {there}.releases)
                AND release_id NOT LIKE '{REPORTS}'
            ORDER BY ALL
            """
        ).fetchall()
        for publisher, publication, edition, published in rows:
            yield f"- {word}: {publication}, {publisher}, edition {edition} ({published:%d %B %Y})."
        reports = connection.execute(
            f"""
            SELECT count(*), min(published_on), max(published_on) FROM {here}.releases
            WHERE release_id NOT IN (SELECT release_id FROM {there}.releases)
                AND release_id LIKE '{REPORTS}'
            """
        ).fetchone()
        if reports and reports[0]:
            number, first, last = reports
            yield f"- {word}: {number} inspection reports ({first:%d %B %Y} to {last:%d %B %Y})."


def _table_notes(
    connection: duckdb.DuckDBPyConnection, keys: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    known = {
        name
        for (name,) in connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'previous'"
        ).fetchall()
    }
    for table, key in keys.items():
        if table not in known:
            yield f"- `{table}`: new table."
            continue
        added, removed, revised = _table_changes(connection, table, key)
        if added or removed or revised:
            yield (f"- `{table}`: {added:,} rows added, {removed:,} removed, {revised:,} revised.")


def _table_changes(
    connection: duckdb.DuckDBPyConnection, table: str, key: Sequence[str]
) -> tuple[int, int, int]:
    """Rows added, removed and revised, by the table's key."""
    name, columns = quoted(table), ", ".join(quoted(column) for column in key)
    join = " AND ".join(f"new.{quoted(c)} IS NOT DISTINCT FROM old.{quoted(c)}" for c in key)
    counts = connection.execute(
        f"""
        WITH new AS (
            SELECT {columns}, md5(rows::VARCHAR) AS content FROM main.{name} AS rows
        ),
        old AS (
            SELECT {columns}, md5(rows::VARCHAR) AS content FROM previous.main.{name} AS rows
        )
        SELECT count(*) FILTER (old.content IS NULL), count(*) FILTER (new.content IS NULL),
            count(*) FILTER (old.content <> new.content)
        FROM new FULL JOIN old ON {join}
        """
    ).fetchone()
    return counts if counts else (0, 0, 0)
