"""The reports site: its listing, the reports that are new, and the visits that it lists."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import pandas as pd

from orchestration.archive import ArchivedFile, Facts
from orchestration.catalogue import OfstedReportsLive, Source
from orchestration.connectors.layered import laid_over
from orchestration.connectors.live_archive import LISTING, REPORT, LiveArchive, listing_release
from orchestration.editions import Asked, Held, Reading
from orchestration.publishers import ofsted_reports
from orchestration.publishers.allowed import host_of, is_published_at
from orchestration.publishers.client import Client
from orchestration.publishers.errors import FetchError
from orchestration.publishers.ofsted_reports import Crawl, Event
from orchestration.readers.inspection_report.rules import CONFIRMABLE
from orchestration.readers.report_kinds import AREA_SEND
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
    """Downloads reports that are not known yet and reads all that were downloaded.

    The site is crawled once, for whichever source page needs it first.
    """

    def __init__(self, settings: Settings, client: Client, archive: LiveArchive) -> None:
        """Take what every crawl needs."""
        self._base = settings.ofsted_reports_url.rstrip("/")
        self._hosts = {host_of(self._base)}
        self._client, self._archive = client, archive
        self._crawled: Crawl | FetchError | None = None

    def read(self, source: Source, live: OfstedReportsLive, below: Reading) -> Reading:
        """Reports that are not below or came as a page there, and the visits of the listing.

        Args:
            source: The source page.
            live: Its live section.
            below: What is known of it without asking; its reports are not downloaded again.
        """
        listing, asked = self._listing(source, live, below)
        notes = [*asked.lacking]
        if listing is None:
            return Reading(notes=notes, asked=asked)
        events = self._events(listing)
        unknown = ofsted_reports.unknown_titles(events)
        notes += [f"{source.source}: {unknown}"] if unknown and _has_visits(source) else []
        known: set[str | None] = {release.edition for release in below.releases}
        known |= {held.file_id for held in below.held if held.rule not in RETRIED_RULES}
        wanted = [e for e in events if _is_of(source, e) and e.file_id not in known]
        reports, held = self._reports(source, wanted)
        reading, refused = self._tried(source, reports, below)
        lacking = [f"{source.source}: {h.locator}: {h.rule}: {h.detail}" for h in held + refused]
        reading.held += held + refused
        reading.notes += notes + lacking
        reading.asked = replace(asked, lacking=(*asked.lacking, *lacking))
        visits = self._visits(source, listing)
        reading.held += visits.held
        reading.releases += visits.releases
        reading.tables |= visits.tables
        return reading

    def _listing(
        self, source: Source, live: OfstedReportsLive, below: Reading
    ) -> tuple[ArchivedFile | None, Asked]:
        """What the site lists now; where it fails or breaks a rule, what it listed the last time.

        The site counts as reached when all of its pages were read.
        """
        last = self._last_listing(source)
        try:
            crawl = self._crawl(source, live)
        except FetchError as error:
            note = f"{source.source}: {error}; {self._archive.substitute(source)} stands in"
            return last, Asked(source.source, False, (note,))
        lacking = [f"{source.source}: {p}; its last listing stands in" for p in crawl.problems]
        data = ofsted_reports.write_listing(crawl.with_entries_of(self._events(last)))
        url, facts = f"{self._base}/search", Facts(table=LISTING)
        listing = self._archive.keep(source, "listing.csv", data, url, {}, facts)

        def read(_: list[ArchivedFile]) -> Reading:
            return laid_over(self._visits(source, listing), below)

        self._archive.verdicts.try_untried(source, [listing], read)
        broken = self._archive.verdicts.broken(source, listing)
        if broken:
            lacking.append(
                f"{source.source}: {listing.name}: {broken}; "
                f"{self._archive.substitute(source)} stands in"
            )
        return self._last_listing(source), Asked(source.source, not lacking, tuple(lacking))

    def _crawl(self, source: Source, live: OfstedReportsLive) -> Crawl:
        """What the site lists now.

        Raises:
            FetchError: The site failed, now or when it was asked for another source page.
        """
        if self._crawled is None:
            try:
                self._crawled = ofsted_reports.crawl(self._client, self._base, source, live)
            except FetchError as error:
                self._crawled = error
        if isinstance(self._crawled, FetchError):
            raise self._crawled
        return self._crawled

    def _last_listing(self, source: Source) -> ArchivedFile | None:
        listings = [f for f in self._archive.accepted(source) if f.stated.table == LISTING]
        return listings[-1] if listings else None

    def _tried(
        self, source: Source, reports: list[ListedReport], below: Reading
    ) -> tuple[Reading, list[Held]]:
        """What was read of reports with which the landing rules hold; the others are held."""
        verdicts = self._archive.verdicts
        reading = read_reports(source, reports, self._archive.archive, self._hosts)
        verdicts.try_untried(
            source,
            [report.file for report in reports],
            lambda files: laid_over(_only(reading, files), below),
        )
        good, held = [], []
        for report in reports:
            broken = verdicts.broken(source, report.file)
            if broken:
                held.append(_held(source, report.row, broken.rule, broken.detail))
            else:
                good.append(report.file)
        return _only(reading, good), held

    def _visits(self, source: Source, listing: ArchivedFile) -> Reading:
        """The visits of a listing, and the listing as the release they are from.

        Nothing for a source page without visits.
        One whose address is no publisher's is held: it would be published as a link.
        """
        reading, rows = Reading(), []
        if not _has_visits(source):
            return reading
        for number, event in enumerate(self._events(listing), start=2):
            if event.visit_type and is_published_at(event.url, self._hosts):
                rows.append(_visit(source, listing, event, number))
            elif event.visit_type:
                detail = f"{event.url[:80]!r} is no https address of Ofsted's"
                row = {**_row(event), "file": f"{event.urn}/{event.file_id}"}
                reading.held.append(_held(source, row, "report's address", detail))
        columns = list(source.tables["visits"].read_columns)
        reading.tables["visits"] = [pd.DataFrame(rows, columns=columns, dtype="object")]
        reading.releases.append(listing_release(source, listing, len(rows)))
        return reading

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
                held.append(_held(source, _row(event), error.rule, error.detail))
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


def _has_visits(source: Source) -> bool:
    """Whether a source page has the visits of the listing beside its reports."""
    return "visits" in source.tables


def _is_of(source: Source, event: Event) -> bool:
    """Whether an entry is a report of the kind that a source page is about."""
    return event.is_area_send if source.reader == AREA_SEND else event.is_full_inspection


def _rejection(data: bytes) -> str | None:
    """Why bytes are no whole report, as far as its first and last bytes show."""
    kind = kind_of(data)
    if kind != "pdf":
        return f"file format: the content is {kind}, not pdf"
    if b"%%EOF" not in data[-END_OF_PDF:]:
        return "whole file: the end of the PDF is missing"
    return None


def _only(reading: Reading, files: Iterable[ArchivedFile]) -> Reading:
    """What was read of some files; what was held of any stays held."""
    chosen = {file.sha256 for file in files}
    return replace(
        reading,
        releases=[release for release in reading.releases if release.sha256 in chosen],
        tables={
            name: [frame[frame["_file_sha256"].isin(chosen)] for frame in frames]
            for name, frames in reading.tables.items()
        },
    )


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


def _held(source: Source, row: Mapping[str, str], rule: str, detail: str) -> Held:
    day = row["publication_date"] or None
    return Held(source.source, row["file"], rule, detail, row["urn"], day)


def _visit(
    source: Source, listing: ArchivedFile, event: Event, number: int
) -> dict[str, str | None]:
    """A visit as a raw row."""
    return {
        "_release_id": f"{source.source}_{LISTING}",
        "_file_sha256": listing.sha256,
        "_locator": f"row {number}",
        "urn": event.urn,
        "visit_type": event.visit_type,
        "visit_date": event.event_date or None,
        "publication_date": event.publication_date or None,
        "title": event.title,
        "url": event.url,
    }
