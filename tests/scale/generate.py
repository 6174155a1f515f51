"""A world of n times the size in the real tables' shape: raw tables of the snapshot, and the seeds.

A power of ten is shared out: authorities ten times over first, then indicators, then periods. Each
copy of an authority has codes, names and neighbours of its own; each copy of an indicator its own
measures; each copy of a period lies a century before the last. England and the regions are not
copied with authorities, so that their figures no longer add up: times and memory are asked of this
world, never figures.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import duckdb

from orchestration.warehouse import literal, quoted

# Columns by what they name, in raw tables and seeds.
CODES = re.compile(r"(.*_)?la_codes?|neighbour_\d+")
OFFICIAL_CODES = re.compile(r"ons_code")
NUMBERS = re.compile(r"(ofsted_)?urn")
NAMES = re.compile(r"la_name|listing_name|la_name_on_page|name")
# One release per report: a copy of a report has one of its own.
BY_REPORT = ("ofsted_inspection_reports", "ofsted_area_send")
# Its figures are codes.
NEIGHBOURS = "dfe_neighbours__model_"
MEASURES = ("measure", "numerator_measures", "denominator_measures")
# Rates of every file rest on this one, which is not copied.
POPULATION = "population"
CENTURY = 100
MARK = "if(authority = 0, '', '_' || authority)"
# Where a row stands in its file; the years of a copy stand elsewhere.
PLACES = ("_locator", "locator")
CENTURY_MARK = "if(century = 0, '', '-' || century)"


@dataclass(frozen=True)
class Factors:
    """How many times over each dimension is there."""

    authorities: int
    indicators: int
    periods: int

    @classmethod
    def of(cls, scale: int) -> Factors:
        """Ten times each, in turn: `scale` is 1, 10, 100 or 1000."""
        return cls(*(10 if scale >= least else 1 for least in (10, 100, 1000)))


def multiply_raw(connection: duckdb.DuckDBPyConnection, factors: Factors) -> None:
    """Replace the raw tables by n times as many rows.

    Args:
        connection: A build database with the snapshot's raw tables.
        factors: How many times over.
    """
    tables = connection.execute(
        "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns() "
        "JOIN duckdb_tables() USING (schema_name, table_name) WHERE schema_name = 'raw' "
        "GROUP BY table_name ORDER BY table_name"
    ).fetchall()
    for table, columns in tables:
        copied = {name: _copied(name, table.partition("__")[0]) for name in columns}
        own = [quoted(name) for name, sql in copied.items() if sql and name not in PLACES]
        is_own = " OR ".join(f"{name} IS NOT NULL" for name in own) or "false"
        if "ons_code" in columns:
            # A return of spending has England as one of its authorities.
            is_own = f"({is_own}) AND NOT coalesce(ons_code LIKE 'E92%', false)"
        times = Factors(factors.authorities, 1, 1)
        if table.startswith(NEIGHBOURS):
            copied["value"] = f"if(measure LIKE 'neighbour_%', {_coded('value')}, value)"
        elif {"measure", "value"} <= set(columns):
            copied["measure"] = "if(indicator = 0, measure, measure || '__' || indicator)"
            times = Factors(factors.authorities, factors.indicators, 1)
            if "period" in columns:
                copied["period"] = (
                    f"(left(period, 4)::INTEGER - {CENTURY} * century::INTEGER)::VARCHAR "
                    "|| substr(period, 5)"
                )
                copied["_locator"] = f"{copied['_locator']} || {CENTURY_MARK}"
                times = factors
        _replace(connection, table, copied, times, is_own)


def multiply_reference(connection: duckdb.DuckDBPyConnection, factors: Factors) -> None:
    """Let the rules of the landing gate know the copies of indicators.

    Args:
        connection: A build database with `reference` attached.
        factors: How many times over.
    """

    def copied(part: str) -> str:
        stays = f"indicator = 0 OR {part} = {literal(POPULATION)}"
        return f"if({stays}, {part}, {part} || '__' || indicator)"

    def all_copied(parts: str) -> str:
        return f"list_transform({parts}, lambda part: {copied('part')})"

    rules = {
        "limits": {"measure": copied("measure")},
        "measures": {"measure": copied("measure")},
        "parts": {"part": all_copied("part"), "of": all_copied('"of"')},
        "rates": {
            "rate": copied("rate"),
            "numerator": all_copied("numerator"),
            "denominator": all_copied("denominator"),
        },
        "shares": {"share": copied("share"), "count": copied('"count"')},
    }
    for table, columns in rules.items():
        changed = ", ".join(f"{sql} AS {quoted(column)}" for column, sql in columns.items())
        connection.execute(
            f"CREATE OR REPLACE TABLE reference.{table} AS SELECT DISTINCT * "
            f"EXCLUDE (indicator) REPLACE ({changed}) "
            f"FROM reference.{table}, range({factors.indicators}) AS i (indicator)"
        )


def _replace(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    copied: dict[str, str | None],
    factors: Factors,
    is_own: str,
) -> None:
    """`is_own` is true of a row of an authority: only these are copied with the authorities."""
    columns = ", ".join(f"{sql or quoted(name)} AS {quoted(name)}" for name, sql in copied.items())
    stays = f"measure = {literal(POPULATION)}" if "measure" in copied else "false"
    connection.execute(
        f"CREATE OR REPLACE TABLE raw.{quoted(table)} AS SELECT {columns} "
        f"FROM raw.{quoted(table)}, range({factors.authorities}) AS a (authority), "
        f"range({factors.indicators}) AS i (indicator), range({factors.periods}) AS p (century) "
        f"WHERE (authority = 0 OR ({is_own})) AND (indicator = 0 OR NOT {stays})"
    )


def _copied(column: str, source: str) -> str | None:
    """SQL of a column in a copy of an authority's row; None for one that stays."""
    name = quoted(column)
    if CODES.fullmatch(column):
        return _coded(name)
    if OFFICIAL_CODES.fullmatch(column) or NUMBERS.fullmatch(column):
        return f"if({name} LIKE 'E92%' OR {name} LIKE 'E12%', {name}, {name} || {MARK})"
    if NAMES.fullmatch(column):
        return f"if(authority = 0, {name}, {name} || ' ' || chr(97 + authority::INTEGER) || 'x')"
    if column in PLACES or (column in ("_release_id", "release_id") and source in BY_REPORT):
        return f"{name} || {MARK}"
    return None


def _coded(column: str) -> str:
    """Codes of a copy's authorities, of which a joint return has two."""
    return f"regexp_replace({column}, '([0-9]{{3}})', '\\1' || {MARK}, 'g')"


def multiply_seeds(folder: Path, factors: Factors) -> None:
    """Rewrite the seeds of a copy of the dbt project, so that they know all that was copied."""
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        columns = list(rows[0])
        if path.stem == "indicator_definitions":
            rows = list(_indicators(rows, factors.indicators))
        elif any(CODES.fullmatch(name) for name in columns):
            rows = list(_authorities(rows, factors.authorities))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def _authorities(rows: list[dict[str, str]], times: int) -> Iterator[dict[str, str]]:
    for copy, row in product(range(times), rows):
        yield {name: _of_copy(name, value, copy) for name, value in row.items()}


def _of_copy(column: str, value: str, copy: int) -> str:
    if not copy or not value:
        return value
    if CODES.fullmatch(column):
        return re.sub(r"([0-9]{3})", rf"\1_{copy}", value)
    if OFFICIAL_CODES.fullmatch(column) or NUMBERS.fullmatch(column) or column.endswith("_id"):
        return f"{value}_{copy}"
    if NAMES.fullmatch(column):
        return f"{value} {chr(97 + copy)}x"
    return value


def _indicators(rows: list[dict[str, str]], times: int) -> Iterator[dict[str, str]]:
    for copy, row in product(range(times), rows):
        if not copy:
            yield row
        elif row["measure"] != POPULATION:
            changed = {"indicator_id": f"{row['indicator_id']}__{copy}"}
            for column in MEASURES:
                parts = [part for part in row[column].split("|") if part]
                changed[column] = "|".join(
                    part if part == POPULATION else f"{part}__{copy}" for part in parts
                )
            yield row | changed
