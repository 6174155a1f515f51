"""The embedded snapshot as the publication before, where nothing has been published."""

from __future__ import annotations

import duckdb

from expectations.sources import source_pages
from expectations.sql import sql
from orchestration.assets.gathered import statistics
from orchestration.settings import SNAPSHOT
from orchestration.warehouse import literal, melted, quoted


def attach_embedded(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the raw tables of the snapshot readable as `embedded.<source>__<table>`.

    `embedded.statistics` has those of statistics together, `embedded.releases` their editions.
    """
    connection.execute("ATTACH ':memory:' AS embedded")

    def view(name: str, query: str) -> None:
        connection.execute(f"CREATE VIEW embedded.main.{quoted(name)} AS {query}")

    view("releases", _rows("releases.csv"))
    gathered = []
    for source in source_pages().values():
        for name, table in source.tables.items():
            path, relation = f"{source.source}/{name}.csv", f"{source.source}__{name}"
            if not (SNAPSHOT / path).exists():
                continue
            view(relation, melted(_rows(path), table.measures))
            if table.layout == "statistics":
                gathered.append(statistics(source, name, f"embedded.main.{relation}"))
    view("statistics", " UNION ALL ".join(gathered))


def _rows(path: str) -> str:
    rows = f"read_csv({literal(SNAPSHOT / path)}, header=true, all_varchar=true)"
    return f"SELECT *, NULL::VARCHAR AS _file_sha256 FROM {rows}"


def published_from_embedded(table: str) -> str:
    """SQL of a published table from the snapshot, as far as `release/continuity` asks of it."""
    outturns = [
        (page.source, f"{page.source}__{name}")
        for page in source_pages().values()
        for name, declared in page.tables.items()
        if declared.measures and "class" in declared.columns
    ]
    return sql(f"release/embedded/{table}", outturns=outturns)
