"""The embedded snapshot as the publication before, where nothing has been published."""

from __future__ import annotations

import duckdb

from expectations.sql import sql
from orchestration.catalogue import load_catalogue
from orchestration.settings import SNAPSHOT, SOURCE_PAGES
from orchestration.warehouse import literal, quoted


def attach_embedded(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the raw tables of the snapshot readable as `embedded.<source>__<table>`."""
    connection.execute("ATTACH ':memory:' AS embedded")
    for path in [SNAPSHOT / "releases.csv", *SNAPSHOT.glob("*/*.csv")]:
        name = path.stem if path.parent == SNAPSHOT else f"{path.parent.name}__{path.stem}"
        connection.execute(
            f"CREATE VIEW embedded.main.{quoted(name)} AS "
            f"SELECT * FROM read_csv({literal(path)}, header=true, all_varchar=true)"
        )


def published_from_embedded(table: str) -> str:
    """SQL of a published table from the snapshot, as far as `release/continuity` asks of it."""

    def tables(column: str) -> list[tuple[str, str]]:
        return [
            (page.source, f"{page.source}__{name}")
            for page in load_catalogue(SOURCE_PAGES).values()
            for name, declared in page.tables.items()
            if declared.measures and column in declared.columns
        ]

    return sql(
        f"release/embedded/{table}", statistics=tables("geographic_level"), outturns=tables("class")
    )
