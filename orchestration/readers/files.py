"""Archived files read through their source page, CSV or workbook, with editions and versions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from email.utils import parsedate_to_datetime

import pandas as pd

from orchestration.archive import Archive, ArchivedFile
from orchestration.catalogue import Source
from orchestration.editions import Held, Reading, Release
from orchestration.errors import SourceError
from orchestration.readers.sheets import Sheets, open_sheets
from orchestration.readers.tables import Found, find_tables, read_table, stated_fact

Frames = list[tuple[str, pd.DataFrame]]


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
        release, frames = read_file(source, file, archive.read(file.sha256))
        if release.release_id in seen:
            raise SourceError(
                file.name,
                "one file per edition",
                f"{seen[release.release_id]} is another file of edition {release.edition}; "
                "keep the one that is in force",
            )
        seen[release.release_id] = file.name
        _add(reading, release, frames)
    return reading


def read_versions(
    source: Source, files: Iterable[ArchivedFile], archive: Archive, below: Iterable[Release]
) -> Reading:
    """Read every version of every edition of one source, in order of retrieval.

    The first version of an edition bears its plain name. A publisher may put other bytes under
    the same name without a word: each such revision is a release of its own, `<name>_rev2` and so
    on, known from the day it was revised. A file that breaks a rule is held and noted.

    Args:
        source: The source page.
        files: Its archived files; the same bytes again are the same version.
        archive: Where their bytes are.
        below: Releases known otherwise. One whose bytes are not in the archive is older than all
            that are, and the first version of its edition.
    """
    reading, files = Reading(), list(files)
    archived = {file.sha256 for file in files}
    loaded = {r.release_id: r for r in below if r.sha256 not in archived}
    hashes = {name: [release.sha256] for name, release in loaded.items()}
    added: set[str] = set()
    for file in files:
        try:
            release, frames = read_file(source, file, archive.read(file.sha256))
        except (SourceError, ValueError, OSError) as error:
            reading.notes.append(f"{source.source}: not read from the archive: {error}")
            rule = error.rule if isinstance(error, SourceError) else "archived file"
            reading.held.append(Held(source.source, file.name, rule, str(error)))
            continue
        edition = release.release_id
        known = hashes.setdefault(edition, [])
        if not known or known[-1] != file.sha256:
            known.append(file.sha256)
        if len(known) > 1:
            release = _revision(release, file, len(known), loaded[_name(edition, len(known) - 1)])
        if release.release_id not in added:
            added.add(release.release_id)
            loaded[release.release_id] = release
            _add(reading, release, frames)
    return reading


def _name(edition: str, version: int) -> str:
    return edition if version == 1 else f"{edition}_rev{version}"


def _revision(release: Release, file: ArchivedFile, version: int, before: Release) -> Release:
    """A later version of an edition: known from the first date given that is after the one before.

    The date in the file often stays as it was, so the service's dates come next, and the day of
    retrieval last.
    """
    retrieved = file.retrieved_at[:10]
    dates = (release.published_on, file.stated.updated_on, _last_modified(file))
    since = before.published_on or before.retrieved_at[:10]
    return replace(
        release,
        release_id=_name(release.release_id, version),
        published_on=next((day for day in dates if day and day > since), retrieved),
    )


def _last_modified(file: ArchivedFile) -> str | None:
    try:
        return parsedate_to_datetime(file.headers["last-modified"]).date().isoformat()
    except (KeyError, ValueError):
        return None


def _add(reading: Reading, release: Release, frames: Frames) -> None:
    """Add one file to a reading; the release is written into its rows."""
    reading.releases.append(release)
    for table, frame in frames:
        frame = frame.assign(_release_id=release.release_id)
        reading.tables.setdefault(table, []).append(frame)


def read_file(source: Source, file: ArchivedFile, data: bytes) -> tuple[Release, Frames]:
    """Read all tables of one file, each with lineage.

    Raises:
        SourceError: The file breaks a rule of the page.
    """
    sheets = open_sheets(file.name, data)
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
    frames = []
    for found, _, frame in read:
        columns = source.tables[found.table].raw_columns
        frame.insert(0, "_release_id", release.release_id)
        frame.insert(1, "_file_sha256", file.sha256)
        for column in columns:
            if column not in frame:
                frame[column] = None
        frames.append((found.table, frame[list(columns)]))
    return release, frames


def _require_sheets(source: Source, file: ArchivedFile, found_tables: list[Found]) -> None:
    if source.reader != "workbook":
        return
    there = {found.table for found in found_tables}
    there |= {source.tables[name].instead_of or name for name in there}
    missing = [
        f"{name} ({table.sheet})"
        for name, table in source.tables.items()
        if not table.optional and not table.instead_of and name not in there
    ]
    if missing:
        raise SourceError(file.name, "missing sheet", ", ".join(missing))


def _release(
    source: Source, file: ArchivedFile, sheets: Sheets, table: str, edition: str, rows: int
) -> Release:
    known = source.known_release(edition)
    stated = stated_fact(sheets, source.published_on) if source.published_on else None
    published_on = (
        stated or (known.published_on.isoformat() if known else None) or file.stated.published_on
    )
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
        next_release=file.stated.next_release
        or (source.next_release.isoformat() if source.next_release else None),
    )
