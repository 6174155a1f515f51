"""CSV files with the rows behind each page, as the published CSV files write them."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb

from orchestration.warehouse import literal
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
        query = f"SELECT la_code AS file, * FROM {table} ORDER BY la_code, {order}"
        for la_code in _write_split(connection, query, folder, "{}-" + f"{name}.csv"):
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
"""


def write_compared(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write every row of each indicator, and the newest rows of each region."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE compared AS {_COMPARED}")
    order = "indicator_id, period, la_code"
    for query, name in (
        (f"SELECT indicator_id AS file, * FROM compared ORDER BY {order}", "{}.csv"),
        (
            "SELECT region_code AS file, * FROM compared WHERE is_newest "
            f"ORDER BY region_code, {order}",
            "region-{}.csv",
        ),
    ):
        _write_split(connection, query, folder, name)
    connection.execute("DROP TABLE compared")


def _write_split(
    connection: duckdb.DuckDBPyConnection, query: str, folder: Path, name: str
) -> list[str]:
    """Write a file for each value of a query's first column, by which it is sorted.

    DuckDB writes the rows, so that figures read exactly as in the published CSV files; they are
    counted before they are split, and the rows of one file are in memory at a time.

    Args:
        connection: Published database.
        query: The first column tells the file, and the file does not have it.
        folder: Where the files go.
        name: Of a file, with `{}` for the value.

    Returns:
        The values.

    Raises:
        ValueError: A field holds a line break, so that lines are not rows; none is written.
    """
    whole = folder / ".whole.csv"
    written = connection.execute(f"COPY ({query}) TO {literal(whole)} (HEADER)").fetchone()
    with whole.open("rb") as file:
        lines = sum(1 for _ in file) - 1
    if written and written[0] != lines:
        whole.unlink()
        raise ValueError(f"{written[0]} rows are {lines} lines: {query}")
    values = []
    with whole.open(encoding="utf-8", newline="\n") as file:
        _, _, header = next(file).partition(",")
        parted = (line.partition(",") for line in file)
        for value, group in groupby(parted, key=itemgetter(0)):
            rows = "".join(rest for _, _, rest in group)
            (folder / name.format(value)).write_text(header + rows, "utf-8", newline="\n")
            values.append(value)
    whole.unlink()
    return values


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
