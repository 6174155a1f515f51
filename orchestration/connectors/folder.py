"""A folder of published files that a person downloaded: any names, any depth.

Each file is recognised by what is in it. One that no source page recognises is named and held,
never guessed.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from orchestration.archive import Archive, ArchivedFile
from orchestration.catalogue import Source
from orchestration.connectors.files import read_files
from orchestration.connectors.reports import ListedReport, is_listing, read_listing, read_reports
from orchestration.errors import SourceError
from orchestration.readers.sheets import MAX_BYTES, kind_of, open_sheets
from orchestration.readers.tables import Held, Reading, find_tables

DATA_SUFFIXES = {".csv", ".ods", ".xlsx", ".xls"}


@dataclass
class _Contents:
    """What a folder holds."""

    files: dict[str, list[ArchivedFile]] = field(default_factory=lambda: defaultdict(list))
    reports: list[ListedReport] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)


class FolderConnector:
    """Reads the newest known files from a folder, archiving every one of them."""

    def __init__(
        self,
        folder: Path,
        catalogue: dict[str, Source],
        archive: Archive,
        as_at: date,
    ) -> None:
        """Nothing is read before the first question.

        Raises:
            SourceError: The folder is not there.
        """
        if not folder.is_dir():
            raise SourceError(str(folder), "folder of published files", "there is no such folder")
        self._folder, self._catalogue, self._archive = folder, catalogue, archive
        self._as_at = as_at

    def read(self, source: Source) -> Reading:
        """All editions of a source that are in the folder."""
        if source.reader == "report":
            return read_reports(source, self._contents.reports, self._archive)
        return read_files(source, self._contents.files.get(source.source, []), self._archive)

    def unrecognised(self) -> list[Held]:
        """Files that no source page recognises."""
        return self._contents.held

    def as_at(self) -> date:
        """The snapshot's date unless the settings say otherwise."""
        return self._as_at

    @cached_property
    def _contents(self) -> _Contents:
        """Every file of the folder in order of its name: by source, or held."""
        contents, others = _Contents(), []
        for path in sorted(p for p in self._folder.rglob("*") if p.is_file()):
            source = self._source_of(path)
            if source is None:
                others.append(path)
            elif source.reader == "report":
                contents.reports += self._listed_reports(path, source)
            else:
                archived = self._archive.keep(path.name, path.read_bytes())
                if archived not in contents.files[source.source]:
                    contents.files[source.source].append(archived)
        listed = {report.file.sha256 for report in contents.reports}
        for path in others:
            if not listed or hashlib.sha256(path.read_bytes()).hexdigest() not in listed:
                name = path.relative_to(self._folder).as_posix()
                # A name is a stranger's text: it must not read as a formula in our CSV files.
                shown = f"./{name}" if name.startswith(("=", "+", "-", "@")) else name
                contents.held.append(Held("", shown, "recognised-file", _reason(path)))
        return contents

    def _source_of(self, path: Path) -> Source | None:
        """The source a file belongs to, by its content; None where no page recognises it."""
        name = path.relative_to(self._folder).as_posix()
        if path.stat().st_size > MAX_BYTES:
            return None
        data = path.read_bytes()
        kind = kind_of(data)
        is_data = path.suffix.lower() in DATA_SUFFIXES
        if kind not in ("csv", "workbook"):
            if is_data:
                raise SourceError(name, "file format", f"the content is {kind}, not {path.suffix}")
            return None
        if not is_data and kind == "csv":
            return None  # notes, scripts and other text beside the published files
        sheets = open_sheets(name, data)
        for source in self._catalogue.values():
            if source.reader == "report" and is_listing(sheets, source):
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


def _reason(path: Path) -> str:
    if path.suffix.lower() == ".pdf":
        return "no listing (index.csv) names this report, so its publication date is not known"
    return "no source page recognises its content"
