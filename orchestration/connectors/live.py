"""The live sources: what is new is fetched and archived, then everything is read from the archive.

A source that fails does not stop the others. What was archived of it before stands in, or else the
snapshot that lies below; the reason is noted. Nothing of a source is taken unless all of it came,
and a version with which its landing rules do not hold never counts.
"""

from __future__ import annotations

from datetime import date

from orchestration.archive import Archive
from orchestration.asking import Askings
from orchestration.catalogue import GovUkCollectionLive, OfstedReportsLive, Source
from orchestration.connectors.layered import laid_over
from orchestration.connectors.live_archive import LiveArchive
from orchestration.connectors.live_collection import LiveCollection
from orchestration.connectors.live_files import LiveFiles
from orchestration.connectors.live_reports import LiveReports
from orchestration.connectors.verdicts import Trial, Verdicts
from orchestration.editions import Connector, Held, Reading
from orchestration.publishers.client import Client
from orchestration.settings import Settings


class LiveConnector:
    """Reads every version of every edition seen so far, having asked for what is new."""

    def __init__(
        self,
        settings: Settings,
        archive: Archive,
        below: Connector,
        trial: Trial,
        client: Client | None = None,
    ) -> None:
        """Make no request yet.

        Args:
            settings: Base addresses and the as-at date.
            archive: Where every version is kept.
            below: What this connector is laid over: its editions count as the first version of
                theirs, and its reports are not downloaded again.
            trial: The landing rules; a version with which they do not hold does not count.
            client: Another client than the usual one.
        """
        self._settings, self._below = settings, below
        self._archive = LiveArchive(archive, Verdicts(archive.root, trial))
        self._askings, self._trial = Askings(archive.root), trial
        self._listed_at: str | None = None
        client = client or Client(settings)
        self._files = LiveFiles(settings, client, self._archive)
        self._collection = LiveCollection(settings, client, self._archive)
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
        elif isinstance(source.live, GovUkCollectionLive):
            reading = self._collection.read(source, source.live, below)
        else:
            reading = self._files.read(source, source.live, below)
        if reading.asked:
            reading.asked = self._askings.note(reading.asked)
            if source.reader == "report":
                self._listed_at = reading.asked.reached_at
        self._trial.settle(source, laid_over(reading, below))
        return reading

    def unrecognised(self) -> list[Held]:
        """None: what is asked for is known."""
        return []

    def as_at(self) -> date:
        """The day given; without one, that on which the listing of reports was last read whole.

        Nobody looked after it, so no judgement is known to stand later. The listing has to be read
        before this is asked; where it never was, it is the day to which what lies below is known.
        """
        if self._settings.as_at:
            return self._settings.as_at
        below = self._below.as_at()
        listed = date.fromisoformat(self._listed_at[:10]) if self._listed_at else below
        return max(below, listed)
