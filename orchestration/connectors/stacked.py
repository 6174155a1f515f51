"""One connector laid over another: what the upper one lacks, the lower one provides."""

from __future__ import annotations

from datetime import date

from orchestration.catalogue import Source
from orchestration.connectors import Connector
from orchestration.readers.tables import Held, Reading


class StackedConnector:
    """Adds a person's files to the snapshot.

    A release of the upper connector replaces the same release of the lower; every other release
    is kept, so that one new file is enough for a run and no history is lost.
    """

    def __init__(self, upper: Connector, lower: Connector) -> None:
        """Lay `upper` over `lower`."""
        self._upper, self._lower = upper, lower

    def read(self, source: Source) -> Reading:
        """The releases of both."""
        upper, lower = self._upper.read(source), self._lower.read(source)
        replaced = {release.release_id for release in upper.releases}
        kept = [r for r in lower.releases if r.release_id not in replaced]
        reading = Reading(
            releases=sorted([*upper.releases, *kept], key=lambda release: release.release_id),
            held=[*upper.held, *(held for held in lower.held if held not in upper.held)],
            notes=[*upper.notes, *lower.notes],
        )
        kept_ids = {release.release_id for release in kept}
        for table in source.tables:
            frames = list(upper.tables.get(table, []))
            for frame in lower.tables.get(table, []):
                remaining = frame[frame["_release_id"].isin(kept_ids)]
                frames += [remaining] if len(remaining) else []
            reading.tables[table] = frames
        return reading

    def unrecognised(self) -> list[Held]:
        """Files of the upper connector that belong to no source."""
        return self._upper.unrecognised()

    def as_at(self) -> date:
        """The upper connector's date."""
        return self._upper.as_at()
