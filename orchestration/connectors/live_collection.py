"""A live collection of GOV.UK: its listing is archived whole, and read while its rules hold."""

from __future__ import annotations

import logging
from dataclasses import astuple
from functools import partial
from typing import Final

import pandas as pd

from orchestration.archive import ArchivedFile, Facts
from orchestration.catalogue import GovUkCollectionLive, Source
from orchestration.connectors.layered import laid_over
from orchestration.connectors.live_archive import LISTING, LiveArchive, listing_release
from orchestration.editions import Asked, Held, Reading
from orchestration.publishers import gov_uk_collection
from orchestration.publishers.client import Client
from orchestration.publishers.errors import FetchError
from orchestration.publishers.gov_uk_collection import Document
from orchestration.readers.intervention_pages import Stated, read_page
from orchestration.settings import Settings

log = logging.getLogger(__name__)

TABLE: Final = "documents"
SEVERAL: Final = "|"


class LiveCollection:
    """Asks for a collection and reads the newest listing with which the landing rules hold."""

    def __init__(self, settings: Settings, client: Client, archive: LiveArchive) -> None:
        """Take what every update needs."""
        self._base = settings.govuk_url.rstrip("/")
        self._client, self._archive = client, archive

    def read(self, source: Source, live: GovUkCollectionLive, below: Reading) -> Reading:
        """The documents of the collection, one row each; none where no listing holds.

        Args:
            source: The source page.
            live: Its live section.
            below: What is known of it without asking.
        """
        lacking, held, is_reached = list[str](), list[Held](), True
        try:
            found = gov_uk_collection.documents(self._client, self._base, source, live)
            data = gov_uk_collection.write_documents(found)
            url, facts = source.landing_page, Facts(table=LISTING)
            self._archive.keep(source, f"{TABLE}.csv", data, url, {}, facts)
        except FetchError as error:
            lacking.append(f"{error}; {self._archive.substitute(source)} stands in")
            is_reached = False
        reading = self._newest_that_holds(source, below)
        for file, broken in self._archive.refused(source):
            lacking.append(f"{file.name}: {broken}; {self._archive.substitute(source)} stands in")
            held.append(Held(source.source, file.name, broken.rule, broken.detail))
        reading.held += held
        reading.notes += [f"{source.source}: {line}" for line in lacking]
        reading.asked = Asked(source.source, is_reached, tuple(reading.notes))
        return reading

    def _newest_that_holds(self, source: Source, below: Reading) -> Reading:
        """Older listings are asked too: one that held may not, beside the rows of today."""
        for file in reversed(self._archive.archive.versions(source.source)):
            try:
                reading = self._reading(source, file)
            except (OSError, TypeError, ValueError) as error:
                log.warning("the archived listing is not read: %s", error)
                continue
            self._archive.verdicts.try_untried(source, [file], partial(_laid_over, reading, below))
            if not self._archive.verdicts.broken(source, file):
                return reading
        return Reading()

    def _reading(self, source: Source, listing: ArchivedFile) -> Reading:
        data = self._archive.archive.read(listing.sha256)
        release = f"{source.source}_{LISTING}"
        rows = [
            (release, listing.sha256, f"row {number}", *astuple(document), *_stated(document))
            for number, document in enumerate(gov_uk_collection.read_documents(data), start=2)
        ]
        columns = list(source.tables[TABLE].read_columns)
        frame = pd.DataFrame(rows, columns=columns, dtype="object").replace({"": None})
        return Reading(
            releases=[listing_release(source, listing, len(rows))], tables={TABLE: [frame]}
        )


def _stated(document: Document) -> list[str]:
    """What a page says of itself, several things of a kind joined."""
    stated: Stated = read_page(document.title, document.body, document.change_notes)
    several = (stated.issued_on, stated.replaces_on, stated.outcome, stated.ended_on)
    return [stated.kind, *(SEVERAL.join(values) for values in several)]


def _laid_over(reading: Reading, below: Reading, _: list[ArchivedFile]) -> Reading:
    return laid_over(reading, below)
