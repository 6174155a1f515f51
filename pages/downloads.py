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


# What a page of an indicator or a region shows of its rows, with the intervals of their ranks.
_COMPARED = """
    SELECT benchmarks.indicator_id, benchmarks.period, benchmarks.la_code, benchmarks.la_name,
        benchmarks.region_code, benchmarks.value, benchmarks.marker, benchmarks.is_joint_return,
        benchmarks.england_value, benchmarks.region_value, benchmarks.n_ranked,
        benchmarks.rank_lowest, benchmarks.quartile, intervals.n_ranked AS interval_n_ranked,
        intervals.rank_lowest AS interval_rank, intervals.rank_lower, intervals.rank_upper,
        benchmarks.rank_in_region, benchmarks.n_in_region, benchmarks.change_1y,
        benchmarks.change_3y, benchmarks.release_id, benchmarks.is_newest
    FROM la_benchmarks AS benchmarks LEFT JOIN (
        SELECT * EXCLUDE (area_code), unnest(string_split(area_code, '+')) AS la_code
        FROM rank_intervals
    ) AS intervals USING (indicator_id, period, la_code)
    ORDER BY benchmarks.indicator_id, benchmarks.period, benchmarks.la_code
"""


def write_compared(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write every row of each indicator, and the newest rows of each region."""
    # As text, so that the figures read exactly as in the published CSV files.
    cursor = connection.execute(f"SELECT COLUMNS(*)::VARCHAR FROM ({_COMPARED})")
    header = [column[0] for column in cursor.description or ()]
    name, region, newest = (header.index(n) for n in ("indicator_id", "region_code", "is_newest"))
    groups: dict[str, list[Sequence[Any]]] = defaultdict(list)
    for row in cursor.fetchall():
        groups[row[name]].append(row)
        if row[newest] == "true":
            groups[f"region-{row[region]}"].append(row)
    for key, rows in groups.items():
        write_csv(folder / f"{key}.csv", header, rows)


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
