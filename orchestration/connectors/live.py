"""The live sources: what is new is fetched and archived, then everything is read from the archive.

A source that fails does not stop the others. What was archived of it before stands in, or else the
snapshot that lies below; the reason is noted. Nothing of a source is taken unless all of it came.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from orchestration.archive import Archive, ArchivedFile
from orchestration.catalogue import EesLive, GovUkLive, OfstedReportsLive, Source
from orchestration.editions import Connector, Held, Reading, Release
from orchestration.errors import SourceError
from orchestration.publishers import ees, gov_uk, ofsted_reports
from orchestration.publishers.client import Client, FetchError, Offer, has_validators
from orchestration.publishers.ofsted_reports import Event
from orchestration.readers.files import read_file, read_versions
from orchestration.readers.reports import ListedReport, read_reports
from orchestration.readers.sheets import kind_of
from orchestration.settings import Settings

log = logging.getLogger(__name__)

LISTING, REPORT = "listing", "report"
# Statuses of an address whose id has moved since it was looked up.
MOVED = frozenset({403, 404, 410})
GONE = frozenset({404, 410})
# While a report is this new, a page in its place is taken for a passing fault and asked for again.
SETTLED = timedelta(days=60)
# Rules that a report may pass another time, with the same address: a page stood in its place.
PASSING = frozenset({"html-page"})
# A whole PDF says so within its last bytes.
END_OF_PDF = 2048
Resolve = Callable[[], list[Offer]]


@dataclass(frozen=True)
class _Fetched:
    """What came of an offer: new bytes, or the archived file that is still in force."""

    offer: Offer
    url: str
    data: bytes
    headers: dict[str, str]
    known: ArchivedFile | None = None


class LiveConnector:
    """Reads every version of every edition seen so far, having asked for what is new."""

    def __init__(
        self, settings: Settings, archive: Archive, below: Connector, client: Client | None = None
    ) -> None:
        """Nothing is asked before the first question.

        Args:
            settings: Base addresses and the as-at date.
            archive: Where every version is kept.
            below: What this connector is laid over: its editions count as the first version of
                theirs, and its reports are not downloaded again.
            client: Another client than the usual one.
        """
        self._settings, self._archive, self._below = settings, archive, below
        self._client = client or Client(settings)
        self._changed = False

    @property
    def changed(self) -> bool:
        """Whether any source read so far gave bytes that were not in force before."""
        return self._changed

    def read(self, source: Source) -> Reading:
        """All archived versions of a source, the newest just asked for.

        The reading is empty where the page has no live section; it has notes where something
        could not be had. No publisher's failure is raised.
        """
        if source.live is None:
            return Reading()
        below = self._below.read(source)
        if isinstance(source.live, OfstedReportsLive):
            reading = self._read_reports(source, source.live, below)
        else:
            fetched = self._refresh(source, source.live)
            accepted = [v for v in self._archive.versions(source.source) if _is_accepted(v)]
            reading = read_versions(source, accepted, self._archive, below.releases)
            reading.notes[:0], reading.held[:0] = fetched.notes, fetched.held
        for note in reading.notes:
            log.warning("%s", note)
        return reading

    def unrecognised(self) -> list[Held]:
        """None: what is asked for is known."""
        return []

    def as_at(self) -> date:
        """The day of the run unless the settings say otherwise."""
        return self._settings.as_at or date.today()

    # --- files ---------------------------------------------------------------------------------

    def _refresh(self, source: Source, live: EesLive | GovUkLive) -> Reading:
        """Archive what is new, by the first way that works; what did not is noted and held."""
        outcome = Reading()
        for resolve in self._ways(source, live):
            try:
                self._take(source, resolve)
            except SourceError as error:
                outcome.notes.append(f"{source.source}: {error}")
                if not isinstance(error, FetchError):
                    outcome.held.append(Held(source.source, error.file, error.rule, error.detail))
                continue
            if outcome.notes:
                outcome.notes[-1] += "; the content API stood in"
            return outcome
        outcome.notes[-1] += f"; {self._stand_in(source)} stands in"
        return outcome

    def _ways(self, source: Source, live: EesLive | GovUkLive) -> Iterator[Resolve]:
        """The ways to find a source's files, the better first."""
        client, settings = self._client, self._settings
        content, api = settings.ees_content_url.rstrip("/"), settings.ees_api_url.rstrip("/")
        if isinstance(live, GovUkLive):
            yield lambda: gov_uk.offers(client, settings.govuk_url.rstrip("/"), source, live)
            return
        if live.via == "ees_api":
            yield lambda: ees.api_offers(client, api, content, source, live)
        yield lambda: ees.content_offers(client, content, source, live)

    def _take(self, source: Source, resolve: Resolve) -> None:
        """Fetch every file of a source, check them all, and only then keep them.

        Raises:
            SourceError: A file was not found, did not come whole, or breaks a rule of the page.
        """
        try:
            fetched = [self._fetch(offer, GONE) for offer in resolve()]
        except FetchError as error:
            if error.status not in MOVED:
                raise
            log.info("%s: %s; looking it up again", source.source, error)
            fetched = [self._fetch(offer, MOVED) for offer in resolve()]
        for item in fetched:
            if item.known is None:
                self._check(source, item)
        for item in fetched:
            self._keep(source, item.offer.name, item.data, item.url, item.headers, _stated(item))

    def _fetch(self, offer: Offer, giving_way: frozenset[int]) -> _Fetched:
        """The file of an offer; an address with one of these statuses gives way to the next.

        Raises:
            FetchError: What the first address answered, where none gave the file.
        """
        first: FetchError | None = None
        for url in offer.urls:
            try:
                return self._ask(offer, url)
            except FetchError as error:
                first = first or error
                if error.status not in giving_way:
                    break
        raise first or FetchError(offer.name, "address", "none is offered")

    def _ask(self, offer: Offer, url: str) -> _Fetched:
        """What an address gives, where it is not known to be unchanged."""
        known = self._archive.latest(url)
        if known and not _is_accepted(known):
            known = None
        if known and not has_validators(known.headers):
            if offer.signal and known.stated.get("signal") == offer.signal:
                return self._unchanged(offer, url, known)
            known = None
        response = self._client.get(url, validators=known.headers if known else None)
        if known and response.unchanged:
            return self._unchanged(offer, url, known)
        moved = {"final_url": response.url} if response.url != url else {}
        offer = replace(offer, stated={**offer.stated, **moved})
        return _Fetched(offer, url, response.body, response.headers)

    def _unchanged(self, offer: Offer, url: str, known: ArchivedFile) -> _Fetched:
        log.info("%s: unchanged", url)
        return _Fetched(offer, url, self._archive.read(known.sha256), known.headers, known)

    def _check(self, source: Source, item: _Fetched) -> None:
        """Have a file read before it counts; one that breaks a rule is kept, but not as a version.

        Without validators it is asked for whole the next time.
        """
        kind = "csv" if source.reader == "csv" else "workbook"
        found = kind_of(item.data)
        if found != kind:
            raise FetchError(item.url, "file format", f"the content is {found}, not {kind}")
        offer = item.offer
        try:
            lines = item.data.count(b"\n")
            if offer.rows is not None and lines < offer.rows:
                raise SourceError(
                    offer.name, "row count", f"{lines} lines; the publisher counts {offer.rows}"
                )
            draft = ArchivedFile(offer.name, "", len(item.data), "")
            _, frames = read_file(source, draft, item.data)
            if offer.table and offer.table not in {table for table, _ in frames}:
                raise SourceError(offer.name, "expected table", f"it does not hold {offer.table}")
        except SourceError as error:
            stated = {**_stated(item), "rejected": f"{error.rule}: {error.detail}"}
            headers = {k: v for k, v in item.headers.items() if k.startswith("content")}
            self._archive.keep(offer.name, item.data, item.url, headers, source.source, stated)
            raise

    def _keep(
        self,
        source: Source,
        name: str,
        data: bytes,
        url: str,
        headers: dict[str, str],
        stated: dict[str, str],
    ) -> ArchivedFile:
        """Archive bytes, and note whether they are others than were in force."""
        before = self._last(source, stated)
        entry = self._archive.keep(name, data, url, headers, source.source, stated)
        if before is None or before.sha256 != entry.sha256:
            log.info("%s: new bytes of %s, %d in all", source.source, name, entry.size)
            self._changed = True
        return entry

    def _last(self, source: Source, stated: dict[str, str]) -> ArchivedFile | None:
        """The version in force of the table, or of the report, that something is stated of."""
        wanted = stated.get("table"), stated.get("file_id")
        return next(
            (
                version
                for version in reversed(self._archive.versions(source.source))
                if (version.stated.get("table"), version.stated.get("file_id")) == wanted
                and (_is_accepted(version) or wanted[0] == REPORT)
            ),
            None,
        )

    def _stand_in(self, source: Source) -> str:
        accepted = [v for v in self._archive.versions(source.source) if _is_accepted(v)]
        if not accepted:
            return "the snapshot"
        return f"the version retrieved at {accepted[-1].retrieved_at}"

    # --- reports -------------------------------------------------------------------------------

    def _read_reports(self, source: Source, live: OfstedReportsLive, below: Reading) -> Reading:
        """Reports that are not below or came as a page there, and the visits of the listing."""
        notes: list[str] = []
        listing, events = self._listing(source, live, notes)
        if listing is None:
            return Reading(notes=notes)
        known: set[str | None] = {release.edition for release in below.releases}
        known |= {held.file_id for held in below.held if held.rule not in PASSING}
        wanted = [e for e in events if e.is_full_inspection and e.file_id not in known]
        reports, held = self._reports(source, wanted)
        notes += [f"{source.source}: {h.locator}: {h.rule}: {h.detail}" for h in held]
        reading = read_reports(source, reports, self._archive)
        reading.held += held
        reading.notes += notes
        _add_visits(reading, source, listing, events)
        return reading

    def _listing(
        self, source: Source, live: OfstedReportsLive, notes: list[str]
    ) -> tuple[ArchivedFile | None, list[Event]]:
        """What the site lists now; where it fails, what it listed the last time."""
        base = self._settings.ofsted_reports_url.rstrip("/")
        last = self._last(source, {"table": LISTING})
        before = self._events(last)
        try:
            crawl = ofsted_reports.crawl(self._client, base, source, live, before)
        except FetchError as error:
            notes.append(f"{source.source}: {error}; {self._stand_in(source)} stands in")
            return last, before
        notes += [f"{source.source}: {p}; its last listing stands in" for p in crawl.problems]
        data = ofsted_reports.write_listing(crawl.events)
        stated = {"table": LISTING}
        last = self._keep(source, "listing.csv", data, f"{base}/search", {}, stated)
        return last, self._events(last)

    def _events(self, listing: ArchivedFile | None) -> list[Event]:
        if listing is None:
            return []
        try:
            return ofsted_reports.read_listing_file(self._archive.read(listing.sha256))
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
                if failures > ofsted_reports.MOST_FAILURES and not self._report(source, event):
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

    def _report(self, source: Source, event: Event) -> ArchivedFile | None:
        """The archived report of an entry, unless it should be asked for again."""
        known = self._last(source, {"table": REPORT, "file_id": event.file_id})
        is_settled = date.fromisoformat(event.publication_date) < date.today() - SETTLED
        return known if known and (_is_accepted(known) or is_settled) else None

    def _download(self, source: Source, event: Event) -> ArchivedFile:
        known = self._report(source, event)
        if known:
            return known
        response = self._client.get(event.url, also_passing=ofsted_reports.ALSO_PASSING)
        stated = {"table": REPORT, "file_id": event.file_id}
        kind = kind_of(response.body)
        if kind != "pdf":
            stated["rejected"] = f"file format: the content is {kind}, not pdf"
        elif b"%%EOF" not in response.body[-END_OF_PDF:]:
            stated["rejected"] = "whole file: the end of the PDF is missing"
        name = f"{event.file_id}.pdf"
        return self._keep(source, name, response.body, event.url, response.headers, stated)


def _is_accepted(file: ArchivedFile) -> bool:
    return "rejected" not in file.stated


def _stated(item: _Fetched) -> dict[str, str]:
    """What to keep of an offer: its statements, and where its file was in the end."""
    known = item.known.stated if item.known else {}
    final = {name: known[name] for name in ("final_url",) if name in known}
    return {**final, **item.offer.stated, "table": item.offer.table, "signal": item.offer.signal}


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
