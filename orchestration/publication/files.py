"""The tables of a publication as files for any tool: CSV, Parquet and a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from orchestration.publication.package import PublishedTable
from orchestration.publication.workbook import write_workbook
from orchestration.warehouse import connect, literal, quoted

# Folder and ending of a format, and how DuckDB is told to write it.
FORMATS = {
    "csv": "HEADER, DELIMITER ',', NULL ''",
    "parquet": "FORMAT parquet, COMPRESSION zstd",
}
WORKBOOK = "benchmarks.xlsx"


def write_files(folder: Path, tables: Sequence[PublishedTable]) -> None:
    """Write the tables of a publication's database beside it, sorted by key.

    The same tables give the same bytes. A Parquet file also names the DuckDB that wrote it.

    Args:
        folder: The publication, with its database.
        tables: What is in the database.
    """
    database = folder / "benchmarks.duckdb"
    with connect(database, read_only=True) as connection:
        for kind, options in FORMATS.items():
            (folder / kind).mkdir()
            for table in tables:
                connection.execute(
                    f"COPY (SELECT * FROM {quoted(table.name)} ORDER BY {table.order}) "
                    f"TO {literal(folder / kind / f'{table.name}.{kind}')} ({options})"
                )
    write_workbook(database, folder / WORKBOOK, tables)
