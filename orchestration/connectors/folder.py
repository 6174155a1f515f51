"""A folder of published files that a person downloaded: any names, any depth.

Each file is recognised by what is in it. One that no source page recognises is named and held,
never guessed.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cached_property
from pathlib import Path

from orchestration.archive import Archive, ArchivedFile
from orchestration.catalogue import Source
from orchestration.connectors.files import read_files
from orchestration.errors import SourceError
from orchestration.readers.sheets import MAX_BYTES, kind_of, open_sheets
from orchestration.readers.tables import Held, Reading, find_tables

DATA_SUFFIXES = {".csv", ".ods", ".xlsx", ".xls"}


class FolderConnector:
    """Reads the newest known files from a folder, archiving every one of them."""

    def __init__(
        self, folder: Path, catalogue: dict[str, Source], archive: Archive, as_at: date
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
        return read_files(source, self._recognised[0].get(source.source, []), self._archive)

    def unrecognised(self) -> list[Held]:
        """Files that no source page recognises."""
        return self._recognised[1]

    def as_at(self) -> date:
        """The snapshot's date unless the settings say otherwise."""
        return self._as_at

    @cached_property
    def _recognised(self) -> tuple[dict[str, list[ArchivedFile]], list[Held]]:
        """Every file of the folder, by source, in order of its name; then those held."""
        by_source: dict[str, list[ArchivedFile]] = defaultdict(list)
        held = []
        for path in sorted(p for p in self._folder.rglob("*") if p.is_file()):
            name = path.relative_to(self._folder).as_posix()
            source = self._source_of(name, path)
            if source is None:
                held.append(
                    Held("", name, "recognised file", "no source page recognises its content")
                )
                continue
            archived = self._archive.keep(path.name, path.read_bytes())
            if archived not in by_source[source.source]:
                by_source[source.source].append(archived)
        return by_source, held

    def _source_of(self, name: str, path: Path) -> Source | None:
        if path.stat().st_size > MAX_BYTES:
            return None
        data = path.read_bytes()
        kind = kind_of(data)
        if kind not in ("csv", "workbook"):
            if path.suffix.lower() in DATA_SUFFIXES:
                raise SourceError(name, "file format", f"the content is {kind}, not {path.suffix}")
            return None
        if kind == "csv" and path.suffix.lower() not in DATA_SUFFIXES and b"," not in data[:500]:
            return None
        found = find_tables(open_sheets(name, data), self._catalogue.values())
        return found[0].source if found else None
