"""One connector laid over another: what the upper one lacks, the lower one provides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from orchestration.catalogue import Source
from orchestration.editions import Connector, Held, Reading


class LayeredConnector:
    """Adds a person's files to the snapshot.

    A release of the upper connector replaces the same release of the lower; every other release
    is kept, so that one new file is enough for a run and no history is lost.
    """

    def __init__(self, upper: Connector, lower: Connector) -> None:
        """Lay `upper` over `lower`."""
        self._upper, self._lower = upper, lower

    def read(self, source: Source) -> Reading:
        """The releases of both."""
        return laid_over(self._upper.read(source), self._lower.read(source))

    def unrecognised(self) -> list[Held]:
        """Files of the upper connector that belong to no source."""
        return self._upper.unrecognised()

    def as_at(self) -> date:
        """The upper connector's date."""
        return self._upper.as_at()


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
