"""Inspection reports read through their listing: what the folder and the live site have in common.

A report does not print its date of publication and is filed under a reference number, so each is
read together with its row of the listing. A report that fails a gate is held with its reason.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path

import pandas as pd

from orchestration.archive import Archive, ArchivedFile
from orchestration.catalogue import Source
from orchestration.editions import Held, Reading, Release
from orchestration.errors import SourceError
from orchestration.publishers.allowed import is_published_at
from orchestration.readers.confirmed_reports import confirmed_findings
from orchestration.readers.inspection_report.rules import (
    Finding,
    Listing,
    ReportHeld,
    normalise_name,
)
from orchestration.readers.recognition import Found
from orchestration.readers.remedies import what_to_do
from orchestration.readers.report_kinds import KINDS, Report, kind_of_report
from orchestration.readers.sheets import Sheets
from orchestration.readers.tables import read_records
from orchestration.settings import SEEDS


@dataclass(frozen=True)
class ListedReport:
    """One row of the listing with the archived file it points to.

    Attributes:
        row: The listing's columns by our names.
        file: The archived report.
    """

    row: Mapping[str, str]
    file: ArchivedFile


@dataclass(frozen=True)
class _Task:
    """What a reading process is given."""

    reader: str
    path: Path
    listing: Listing
    known_names: tuple[str, ...]
    confirmed: frozenset[Finding]


@dataclass(frozen=True)
class _Outcome:
    """What came of one report: its row, or why it is held."""

    report: Report | None = None
    rule: str = ""
    detail: str = ""
    page: int = 1
    begun_on: date | None = None


def is_listing(sheets: Sheets, source: Source) -> bool:
    """Whether a CSV file is a listing of reports."""
    grid = sheets.read("") if sheets.names == ("",) else []
    table = source.tables[kind_of_report(source).table]
    wanted = {h for known in table.columns.values() for h in known.headings}
    return bool(grid) and wanted <= set(grid[0])


def read_listing(name: str, sheets: Sheets, source: Source) -> list[dict[str, str]]:
    """Rows of a listing, by our column names.

    Raises:
        SourceError: A date is not a date, or a file is listed twice.
    """
    rows = read_records(name, sheets, Found(source, kind_of_report(source).table, "", 1.0))
    seen: set[str] = set()
    for row in rows:
        try:
            date.fromisoformat(row["publication_date"])
        except ValueError as error:
            raise SourceError(name, "publication date", str(error), row["_locator"]) from error
        if row["file_id"] in seen:
            raise SourceError(name, "listed once", f"file {row['file_id']}", row["_locator"])
        seen.add(row["file_id"])
    return rows


def read_reports(
    source: Source,
    reports: Iterable[ListedReport],
    archive: Archive,
    hosts: Collection[str] = (),
) -> Reading:
    """Read reports of the kind that a source page is about; hold the others.

    A report whose row of the listing contradicts itself is held too: its address would be
    published, and its number decides whose judgement it is.

    Args:
        source: The source page.
        reports: The reports.
        archive: Where their bytes are.
        hosts: Hosts that stand for Ofsted's in the settings.

    Returns:
        A release and a row per report that passed, and a held row per other.
    """
    names, confirmed = _names_by_urn(), confirmed_findings()
    reading, listed = Reading(), []
    for report in sorted(reports, key=lambda report: report.row["file_id"]):
        problem = _listing_problem(report.row, names, hosts)
        if problem:
            reading.held.append(_held(source, report, problem))
        else:
            listed.append(report)
    tasks = [
        _Task(
            source.reader,
            archive.path(report.file.sha256),
            _listing(report.row),
            (report.row["listing_name"], *names.get(report.row["urn"], ())),
            confirmed.get(report.row["file_id"], frozenset()),
        )
        for report in listed
    ]
    rows = []
    for report, outcome in zip(listed, _read_all(tasks), strict=True):
        if outcome.report is not None:
            reading.releases.append(_release(source, report))
            rows.append(_row(source, report, outcome.report))
        else:
            reading.held.append(_held(source, report, outcome))
    table = kind_of_report(source).table
    columns = list(source.tables[table].read_columns)
    reading.tables[table] = [pd.DataFrame(rows, columns=columns, dtype="object")]
    return reading


def _listing_problem(
    row: Mapping[str, str], names: Mapping[str, tuple[str, ...]], hosts: Collection[str]
) -> _Outcome | None:
    """Why a row of a listing cannot be about the report that it names."""
    url, stem = row["url"], row["file"].rpartition("/")[2].partition(".")[0]
    numbers = {url.rpartition("/")[2], *([stem] if stem.isdigit() else [])}
    known = {normalise_name(name) for name in names.get(row["urn"], ())}
    if not is_published_at(url, hosts):
        detail = f"{url[:80]!r} is no https address of Ofsted's: mend the listing"
        return _Outcome(rule="report's address", detail=detail)
    if numbers != {row["file_id"]}:
        detail = (
            f"{url[:80]!r} and {row['file']} are not of file {row['file_id']}: mend the listing"
        )
        return _Outcome(rule="report's address", detail=detail)
    if known and normalise_name(row["listing_name"]) not in known:
        detail = (
            f"{row['listing_name']!r} is not a name of the authority with number {row['urn']}: "
            "mend the listing, or add the name to dbt_project/seeds/authority_names.csv"
        )
        return _Outcome(rule="listed name", detail=detail)
    return None


def _held(source: Source, report: ListedReport, outcome: _Outcome) -> Held:
    return Held(
        source=source.source,
        locator=f"{report.row['file']} page {outcome.page}",
        rule=outcome.rule,
        detail=outcome.detail,
        urn=report.row["urn"],
        publication_date=report.row["publication_date"],
        inspection_start_date=str(outcome.begun_on) if outcome.begun_on else None,
    )


def _read_all(tasks: list[_Task]) -> list[_Outcome]:
    """Read in parallel: two readers each, and PDFium allows one thread per process."""
    if len(tasks) < 20:
        return [_read_one(task) for task in tasks]
    with ProcessPoolExecutor(cpu_count(), mp_context=get_context("spawn")) as pool:
        return list(pool.map(_read_one, tasks, chunksize=8))


def _read_one(task: _Task) -> _Outcome:
    kind, data = KINDS[task.reader], task.path.read_bytes()
    try:
        return _Outcome(kind.read(data, task.listing, task.known_names, task.confirmed))
    except ReportHeld as held:
        detail = f"{held.detail}; {what_to_do(held, task.listing, kind)}"
        return _Outcome(None, held.rule, detail, held.page or 1, held.begun_on)


def _listing(row: Mapping[str, str]) -> Listing:
    return Listing(
        urn=row["urn"],
        listing_name=row["listing_name"],
        title=row["title"],
        publication_date=date.fromisoformat(row["publication_date"]),
        file_id=row["file_id"],
        url=row["url"],
    )


def _release(source: Source, report: ListedReport) -> Release:
    return Release(
        release_id=_release_id(source, report),
        source=source.source,
        publisher=source.publisher,
        publication=source.publication,
        edition=report.row["file_id"],
        published_on=report.row["publication_date"],
        retrieved_at=report.file.retrieved_at,
        url=report.row["url"],
        licence=source.licence.name,
        sha256=report.file.sha256,
        bytes=report.file.size,
        rows_read=1,
        reader=source.reader,
        file_name=report.row["file"],
    )


def _row(source: Source, report: ListedReport, read: Report) -> dict[str, str | None]:
    values = {
        name: ", ".join(value) if isinstance(value, tuple) else value and str(value)
        for name, value in asdict(read).items()
    }
    return {
        **{
            name: report.row[name] or None
            for name in source.tables[kind_of_report(source).table].columns
        },
        **{name: value or None for name, value in values.items()},
        "_release_id": _release_id(source, report),
        "_file_sha256": report.file.sha256,
        "_locator": "page 1",
    }


def _release_id(source: Source, report: ListedReport) -> str:
    return f"{source.source}_{report.row['file_id']}"


@cache
def _names_by_urn() -> dict[str, tuple[str, ...]]:
    """Every name of each authority, and of those who act for it, by Ofsted's reference number.

    A trust that acts for several authorities is a name of each of them.
    """
    names: dict[str, tuple[str, ...]] = {}
    urn_of: dict[str, str] = {}
    for row in _seed("authorities"):
        if row["ofsted_urn"]:
            urn_of[row["la_code"]] = row["ofsted_urn"]
            names[row["ofsted_urn"]] = (row["la_name"],)
    for row in [*_seed("authority_names"), *_seed("report_names")]:
        if row["la_code"] in urn_of:
            names[urn_of[row["la_code"]]] += (row["name"],)
    return names


def _seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
