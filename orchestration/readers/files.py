"""Archived files read through their source page, CSV or workbook, as releases.

A release is an edition and the day on which it was published. The first publication of an edition
bears the edition's plain name; a later one, with its revisions, bears its day as well and is a
release of its own, so that what was known on any day can be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from email.utils import parsedate_to_datetime

import pandas as pd

from orchestration.archive import Archive, ArchivedFile
from orchestration.catalogue import Source
from orchestration.editions import DAYS_FILE, Held, Reading, Release
from orchestration.errors import SourceError
from orchestration.readers.recognition import Found, find_tables
from orchestration.readers.sheets import Sheets, open_sheets
from orchestration.readers.tables import read_table, stated_fact

Frames = list[tuple[str, pd.DataFrame]]


def read_files(
    source: Source,
    files: Iterable[ArchivedFile],
    archive: Archive,
    below: Iterable[Release] = (),
    days: Mapping[str, str] | None = None,
) -> Reading:
    """Read the files of one source, CSV or workbook.

    Args:
        source: The source page.
        files: The files that belong to it, one per release and table.
        archive: Where their bytes are.
        below: Releases known otherwise; an edition that is among them was first published then.
        days: The day on which a file was published, by its hash, as a person gives it.

    Raises:
        SourceError: A file breaks a rule of the page, the day of its publication is not known, or
            two files are of the same release.
    """
    read = []
    for file in files:
        release, frames = read_file(source, file, archive.read(file.sha256))
        read.append((_dated(source, release, (days or {}).get(file.sha256)), frames))
    reading, seen = Reading(), dict[str, str]()
    first = _first_days(source, [*below, *(release for release, _ in read)])
    for release, frames in read:
        release = _named(release, first)
        if release.release_id in seen:
            raise SourceError(
                release.file_name,
                "one file per release",
                f"{seen[release.release_id]} is another file of edition {release.edition}, "
                f"published on {release.published_on}; keep the one that is in force, or say in a "
                f"{DAYS_FILE} when the later one was published",
            )
        seen[release.release_id] = release.file_name
        _add(reading, release, frames)
    return reading


def read_versions(
    source: Source, files: Iterable[ArchivedFile], archive: Archive, below: Iterable[Release]
) -> Reading:
    """Read every version of every edition of one source, in order of retrieval.

    A publisher may put other bytes under the same name without a word: each such version is a
    later release of its edition, known from the day on which it was revised. Of two versions of
    one day the later counts. A file that breaks a rule is held and noted.

    Args:
        source: The source page.
        files: Its archived files; the same bytes again are the same version.
        archive: Where their bytes are.
        below: Releases known otherwise. One whose bytes are not in the archive is older than all
            that are, and the first version of its edition.
    """
    reading, files = Reading(), list(files)
    archived = {file.sha256 for file in files}
    first = {r.edition_id: r for r in below if r.sha256 not in archived}
    last = dict(first)
    read: dict[str, tuple[Release, Frames]] = {}
    for file in files:
        try:
            release, frames = read_file(source, file, archive.read(file.sha256))
        except (SourceError, ValueError, OSError) as error:
            reading.notes.append(f"{source.source}: not read from the archive: {error}")
            rule = error.rule if isinstance(error, SourceError) else "archived file"
            reading.held.append(Held(source.source, file.name, rule, str(error)))
            continue
        release = _version(release, file, last.get(release.edition_id))
        first.setdefault(release.edition_id, release)
        last[release.edition_id] = release
        days = {name: known.published_on or "" for name, known in first.items()}
        release = _named(release, days)
        read[release.release_id] = (release, frames)
    for release, frames in read.values():
        _add(reading, release, frames)
    return reading


def _version(release: Release, file: ArchivedFile, before: Release | None) -> Release:
    """A version of an edition with the day of its publication: other bytes are a later one."""
    if before is None:
        return release
    if before.sha256 == release.sha256:
        return replace(release, published_on=before.published_on)
    return replace(release, published_on=_revised_on(release, file, before))


def _dated(source: Source, release: Release, given: str | None) -> Release:
    """A release with the day of its publication: as given by a person, or else as stated.

    Raises:
        SourceError: Nobody says it, or the file says a later day than the person.
    """
    if given and source.published_on and release.published_on and given < release.published_on:
        raise SourceError(
            release.file_name,
            "day of publication",
            f"{DAYS_FILE} says {given}, the file itself {release.published_on}",
        )
    day = given or release.published_on
    if day is None:
        raise SourceError(
            release.file_name,
            "day of publication",
            f"nothing says when edition {release.edition} was published; add the line "
            f'`- {{edition: "{release.edition}", published_on: YYYY-MM-DD}}` to releases in '
            f"data/sources/{source.page.name}, or lay a {DAYS_FILE} beside the file with the "
            f"lines `file,published_on` and `{release.file_name},YYYY-MM-DD`",
        )
    if day > date.today().isoformat():
        raise SourceError(release.file_name, "day of publication", f"{day} is still to come")
    return replace(release, published_on=day)


def _first_days(source: Source, releases: Iterable[Release]) -> dict[str, str]:
    """The day on which each edition was first published, as far as anything says.

    A day on the source page comes before any that files are found with.
    """
    first: dict[str, str] = {}
    for release in releases:
        known = source.known_release(release.edition)
        day = known.published_on.isoformat() if known else release.published_on or ""
        first[release.edition_id] = min(first.get(release.edition_id, day), day)
    return first


def _named(release: Release, first: Mapping[str, str]) -> Release:
    """A release by its name: an edition's first publication bears no day."""
    edition = release.edition_id
    is_first = release.published_on == first[edition] or not release.published_on
    return replace(release, release_id=edition if is_first else f"{edition}_{release.published_on}")


def _revised_on(release: Release, file: ArchivedFile, before: Release) -> str:
    """When a later version of an edition was published: the first day given after the one before.

    The date in the file often stays as it was, so the service's dates come next, and the day of
    retrieval last.
    """
    dates = (release.published_on, file.stated.updated_on, _last_modified(file))
    since = before.published_on or before.retrieved_at[:10]
    return next((day for day in dates if day and day > since), file.retrieved_at[:10])


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
        columns = source.tables[found.table].read_columns
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
        if not table.instead_of and name not in there
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
        release_id=source.edition_id(table, edition),
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
