"""The archive as the live sources use it: which version is in force, and whether any is new."""

from __future__ import annotations

import logging
from typing import Final

from orchestration.archive import Archive, ArchivedFile, Facts
from orchestration.catalogue import Source
from orchestration.connectors.verdicts import Broken, Verdicts
from orchestration.editions import Release

log = logging.getLogger(__name__)

LISTING: Final = "listing"
REPORT: Final = "report"


class LiveArchive:
    """Keeps what the publishers give and notes whether it was in force before.

    Attributes:
        archive: The landing folder.
        verdicts: Which of its files hold the landing rules.
        changed: Whether any bytes kept so far were not in force before.
    """

    def __init__(self, archive: Archive, verdicts: Verdicts) -> None:
        """Begin with nothing changed."""
        self.archive, self.verdicts = archive, verdicts
        self.changed = False

    def keep(
        self,
        source: Source,
        name: str,
        data: bytes,
        url: str,
        headers: dict[str, str],
        stated: Facts,
    ) -> ArchivedFile:
        """Archive bytes, and note whether they are others than were in force."""
        before = self.in_force(source, stated)
        entry = self.archive.keep(name, data, url, headers, source.source, stated)
        if _is_version(entry) and (before is None or before.sha256 != entry.sha256):
            log.info("%s: new bytes of %s, %d in all", source.source, name, entry.size)
            self.changed = True
        return entry

    def in_force(self, source: Source, wanted: Facts) -> ArchivedFile | None:
        """The last version of the table, the listing or the report that facts are about."""
        return next(
            (
                version
                for version in reversed(self.archive.versions(source.source))
                if version.stated.table == wanted.table
                and version.stated.file_id == wanted.file_id
                and _is_version(version)
            ),
            None,
        )

    def accepted(self, source: Source) -> list[ArchivedFile]:
        """Every version of a source that no rule rejected, in order of retrieval."""
        return [file for file in self._whole(source) if not self.verdicts.broken(source, file)]

    def refused(self, source: Source) -> list[tuple[ArchivedFile, Broken]]:
        """The last version of each table, where it breaks a landing rule."""
        newest = {file.stated.table: file for file in self._whole(source)}
        tried = [(file, self.verdicts.broken(source, file)) for file in newest.values()]
        return [(file, broken) for file, broken in tried if broken]

    def _whole(self, source: Source) -> list[ArchivedFile]:
        return [file for file in self.archive.versions(source.source) if file.is_accepted]

    def substitute(self, source: Source) -> str:
        """What is read of a source that could not be updated, for people."""
        accepted = self.accepted(source)
        if not accepted:
            return "the snapshot"
        return f"the version retrieved at {accepted[-1].retrieved_at}"


def _is_version(file: ArchivedFile) -> bool:
    """Whether a file may be in force; a rejected report may, since its rejection is published."""
    return file.is_accepted or file.stated.table == REPORT


def listing_release(source: Source, listing: ArchivedFile, rows: int) -> Release:
    """A listing as the one release that its rows are from, whichever version is in force."""
    return Release(
        release_id=f"{source.source}_{LISTING}",
        source=source.source,
        publisher=source.publisher,
        publication=source.publication,
        edition=LISTING,
        published_on=listing.retrieved_at[:10],
        retrieved_at=listing.retrieved_at,
        url=source.landing_page,
        licence=source.licence.name,
        sha256=listing.sha256,
        bytes=listing.size,
        rows_read=rows,
        reader=source.reader,
        file_name=listing.name,
    )
