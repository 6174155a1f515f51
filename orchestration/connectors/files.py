"""Archived files read through their source page: what every connector of real files ends in."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from orchestration.archive import Archive, ArchivedFile
from orchestration.catalogue import Source
from orchestration.errors import SourceError
from orchestration.readers.sheets import Sheets, open_sheets
from orchestration.readers.tables import (
    Found,
    Reading,
    Release,
    find_tables,
    read_table,
    stated_fact,
)


def read_files(source: Source, files: Iterable[ArchivedFile], archive: Archive) -> Reading:
    """Read the files of one source, CSV or workbook.

    Args:
        source: The source page.
        files: The files that belong to it, one per edition and table.
        archive: Where their bytes are.

    Raises:
        SourceError: A file breaks a rule of the page, or two files are of the same edition.
    """
    reading = Reading()
    seen: dict[str, str] = {}
    for file in files:
        sheets = open_sheets(file.name, archive.read(file.sha256))
        frames = _read_file(source, file, sheets)
        release = frames[0][1]
        if release.release_id in seen:
            raise SourceError(
                file.name,
                "one file per edition",
                f"{seen[release.release_id]} is another file of edition {release.edition}; "
                "keep the one that is in force",
            )
        seen[release.release_id] = file.name
        reading.releases.append(release)
        for found, _, frame in frames:
            reading.tables.setdefault(found.table, []).append(frame)
    return reading


def _read_file(
    source: Source, file: ArchivedFile, sheets: Sheets
) -> list[tuple[Found, Release, pd.DataFrame]]:
    """All tables of one file, each with its release and its rows with lineage."""
    found_tables = find_tables(sheets, [source])
    if not found_tables:
        raise SourceError(
            file.name, "recognised table", f"holds no table of data/sources/{source.page.name}"
        )
    _require_sheets(source, file, found_tables)
    read = [(found, *read_table(file.name, sheets, found)) for found in found_tables]
    edition = read[0][1]
    release = _release(
        source, file, sheets, read[0][0].table, edition, sum(len(r[2]) for r in read)
    )
    for found, _, frame in read:
        frame.insert(0, "_release_id", release.release_id)
        frame.insert(1, "_file_sha256", file.sha256)
        for column in source.tables[found.table].raw_columns:
            if column not in frame:
                frame[column] = None
    return [
        (found, release, frame[list(source.tables[found.table].raw_columns)])
        for found, _, frame in read
    ]


def _require_sheets(source: Source, file: ArchivedFile, found_tables: list[Found]) -> None:
    if source.reader != "workbook":
        return
    missing = [
        f"{name} ({table.sheet})"
        for name, table in source.tables.items()
        if not table.optional and name not in {found.table for found in found_tables}
    ]
    if missing:
        raise SourceError(file.name, "missing sheet", ", ".join(missing))


def _release(
    source: Source, file: ArchivedFile, sheets: Sheets, table: str, edition: str, rows: int
) -> Release:
    known = source.known_release(edition)
    stated = stated_fact(sheets, source.published_on) if source.published_on else None
    published_on = stated or (known.published_on.isoformat() if known else None)
    return Release(
        release_id=source.release_id(table, edition),
        source=source.source,
        publisher=source.publisher,
        publication=source.publication,
        edition=edition,
        published_on=published_on,
        retrieved_at=file.retrieved_at,
        url=file.url or (known.url if known else None) or source.landing_page,
        licence=source.licence.name,
        sha256=file.sha256,
        bytes=file.size,
        rows_read=rows,
        reader=source.reader,
        file_name=file.name,
        next_release=source.next_release.isoformat() if source.next_release else None,
    )
