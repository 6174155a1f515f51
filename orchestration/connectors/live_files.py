"""Live sources of files, CSV or workbook: each table is updated whole, or not at all."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from orchestration.archive import ArchivedFile, Facts
from orchestration.catalogue import EesLive, GovUkLive, Source
from orchestration.connectors.layered import laid_over
from orchestration.connectors.live_archive import LiveArchive
from orchestration.editions import Asked, Held, Reading
from orchestration.errors import SourceError
from orchestration.publishers import ees, gov_uk
from orchestration.publishers.client import Client, has_validators
from orchestration.publishers.errors import FetchError
from orchestration.publishers.offer import Offer
from orchestration.readers.files import read_file, read_versions
from orchestration.readers.sheets import kind_of
from orchestration.settings import Settings

log = logging.getLogger(__name__)

# Statuses of an address whose id has moved since it was looked up.
MOVED: Final = frozenset({403, 404, 410})
GONE: Final = frozenset({404, 410})

Resolve = Callable[[], list[Offer]]


@dataclass(frozen=True)
class _Download:
    """The file of an offer, new or as archived before.

    Attributes:
        offer: What the publisher's service says of it.
        url: The address that was asked.
        final_url: The address that answered, where that is another.
        data: The bytes.
        headers: The headers worth keeping.
        is_new: The bytes were downloaded now; otherwise they are the archived ones.
    """

    offer: Offer
    url: str
    final_url: str | None
    data: bytes
    headers: dict[str, str]
    is_new: bool

    @property
    def facts(self) -> Facts:
        """What the ledger keeps of it."""
        return Facts(
            table=self.offer.table,
            published_on=self.offer.published_on,
            updated_on=self.offer.updated_on,
            next_release=self.offer.next_release,
            signal=self.offer.signal,
            final_url=self.final_url,
        )


class LiveFiles:
    """Updates a source's files and reads every version of them."""

    def __init__(self, settings: Settings, client: Client, archive: LiveArchive) -> None:
        """Take what every update needs."""
        self._settings, self._client, self._archive = settings, client, archive

    def read(self, source: Source, live: EesLive | GovUkLive, below: Reading) -> Reading:
        """All archived versions of a source, the newest just asked for.

        Args:
            source: The source page.
            live: Its live section.
            below: What is known of it without asking.
        """
        outcome = self._update(source, live)

        def read(files: Iterable[ArchivedFile]) -> Reading:
            return read_versions(source, files, self._archive.archive, below.releases)

        self._archive.verdicts.try_untried(
            source, self._archive.accepted(source), lambda files: laid_over(read(files), below)
        )
        self._note_refused(source, outcome)
        reading = read(self._archive.accepted(source))
        reading.notes[:0], reading.held[:0] = outcome.notes, outcome.held
        reading.asked = outcome.asked
        return reading

    def _note_refused(self, source: Source, outcome: Reading) -> None:
        """Note and hold what the publisher offers now and the landing rules refuse."""
        for file, broken in self._archive.refused(source):
            note = (
                f"{source.source}: {file.name}: {broken}; "
                f"{self._archive.substitute(source)} stands in"
            )
            outcome.held.append(Held(source.source, file.name, broken.rule, broken.detail))
            outcome.notes.append(note)
            if outcome.asked:
                lacking = (*outcome.asked.lacking, note)
                outcome.asked = replace(outcome.asked, lacking=lacking)

    def _update(self, source: Source, live: EesLive | GovUkLive) -> Reading:
        """Archive what is new, by the first service that gives it; note and hold what did not."""
        outcome, is_reached = Reading(), False
        for resolve in self._services(source, live):
            try:
                passed_over = self._update_by(source, resolve)
            except SourceError as error:
                outcome.notes.append(f"{source.source}: {error}")
                if not isinstance(error, FetchError):
                    is_reached = True
                    outcome.held.append(Held(source.source, error.file, error.rule, error.detail))
                continue
            if outcome.notes:
                outcome.notes[-1] += "; the content API stood in"
            lacking = [
                f"{source.source}: {reason}; an earlier edition stands in" for reason in passed_over
            ]
            outcome.notes += lacking
            outcome.asked = Asked(source.source, True, tuple(lacking))
            return outcome
        outcome.notes[-1] += f"; {self._archive.substitute(source)} stands in"
        outcome.asked = Asked(source.source, is_reached, tuple(outcome.notes))
        return outcome

    def _services(self, source: Source, live: EesLive | GovUkLive) -> Iterator[Resolve]:
        """The services that offer a source's files, the better first."""
        client, settings = self._client, self._settings
        content, api = settings.ees_content_url.rstrip("/"), settings.ees_api_url.rstrip("/")
        if isinstance(live, GovUkLive):
            yield lambda: gov_uk.offers(client, settings.govuk_url.rstrip("/"), source, live)
            return
        if live.via == "ees_api":
            yield lambda: ees.api_offers(client, api, content, source, live)
        yield lambda: ees.content_offers(client, content, source, live)

    def _update_by(self, source: Source, resolve: Resolve) -> list[str]:
        """Download every file of a source, validate them all, and only then keep them.

        Returns:
            Why newer editions were passed over.

        Raises:
            SourceError: A file was not found, did not come whole, or breaks a rule of the page.
        """
        try:
            downloads = [self._download(offer, GONE) for offer in resolve()]
        except FetchError as error:
            if error.status not in MOVED:
                raise
            log.info("%s: %s; looking it up again", source.source, error)
            downloads = [self._download(offer, MOVED) for offer in resolve()]
        for download in downloads:
            if download.is_new:
                self._validate(source, download)
        for download in downloads:
            self._keep(source, download, download.headers, download.facts)
        return [reason for download in downloads for reason in download.offer.passed_over]

    def _download(self, offer: Offer, giving_way: frozenset[int]) -> _Download:
        """The file of an offer; an address with one of these statuses gives way to the next.

        Raises:
            FetchError: What the first address answered, where none gave the file.
        """
        first: FetchError | None = None
        for url in offer.urls:
            try:
                return self._download_from(url, offer)
            except FetchError as error:
                first = first or error
                if error.status not in giving_way:
                    break
        raise first or FetchError(offer.name, "address", "none is offered")

    def _download_from(self, url: str, offer: Offer) -> _Download:
        """What an address gives, or the archived file where that is known to be unchanged."""
        known = self._archive.archive.latest(url)
        if known and not known.is_accepted:
            known = None
        if known and not has_validators(known.headers):
            if offer.signal and known.stated.signal == offer.signal:
                return self._unchanged(url, offer, known)
            known = None
        response = self._client.get(url, validators=known.headers if known else None)
        if known and response.unchanged:
            return self._unchanged(url, offer, known)
        moved = response.url if response.url != url else None
        return _Download(offer, url, moved, response.body, response.headers, is_new=True)

    def _unchanged(self, url: str, offer: Offer, known: ArchivedFile) -> _Download:
        log.info("%s: unchanged", url)
        data = self._archive.archive.read(known.sha256)
        return _Download(offer, url, known.stated.final_url, data, known.headers, is_new=False)

    def _validate(self, source: Source, download: _Download) -> None:
        """Read a file before it counts; one that breaks a rule is kept, but not as a version.

        It is kept without validators, so that it is asked for whole the next time.

        Raises:
            SourceError: The file is of another format, is not whole, or breaks a rule of the page.
        """
        kind = "csv" if source.reader == "csv" else "workbook"
        found = kind_of(download.data)
        if found != kind:
            raise FetchError(download.url, "file format", f"the content is {found}, not {kind}")
        offer = download.offer
        try:
            lines = download.data.count(b"\n")
            if offer.rows is not None and lines < offer.rows:
                raise SourceError(
                    offer.name, "row count", f"{lines} lines; the publisher counts {offer.rows}"
                )
            draft = ArchivedFile(offer.name, "", len(download.data), "")
            _, frames = read_file(source, draft, download.data)
            if offer.table and offer.table not in {table for table, _ in frames}:
                raise SourceError(offer.name, "expected table", f"it does not hold {offer.table}")
        except SourceError as error:
            headers = {k: v for k, v in download.headers.items() if k.startswith("content")}
            facts = replace(download.facts, rejected=f"{error.rule}: {error.detail}")
            self._keep(source, download, headers, facts)
            raise

    def _keep(
        self, source: Source, download: _Download, headers: dict[str, str], facts: Facts
    ) -> None:
        name, url = download.offer.name, download.url
        self._archive.keep(source, name, download.data, url, headers, facts)
