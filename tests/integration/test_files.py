"""Every table as Parquet and in the workbook, and what docs/analysts.md says about reading them."""

from __future__ import annotations

import datetime
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from orchestration.dbt_process import MANIFEST
from orchestration.publication.files import write_files
from orchestration.publication.package import published_tables
from orchestration.settings import PROJECT_ROOT
from tests.fixtures.command import contents

ANALYSTS = (PROJECT_ROOT / "docs" / "analysts.md").read_text("utf-8")
READING = ANALYSTS.split("## Reading the files")[1]
# Rows of a sheet above its rows: title, source and day, then the heading; of figures also the
# period, the unit and England.
SHEETS = {
    "Newest figures": 7,
    "Judgements": 5,
    "Spells": 5,
    "Interventions": 5,
    "Waiting": 5,
    "News": 5,
    "Sources": 5,
    "Indicators": 5,
    "Data dictionary": 5,
}


@pytest.fixture(scope="module")
def warehouse(published_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(published_database), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def tables(warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    return [name for (name,) in warehouse.execute("SHOW TABLES").fetchall()]


@pytest.fixture(scope="module")
def sheets(published: Path) -> dict[str, list[list[Any]]]:
    workbook = CalamineWorkbook.from_path(published / "benchmarks.xlsx")
    return {
        name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in workbook.sheet_names
    }


def _headed(sheets: dict[str, list[list[Any]]], name: str) -> list[dict[str, Any]]:
    """Rows of a sheet by what stands above them."""
    top = SHEETS[name]
    return [dict(zip(sheets[name][top - 1], row, strict=True)) for row in sheets[name][top:]]


# All formats.


def test_the_same_database_gives_the_same_bytes_at_any_other_time(
    published: Path, tmp_path: Path
) -> None:
    (tmp_path / "benchmarks.duckdb").hardlink_to(published.resolve() / "benchmarks.duckdb")
    write_files(tmp_path, published_tables(json.loads(MANIFEST.read_text("utf-8"))))
    written = contents(tmp_path)
    kinds = {name.partition("/")[0] for name in written}
    assert kinds == {"benchmarks.duckdb", "csv", "parquet", "benchmarks.xlsx"}
    before = contents(published)
    assert {name: before.get(name) for name in written} == written


# Parquet.


def test_a_parquet_file_has_the_types_and_the_rows_of_its_table_in_the_order_of_the_key(
    warehouse: duckdb.DuckDBPyConnection, published: Path, tables: list[str]
) -> None:
    assert {path.stem for path in (published / "parquet").iterdir()} == set(tables)
    for table in tables:
        here = warehouse.table(table)
        file = warehouse.read_parquet(str(published / "parquet" / f"{table}.parquet"))
        assert file.columns == here.columns, table
        assert file.types == here.types, table
        assert file.fetchall() == here.fetchall(), table


def test_parquet_files_are_compressed_by_zstd(
    warehouse: duckdb.DuckDBPyConnection, published: Path
) -> None:
    codecs = warehouse.execute(
        f"SELECT DISTINCT compression FROM parquet_metadata('{published}/parquet/*.parquet')"
    ).fetchall()
    assert codecs == [("ZSTD",)]


# The workbook.


def test_each_sheet_has_its_source_its_day_a_frozen_heading_and_no_empty_cell(
    warehouse: duckdb.DuckDBPyConnection,
    published: Path,
    sheets: dict[str, list[list[Any]]],
) -> None:
    ((as_at,),) = warehouse.execute("SELECT max(as_at) FROM ratings").fetchall()
    assert list(sheets) == ["Contents", *SHEETS]
    with zipfile.ZipFile(published / "benchmarks.xlsx") as archive:
        texts = [
            archive.read(f"xl/worksheets/sheet{n}.xml").decode() for n in range(1, len(sheets) + 1)
        ]
    for (name, rows), text in zip(sheets.items(), texts, strict=True):
        assert rows[1][0].startswith("Source: "), name
        assert "Open Government Licence v3.0" in rows[1][0], name
        assert rows[2][0] == f"As at {as_at.day} {as_at:%B %Y}", name
        if name != "Contents":
            top = SHEETS[name]
            assert f'ySplit="{top}" topLeftCell="C{top + 1}"' in text, name
            empty = [row for row in rows[top - 1 :] if any(cell in ("", None) for cell in row)]
            assert not empty, (name, empty[0])
    assert "Ofsted: " in sheets["Judgements"][1][0]
    assert "Department for Education: Children in need" in sheets["Newest figures"][1][0]


def test_the_newest_figures_are_those_of_the_benchmarks_and_markers_are_text(
    warehouse: duckdb.DuckDBPyConnection, sheets: dict[str, list[list[Any]]]
) -> None:
    rows, heading = _headed(sheets, "Newest figures"), sheets["Newest figures"][6]
    assert len(set(heading)) == len(heading)
    expected: dict[str, dict[str, Any]] = {}
    periods: dict[str, tuple[str, str, Any]] = {}
    for la_code, title, value, marker, period, unit, england in warehouse.execute(
        "SELECT la_code, title, value, marker, period, unit, england_value FROM la_benchmarks "
        "WHERE is_newest"
    ).fetchall():
        expected.setdefault(la_code, {})[title] = marker if value is None else value
        periods[title] = period, unit, "–" if england is None else england
    assert len(rows) == len(expected) == 153
    for row in rows:
        figures = {title: cell for title, cell in row.items() if title in periods}
        assert figures == expected[row["LA code"]], row["Authority"]
    above = {title: sheets["Newest figures"][line] for line, title in ((3, "period"), (5, "e"))}
    for column, title in enumerate(heading[3:], start=3):
        period, unit, england = periods[title]
        assert above["period"][column] == period
        assert sheets["Newest figures"][4][column] == unit
        assert above["e"][column] == england
    markers = {cell for row in rows for cell in row.values() if isinstance(cell, str)}
    assert {"c", "z"} < markers


def test_the_one_figure_of_a_joint_return_says_so(published: Path) -> None:
    with zipfile.ZipFile(published / "benchmarks.xlsx") as archive:
        styles = archive.read("xl/styles.xml").decode()
        figures = archive.read("xl/worksheets/sheet2.xml").decode()
    (number,) = re.findall(r'numFmtId="(\d+)" formatCode="#,##0.0&quot; \(joint\)&quot;"', styles)
    formats = re.findall(r"<xf [^>]*>", styles.partition("<cellXfs")[2])
    style = next(n for n, form in enumerate(formats) if f'numFmtId="{number}"' in form)
    joint = re.findall(rf'<c r="[A-Z]+(\d+)" s="{style}">', figures)
    # Kingston with Richmond upon Thames, North with West Northamptonshire.
    assert len(set(joint)) == 4


def test_codes_are_text_and_days_are_days(sheets: dict[str, list[list[Any]]]) -> None:
    for name in ("Newest figures", "Judgements", "Spells", "Waiting"):
        codes = {row["LA code"] for row in _headed(sheets, name)}
        assert "306" in codes
        assert all(isinstance(code, str) and len(code) == 3 for code in codes), name
    (croydon,) = [row for row in _headed(sheets, "Judgements") if row["LA code"] == "306"]
    assert isinstance(croydon["Publication date"], datetime.date)
    assert isinstance(croydon["Days since inspection"], float)
    assert croydon["Any inadequate"] in ("yes", "no")


def test_the_other_sheets_have_the_rows_of_their_tables(
    warehouse: duckdb.DuckDBPyConnection, sheets: dict[str, list[list[Any]]]
) -> None:
    for name, rows in {
        "Judgements": "ratings WHERE as_at = (SELECT max(as_at) FROM ratings)",
        "Spells": "improvement_spells",
        "Interventions": "interventions",
        "Waiting": "inspection_watch WHERE as_at = (SELECT max(as_at) FROM ratings)",
        "News": "news",
        "Sources": "source_status",
        "Indicators": "indicators",
        "Data dictionary": "duckdb_columns() WHERE NOT internal",
    }.items():
        ((count,),) = warehouse.execute(f"SELECT count(*) FROM {rows}").fetchall()
        assert len(_headed(sheets, name)) == count, name
    open_spells = [row for row in _headed(sheets, "Spells") if row["Outcome"] == "open"]
    assert {row["Ended published on"] for row in open_spells} == {"–"}
    described = {(row["Table"], row["Column"]) for row in _headed(sheets, "Data dictionary")}
    assert ("la_benchmarks", "la_code") in described


def test_every_marker_is_explained_on_the_first_sheet(
    warehouse: duckdb.DuckDBPyConnection, sheets: dict[str, list[list[Any]]]
) -> None:
    explained = {(row[0], row[1]) for row in sheets["Contents"]}
    known = warehouse.execute("SELECT marker, meaning FROM value_markers").fetchall()
    assert set(known) < explained


# What docs/analysts.md says.


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)\n```", READING, flags=re.DOTALL)


def _read(code: str) -> pl.DataFrame | pd.DataFrame:
    """Run a line of the page, as it is printed."""
    if code.startswith("FROM"):
        return duckdb.sql(code).df()
    names: dict[str, Any] = {"pd": pd, "pl": pl, "duckdb": duckdb}
    exec(code, names)
    return names["rows"]  # type: ignore[no-any-return]


def _text(frame: pl.DataFrame | pd.DataFrame, column: str) -> set[str]:
    """The values of a column that is text, and text alone."""
    values = {value for value in frame[column] if value is not None and value == value}
    assert values and all(isinstance(value, str) for value in values), column
    return values


LINES = _blocks("python") + _blocks("sql")
WHOLE = [line for line in LINES if "la_benchmarks" in line]


def test_each_tool_is_there() -> None:
    kinds = {(tool, kind) for line in WHOLE for tool in ("pd.", "pl.", "duckdb", "FROM")
             for kind in ("csv", "parquet") if tool in line and kind in line}  # fmt: skip
    assert {("pd.", "csv"), ("pl.", "csv"), ("pl.", "parquet"), ("FROM", "csv")} <= kinds
    assert {("duckdb", "parquet"), ("FROM", "parquet")} <= kinds
    assert _blocks("r") and _blocks("powerquery")


@pytest.mark.parametrize("line", WHOLE)
@pytest.mark.parametrize("table", ["la_benchmarks", "indicator_values"])
def test_a_line_reads_codes_and_periods_as_text_and_every_row(
    published: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    warehouse: duckdb.DuckDBPyConnection,
    line: str,
    table: str,
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "published").symlink_to(published.resolve())
    monkeypatch.chdir(tmp_path)
    code = {"la_benchmarks": "la_code", "indicator_values": "area_code"}[table]
    frame = _read(line.replace("la_benchmarks", table).replace("la_code", code))
    ((count, figures),) = warehouse.execute(
        f"SELECT count(*), count(value) FROM {table}"
    ).fetchall()
    assert len(frame) == count
    assert {"2024-25", "2025"} < _text(frame, "period")
    assert ("314+318" if table == "indicator_values" else "314") in _text(frame, code)
    assert {"c", "low", "z"} < _text(frame, "marker")
    counted = frame["value"].count()
    assert counted == figures
    assert str(frame["value"].dtype).lower() == "float64"


def test_the_line_for_the_workbook_reads_a_row_per_authority(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "published").symlink_to(published.resolve())
    monkeypatch.chdir(tmp_path)
    (line,) = [line for line in LINES if "xlsx" in line]
    frame = _read(line)
    assert len(frame) == 153
    assert "306" in _text(frame, "LA code")
    assert "Vacancy rate (FTE)" in list(frame.columns)


def test_a_csv_file_read_without_types_is_why_the_page_is_there(published: Path) -> None:
    """Once programs guess right, the page can say less."""
    path = published / "csv" / "indicator_values.csv"
    with pytest.raises(duckdb.ConversionException, match="2023-24"):
        duckdb.sql(f"FROM '{path}'").fetchall()
    with pytest.raises(pl.exceptions.ComputeError, match="area_code"):
        pl.read_csv(path)
