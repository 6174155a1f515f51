"""The live sources: what is new is fetched and archived, then everything is read from the archive.

A source that fails does not stop the others. What was archived of it before stands in, or else the
snapshot that lies below; the reason is noted. Nothing of a source is taken unless all of it came.
"""

from __future__ import annotations

import logging
from datetime import date

from orchestration.archive import Archive
from orchestration.catalogue import OfstedReportsLive, Source
from orchestration.connectors.live_archive import LiveArchive
from orchestration.connectors.live_files import LiveFiles
from orchestration.connectors.live_reports import LiveReports
from orchestration.editions import Connector, Held, Reading
from orchestration.publishers.client import Client
from orchestration.settings import Settings

log = logging.getLogger(__name__)


class LiveConnector:
    """Reads every version of every edition seen so far, having asked for what is new."""

    def __init__(
        self, settings: Settings, archive: Archive, below: Connector, client: Client | None = None
    ) -> None:
        """Make no request yet.

        Args:
            settings: Base addresses and the as-at date.
            archive: Where every version is kept.
            below: What this connector is laid over: its editions count as the first version of
                theirs, and its reports are not downloaded again.
            client: Another client than the usual one.
        """
        self._settings, self._below = settings, below
        self._archive = LiveArchive(archive)
        client = client or Client(settings)
        self._files = LiveFiles(settings, client, self._archive)
        self._reports = LiveReports(settings, client, self._archive)

    @property
    def changed(self) -> bool:
        """Whether any source read so far gave bytes that were not in force in the archive before.

        True for a new or revised file, a new report, and a listing that differs in any entry.
        False for a file that was rejected, and for whatever could not be fetched.
        """
        return self._archive.changed

    def read(self, source: Source) -> Reading:
        """All archived versions of a source, the newest just asked for.

        The reading is empty where the page has no live section; it has notes where something
        could not be had. No publisher's failure is raised.
        """
        if source.live is None:
            return Reading()
        below = self._below.read(source)
        if isinstance(source.live, OfstedReportsLive):
            reading = self._reports.read(source, source.live, below)
        else:
            reading = self._files.read(source, source.live, below)
        for note in reading.notes:
            log.warning("%s", note)
        return reading

    def unrecognised(self) -> list[Held]:
        """None: what is asked for is known."""
        return []

    def as_at(self) -> date:
        """The day of the run unless the settings say otherwise."""
        return self._settings.as_at or date.today()
