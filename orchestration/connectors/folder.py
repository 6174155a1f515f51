"""A folder of published files that a person downloaded: any names, any depth.

Each file is recognised by what is in it. One that no source page recognises is named and held,
never guessed; one that is recognised and damaged stops the run.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from orchestration.archive import Archive, ArchivedFile
from orchestration.catalogue import Source
from orchestration.connectors.snapshot import SnapshotConnector
from orchestration.editions import DAYS_FILE, Held, Reading
from orchestration.errors import SourceError, listed
from orchestration.readers.days import published_days
from orchestration.readers.files import read_files
from orchestration.readers.recognition import find_tables, nearest
from orchestration.readers.report_kinds import is_of
from orchestration.readers.reports import ListedReport, is_listing, read_listing, read_reports
from orchestration.readers.sheets import MAX_BYTES, Sheets, glimpse, kind_of, open_sheets

WORKBOOK_SUFFIXES = {".ods", ".xlsx"}
PUBLISHED_SUFFIXES = {".csv", *WORKBOOK_SUFFIXES}
DATA_SUFFIXES = {*PUBLISHED_SUFFIXES, ".xls"}
# What operating systems and office programs leave beside files: `.DS_Store`, `._a.csv`, `~$a.xlsx`.
LEFTOVERS = (".", "~$")
# How Excel up to 2003 begins a file, and later ones a file with a password.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Of a folder in which nothing is recognised so many files are named.
MOST_NAMED = 5
NO_PAGE = "no source page recognises its content"


@dataclass
class _Contents:
    """What a folder holds."""

    files: dict[str, list[ArchivedFile]] = field(default_factory=lambda: defaultdict(list))
    reports: list[ListedReport] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    days: dict[str, str] = field(default_factory=dict)


class FolderConnector:
    """Reads the newest known files from a folder, archiving every one of them."""

    def __init__(
        self,
        folder: Path,
        catalogue: dict[str, Source],
        archive: Archive,
        below: SnapshotConnector,
        as_at: date | None = None,
    ) -> None:
        """Nothing is read before the first question.

        Args:
            folder: Where the files are.
            catalogue: The source pages that files are recognised by.
            archive: Where every recognised file is kept.
            below: What the folder is laid over: what is known without it.
            as_at: A date that stands in for any found.

        Raises:
            SourceError: The folder is not there.
        """
        if not folder.is_dir():
            raise SourceError(str(folder), "folder of published files", "there is no such folder")
        self._folder, self._catalogue, self._archive = folder, catalogue, archive
        self._below, self._as_at = below, as_at

    def read(self, source: Source) -> Reading:
        """All editions of a source that are in the folder.

        Raises:
            SourceError: A file breaks a rule, or nothing in the folder is recognised.
        """
        if source.reads_reports:
            reports = [r for r in self._contents.reports if is_of(source, r.row)]
            reading = read_reports(source, reports, self._archive)
            reading.held = [replace(held, is_given=True) for held in reading.held]
            return reading
        files = self._contents.files.get(source.source, [])
        below = [r for r in self._below.releases if r.source == source.source]
        return read_files(source, files, self._archive, below, self._contents.days)

    def unrecognised(self) -> list[Held]:
        """Files that no source page recognises.

        Raises:
            SourceError: A file breaks a rule, or nothing in the folder is recognised.
        """
        return self._contents.held

    def as_at(self) -> date:
        """The date given; without one, the later of two.

        They are the snapshot's date and the newest publication of an inspection that the folder's
        tables of inspections and listings of reports name. A date to come counts for nothing.

        Raises:
            SourceError: A file is not what its name says, or nothing in the folder is recognised.
        """
        if self._as_at:
            return self._as_at
        today = date.today()
        known = [day for day in self._publication_dates() if day <= today]
        return max([self._below.as_at(), *known])

    def _publication_dates(self) -> Iterator[date]:
        """The dates on which the folder's inspections were published."""
        stated: list[str] = []
        for source in self._catalogue.values():
            if source.reader == "report":
                reports = (r.row for r in self._contents.reports if is_of(source, r.row))
                stated += [row["publication_date"] for row in reports]
            tables = [n for n, t in source.tables.items() if "publication_date" in t.columns]
            if tables and not source.reads_reports:
                # A file that breaks a rule stops the step that loads it, with those of others.
                with suppress(SourceError):
                    reading = self.read(source)
                    for name in tables:
                        stated.extend(reading.frame(name, ["publication_date"])["publication_date"])
        for day in stated:
            with suppress(TypeError, ValueError):
                yield date.fromisoformat(day)

    @cached_property
    def _contents(self) -> _Contents:
        """Every file of the folder in order of its name: by source, or held."""
        contents, others = _Contents(days=published_days(self._folder)), {}
        paths = [p for p in sorted(self._folder.rglob("*")) if p.is_file() and self._counts(p)]
        for path in paths:
            source = self._source_of(path)
            if isinstance(source, str):
                others[path] = source
            elif source.reads_reports:
                contents.reports += self._listed_reports(path, source)
            else:
                archived = self._archive.keep(path.name, path.read_bytes())
                if archived not in contents.files[source.source]:
                    contents.files[source.source].append(archived)
        listed = {report.file.sha256 for report in contents.reports}
        for path, reason in others.items():
            if not listed or hashlib.sha256(path.read_bytes()).hexdigest() not in listed:
                name = path.relative_to(self._folder).as_posix()
                # A name is a stranger's text: it must not read as a formula in our CSV files.
                shown = f"./{name}" if name.startswith(("=", "+", "-", "@")) else name
                contents.held.append(
                    Held("", shown, "recognised-file", reason, is_given=_is_data(path))
                )
        if len(others) == len(paths):
            raise SourceError(str(self._folder), "recognised file", _nothing_in(contents.held))
        return contents

    def _counts(self, path: Path) -> bool:
        parts = path.relative_to(self._folder).parts
        return path.name != DAYS_FILE and not any(part.startswith(LEFTOVERS) for part in parts)

    def _source_of(self, path: Path) -> Source | str:
        """The source a file belongs to, by its content; the reason where no page recognises it.

        Raises:
            SourceError: The file is one of ours and damaged, or is not what its name says.
        """
        name, suffix = path.relative_to(self._folder).as_posix(), path.suffix.lower()
        if path.stat().st_size > MAX_BYTES:
            return f"it is larger than {MAX_BYTES:,} bytes"
        data = path.read_bytes()
        kind = kind_of(data)
        if suffix in PUBLISHED_SUFFIXES and (kind in ("html", "pdf") or not data):
            raise SourceError(name, "file format", f"the content is {kind}, not {path.suffix}")
        if kind != "workbook" and suffix not in DATA_SUFFIXES:
            return _reason(suffix)  # notes, scripts and other text beside the published files
        if data.startswith(OLE):
            return "an old Excel file, or one with a password: save it as .xlsx or .ods"
        try:
            sheets = open_sheets(name, data)
            found = self._recognised(sheets)
            return found or f"{NO_PAGE}; {nearest(sheets, self._catalogue.values())}"
        except SourceError as error:
            is_workbook = kind == "workbook"
            if suffix in WORKBOOK_SUFFIXES if is_workbook else self._recognised(glimpse(data)):
                raise
            return f"{NO_PAGE}; {error.rule}: {error.detail}"

    def _recognised(self, sheets: Sheets) -> Source | None:
        for source in self._catalogue.values():
            if source.reads_reports and is_listing(sheets, source):
                return source
        found = find_tables(sheets, self._catalogue.values())
        return found[0].source if found else None

    def _listed_reports(self, path: Path, source: Source) -> list[ListedReport]:
        """Reports that a listing names, found relative to it.

        Raises:
            SourceError: A listed file is not there, or lies outside the listing's folder.
        """
        name = path.relative_to(self._folder).as_posix()
        reports = []
        for row in read_listing(name, open_sheets(name, path.read_bytes()), source):
            file = (path.parent / row["file"]).resolve()
            if not file.is_relative_to(path.parent.resolve()) or not file.is_file():
                raise SourceError(
                    name, "listed file", f"{row['file']} is not there", row["_locator"]
                )
            reports.append(ListedReport(row, self._archive.keep(file.name, file.read_bytes())))
        return reports


def _is_data(path: Path) -> bool:
    """Whether a file was meant to be read; notes and scripts lie beside published files."""
    return path.suffix.lower() in {*DATA_SUFFIXES, ".pdf"} or kind_of(path.read_bytes()) in (
        "workbook",
        "pdf",
    )


def _reason(suffix: str) -> str:
    if suffix == ".pdf":
        return "no listing (index.csv) names this report, so its publication date is not known"
    return NO_PAGE


def _nothing_in(held: list[Held]) -> str:
    """Why a folder is no source, with the first of its files."""
    files = listed((f"{h.locator} ({h.detail})" for h in held), MOST_NAMED)
    return f"no published file was recognised in it; it holds {files or 'no files'}"
