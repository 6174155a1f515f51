"""CSV files with the rows behind each page, as the published CSV files write them."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from pages.figures.parts import Link
from pages.reading import Rows

_TABLES = {
    "benchmarks": ("la_benchmarks", "indicator_id, period"),
    "inspections": ("inspections", "inspection_id"),
    "visits": ("visits", "visit_id"),
    "spells": ("improvement_spells", "spell_id"),
    "interventions": ("interventions", "intervention_id"),
}
# What a file's link says where its name does not say it plainly.
_NAMED = {"spells": "periods at a grade worse than Good"}


def write_downloads(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, list[Link]]:
    """Write each authority's rows of each table; no file where it has none.

    Returns:
        Links from an authority's page, by authority.
    """
    links: dict[str, list[Link]] = defaultdict(list)
    for name, (table, order) in _TABLES.items():
        # As text, so that the figures read exactly as in the published CSV files.
        cursor = connection.execute(
            f"SELECT COLUMNS(*)::VARCHAR FROM {table} ORDER BY la_code, {order}"
        )
        header = [column[0] for column in cursor.description or ()]
        key = header.index("la_code")
        groups: dict[str, list[Sequence[Any]]] = defaultdict(list)
        for row in cursor.fetchall():
            groups[row[key]].append(row)
        for la_code, rows in groups.items():
            write_csv(folder / f"{la_code}-{name}.csv", header, rows)
            links[la_code].append(
                Link(f"{_NAMED.get(name, name)} (CSV)", f"../data/{la_code}-{name}.csv")
            )
    return dict(links)


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """UTF-8, LF, nothing for null: the form of the published CSV files."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_funnel(path: Path, points: Rows) -> None:
    """The points of the funnel chart, one row per return."""
    header = ["area_code", "name", "n", "value", "is_beyond"]
    write_csv(path, header, [[row[name] for name in header] for row in points])
