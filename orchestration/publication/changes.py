"""What changed between two publications, in words and counts: `CHANGES.md`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import duckdb

from orchestration.warehouse import literal, quoted

TITLE = "# Changes against the publication before"
# Each report is an edition of its own; they are counted, not named.
REPORTS = "ofsted_(inspection_reports|area_send)_.*"


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
                AND release_id NOT SIMILAR TO '{REPORTS}'
            ORDER BY ALL
            """
        ).fetchall()
        for publisher, publication, edition, published in rows:
            yield f"- {word}: {publication}, {publisher}, edition {edition} ({published:%d %B %Y})."
        reports = connection.execute(
            f"""
            SELECT count(*), min(coalesce(published_on, known_on)),
                max(coalesce(published_on, known_on))
            FROM {here}.releases
            WHERE release_id NOT IN (SELECT release_id FROM {there}.releases)
                AND release_id SIMILAR TO '{REPORTS}'
            """
        ).fetchone()
        if reports and reports[0]:
            number, first, last = reports
            yield f"- {word}: {number} inspection reports ({first:%d %B %Y} to {last:%d %B %Y})."


def _table_notes(
    connection: duckdb.DuckDBPyConnection, keys: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    new, old = _columns(connection, "main"), _columns(connection, "previous")
    for table, key in keys.items():
        if table not in old:
            yield f"- `{table}`: new table."
            continue
        for word, names in (
            ("new", [name for name in new[table] if name not in old[table]]),
            ("gone", [name for name in old[table] if name not in new[table]]),
        ):
            if names:
                yield f"- `{table}`: {word} columns {', '.join(f'`{name}`' for name in names)}."
        shared = [name for name in new[table] if name in old[table]]
        added, removed, revised = _table_changes(connection, table, key, shared)
        if added or removed or revised:
            yield (f"- `{table}`: {added:,} rows added, {removed:,} removed, {revised:,} revised.")
    for table in sorted(old.keys() - new.keys()):
        yield f"- `{table}`: the table is gone."


def _columns(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, list[str]]:
    """Columns of each table of the publication here (`main`) or the one before, in order."""
    rows = connection.execute(
        "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns() "
        "WHERE schema_name = 'main' AND database_name = coalesce(nullif(?, 'main'), "
        "current_database()) GROUP BY ALL",
        [database],
    ).fetchall()
    return dict(rows)


def _table_changes(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    key: Sequence[str],
    shared: Sequence[str],
) -> tuple[int, int, int]:
    """Rows added, removed and revised, by the table's key, in the columns that both have."""
    name, columns = quoted(table), ", ".join(quoted(column) for column in key)
    content = f"md5(struct_pack({', '.join(quoted(column) for column in shared)})::VARCHAR)"
    join = " AND ".join(f"new.{quoted(c)} IS NOT DISTINCT FROM old.{quoted(c)}" for c in key)
    counts = connection.execute(
        f"""
        WITH new AS (
            SELECT {columns}, {content} AS content FROM main.{name}
        ),
        old AS (
            SELECT {columns}, {content} AS content FROM previous.main.{name}
        )
        SELECT count(*) FILTER (old.content IS NULL), count(*) FILTER (new.content IS NULL),
            count(*) FILTER (old.content <> new.content)
        FROM new FULL JOIN old ON {join}
        """
    ).fetchone()
    return counts if counts else (0, 0, 0)
