"""One connector laid over another: what the upper one lacks, the lower one provides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from orchestration.catalogue import LINEAGE, Source
from orchestration.editions import DAYS_FILE, Connector, Held, Reading, Release
from orchestration.errors import SourceError

# Where a report lies in a person's folder says nothing of what it says.
FREE = ("file",)


class LayeredConnector:
    """Adds a person's files to the snapshot.

    A release of the upper connector replaces the same release of the lower; every other release
    is kept, so that one new file is enough for a run and no history is lost.
    """

    def __init__(self, upper: Connector, lower: Connector) -> None:
        """Lay `upper` over `lower`."""
        self._upper, self._lower = upper, lower

    def read(self, source: Source) -> Reading:
        """The releases of both.

        Raises:
            SourceError: A file says that it is a release below, and has other figures.
        """
        upper, lower = self._upper.read(source), self._lower.read(source)
        refuse_other_figures(source, upper, lower)
        return laid_over(upper, lower)

    def unrecognised(self) -> list[Held]:
        """Files of the upper connector that belong to no source."""
        return self._upper.unrecognised()

    def as_at(self) -> date:
        """The upper connector's date."""
        return self._upper.as_at()


def refuse_other_figures(source: Source, upper: Reading, lower: Reading) -> None:
    """No figure changes under the same release: a revision is published on a day of its own.

    A file saved anew is the same as long as it says the same.

    Raises:
        SourceError: Naming the first row that differs, or the other day.
    """
    before = {release.release_id: release for release in lower.releases}
    for release in upper.releases:
        known = before.get(release.release_id, release)
        if release.published_on != known.published_on:
            raise SourceError(
                release.file_name,
                "same day for the same release",
                f"{release.release_id} was published on {known.published_on}, "
                f"not on {release.published_on}",
            )
        if release.sha256 != known.sha256:
            _refuse_other_rows(source, release, upper, lower)


def _refuse_other_rows(source: Source, release: Release, upper: Reading, lower: Reading) -> None:
    for name, table in source.tables.items():
        columns = [c for c in table.read_columns if c not in (*LINEAGE, *FREE)]
        old, new = (_rows(r, name, columns, release.release_id) for r in (lower, upper))
        for place, *cells in _differences(old, new):
            raise SourceError(
                release.file_name,
                "same figures under the same release",
                f"{name} differs from what {release.release_id}, published on "
                f"{release.published_on}, has: {' '.join(filter(None, cells))}; if this is a "
                f"later publication, say when in a {DAYS_FILE} beside the file",
                place,
            )


def laid_over(upper: Reading, lower: Reading) -> Reading:
    """The upper reading, with every release and held row of the lower that it does not replace."""
    replaced = {release.release_id for release in upper.releases}
    kept = [r for r in lower.releases if r.release_id not in replaced]
    reading = Reading(
        releases=sorted([*upper.releases, *kept], key=lambda release: release.release_id),
        held=[*upper.held, *_still_held(lower.held, upper)],
        notes=[*upper.notes, *lower.notes],
        asked=upper.asked,
    )
    kept_ids = {release.release_id for release in kept}
    for table in lower.tables | upper.tables:
        frames = list(upper.tables.get(table, []))
        for frame in lower.tables.get(table, []):
            remaining = frame[frame["_release_id"].isin(kept_ids)]
            frames += [remaining] if len(remaining) else []
        reading.tables[table] = frames
    return reading


Row = tuple[str, ...]


def _rows(reading: Reading, table: str, columns: list[str], release_id: str) -> list[Row]:
    """The rows of a release: where each stands, then its cells."""
    frame = reading.frame(table, [*LINEAGE, *columns])
    cells = frame.loc[frame["_release_id"] == release_id, ["_locator", *columns]].astype(object)
    return list(cells.where(cells.notna(), "").itertuples(index=False, name=None))


def _differences(old: list[Row], new: list[Row]) -> Iterator[Row]:
    """Rows that only one of two tables has, wherever they stand; the new table's first."""
    for there, here in ((old, new), (new, old)):
        known = Counter(row[1:] for row in there)
        for row in here:
            known[row[1:]] -= 1
            if known[row[1:]] < 0:
                yield row


def _still_held(lower: list[Held], upper: Reading) -> Iterator[Held]:
    """What the lower connector holds and the upper has neither read nor held for itself."""
    files = {release.edition for release in upper.releases} | {h.file_id for h in upper.held}
    # Only a report has a file of its own: a visit published on the same day is another document.
    published = {
        (row.urn, row.publication_date)
        for frames in upper.tables.values()
        for frame in frames
        if {"urn", "publication_date", "file_id"} <= set(frame.columns)
        for row in frame.itertuples()
    }
    for held in lower:
        is_read = held.file_id in files or (held.urn, held.publication_date) in published
        if not (held in upper.held or (held.file_id and is_read)):
            yield held
