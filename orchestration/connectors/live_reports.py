"""The reports site: its listing, the reports that are new, and the visits that it lists."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

import pandas as pd

from orchestration.archive import ArchivedFile, Facts
from orchestration.catalogue import OfstedReportsLive, Source
from orchestration.connectors.live_archive import LISTING, REPORT, LiveArchive
from orchestration.editions import Held, Reading, Release
from orchestration.publishers import ofsted_reports
from orchestration.publishers.client import Client
from orchestration.publishers.errors import FetchError
from orchestration.publishers.ofsted_reports import Event
from orchestration.readers.inspection_report.rules import CONFIRMABLE
from orchestration.readers.reports import ListedReport, read_reports
from orchestration.readers.sheets import kind_of
from orchestration.settings import Settings

log = logging.getLogger(__name__)

# While a report is this new, a page in its place is taken for a passing fault and asked for again.
SETTLED: Final = timedelta(days=60)
# Rules that a report may meet another time, with the same address: a page stood in its place, or a
# person has since added a name or confirmed what was found.
RETRIED_RULES: Final = frozenset({"html-page"}) | CONFIRMABLE
# A whole PDF says so within its last bytes.
END_OF_PDF: Final = 2048


class LiveReports:
    """Downloads reports that are not known yet and reads all that were downloaded."""

    def __init__(self, settings: Settings, client: Client, archive: LiveArchive) -> None:
        """Take what every crawl needs."""
        self._base = settings.ofsted_reports_url.rstrip("/")
        self._client, self._archive = client, archive

    def read(self, source: Source, live: OfstedReportsLive, below: Reading) -> Reading:
        """Reports that are not below or came as a page there, and the visits of the listing.

        Args:
            source: The source page.
            live: Its live section.
            below: What is known of it without asking; its reports are not downloaded again.
        """
        notes: list[str] = []
        listing, events = self._listing(source, live, notes)
        if listing is None:
            return Reading(notes=notes)
        unknown = ofsted_reports.unknown_titles(events)
        notes += [f"{source.source}: {unknown}"] if unknown else []
        known: set[str | None] = {release.edition for release in below.releases}
        known |= {held.file_id for held in below.held if held.rule not in RETRIED_RULES}
        wanted = [e for e in events if e.is_full_inspection and e.file_id not in known]
        reports, held = self._reports(source, wanted)
        notes += [f"{source.source}: {h.locator}: {h.rule}: {h.detail}" for h in held]
        reading = read_reports(source, reports, self._archive.archive)
        reading.held += held
        reading.notes += notes
        _add_visits(reading, source, listing, events)
        return reading

    def _listing(
        self, source: Source, live: OfstedReportsLive, notes: list[str]
    ) -> tuple[ArchivedFile | None, list[Event]]:
        """What the site lists now; where it fails, what it listed the last time."""
        last = self._archive.in_force(source, Facts(table=LISTING))
        before = self._events(last)
        try:
            crawl = ofsted_reports.crawl(self._client, self._base, source, live, before)
        except FetchError as error:
            substitute = self._archive.substitute(source)
            notes.append(f"{source.source}: {error}; {substitute} stands in")
            return last, before
        notes += [f"{source.source}: {p}; its last listing stands in" for p in crawl.problems]
        data = ofsted_reports.write_listing(crawl.events)
        url, facts = f"{self._base}/search", Facts(table=LISTING)
        last = self._archive.keep(source, "listing.csv", data, url, {}, facts)
        return last, self._events(last)

    def _events(self, listing: ArchivedFile | None) -> list[Event]:
        if listing is None:
            return []
        try:
            return ofsted_reports.read_listing_file(self._archive.archive.read(listing.sha256))
        except (OSError, TypeError, ValueError) as error:
            log.warning("the archived listing is not read: %s", error)
            return []

    def _reports(
        self, source: Source, wanted: Iterable[Event]
    ) -> tuple[list[ListedReport], list[Held]]:
        """Every report that can be had; the others are held with the reason."""
        reports, held, failures = [], [], 0
        for event in wanted:
            try:
                if not event.publication_date:
                    raise FetchError(event.url, "publication date", "the site gives none")
                if failures > ofsted_reports.MOST_FAILURES and not self._archived(source, event):
                    raise FetchError(event.url, "a host that answers", "not asked for any more")
                reports.append(ListedReport(_row(event), self._download(source, event)))
                failures = 0
            except FetchError as error:
                failures += bool(event.publication_date)
                held.append(
                    Held(
                        source.source,
                        f"{event.urn}/{event.file_id}.pdf",
                        error.rule,
                        error.detail,
                        event.urn,
                        event.publication_date or None,
                    )
                )
        return reports, held

    def _archived(self, source: Source, event: Event) -> ArchivedFile | None:
        """The archived report of an entry, unless it should be asked for again."""
        known = self._archive.in_force(source, Facts(table=REPORT, file_id=event.file_id))
        if known is None or not self._archive.archive.has(known.sha256):
            return None
        is_settled = date.fromisoformat(event.publication_date) < date.today() - SETTLED
        return known if known.is_accepted or is_settled else None

    def _download(self, source: Source, event: Event) -> ArchivedFile:
        """The report of an entry: archived before, or downloaded now.

        Raises:
            FetchError: The site did not give it.
        """
        known = self._archived(source, event)
        if known:
            return known
        response = self._client.get(event.url, also_retried=ofsted_reports.ALSO_RETRIED)
        facts = Facts(table=REPORT, file_id=event.file_id, rejected=_rejection(response.body))
        name = f"{event.file_id}.pdf"
        return self._archive.keep(source, name, response.body, event.url, response.headers, facts)


def _rejection(data: bytes) -> str | None:
    """Why bytes are no whole report, as far as its first and last bytes show."""
    kind = kind_of(data)
    if kind != "pdf":
        return f"file format: the content is {kind}, not pdf"
    if b"%%EOF" not in data[-END_OF_PDF:]:
        return "whole file: the end of the PDF is missing"
    return None


def _row(event: Event) -> dict[str, str]:
    """An entry as a row of the listing that reports are read with."""
    return {
        "urn": event.urn,
        "listing_name": event.listing_name,
        "title": event.title,
        "publication_date": event.publication_date,
        "file_id": event.file_id,
        "url": event.url,
        "file": f"{event.urn}/{event.file_id}.pdf",
    }


def _add_visits(
    reading: Reading, source: Source, listing: ArchivedFile, events: Iterable[Event]
) -> None:
    """Add the visits of the listing, and the listing as the release they are from."""
    release_id = f"{source.source}_{LISTING}"
    rows = [
        {
            "_release_id": release_id,
            "_file_sha256": listing.sha256,
            "_locator": f"row {number}",
            "urn": event.urn,
            "visit_type": event.visit_type,
            "visit_date": event.event_date or None,
            "publication_date": event.publication_date or None,
            "title": event.title,
            "url": event.url,
        }
        for number, event in enumerate(events, start=2)
        if event.visit_type
    ]
    columns = list(source.tables["visits"].raw_columns)
    reading.tables["visits"] = [pd.DataFrame(rows, columns=columns, dtype="object")]
    reading.releases.append(
        Release(
            release_id=release_id,
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
            rows_read=len(rows),
            reader=source.reader,
            file_name=listing.name,
        )
    )
