"""What every connector hands over: editions, their rows, what was held back or lacking."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Protocol

import pandas as pd

from orchestration.catalogue import Source

# A file of this name beside published files says when they were published.
DAYS_FILE = "published.csv"


@dataclass(frozen=True)
class Release:
    """One edition as published on one day: a row of the published `releases`.

    `published_on` is null where a live source does not say it.
    """

    release_id: str
    source: str
    publisher: str
    publication: str
    edition: str
    published_on: str | None
    retrieved_at: str
    url: str | None
    licence: str
    sha256: str
    bytes: int
    rows_read: int
    reader: str
    file_name: str
    next_release: str | None = None

    @property
    def edition_id(self) -> str:
        """The release's name without the day that a later publication of an edition bears."""
        return re.sub(rf"(?<={re.escape(self.edition)})_\d{{4}}-\d\d-\d\d$", "", self.release_id)


@dataclass(frozen=True)
class Held:
    """One row or file held back, and why: a row of the published `held_rows`.

    `urn` and `publication_date` are known for inspection reports, `inspection_start_date` where it
    was read before the report was held; they tell whose judgement may be out of date, and when.
    `is_given` marks what a person gave to this run, and will want to know of.
    """

    source: str
    locator: str
    rule: str
    detail: str
    urn: str | None = None
    publication_date: str | None = None
    inspection_start_date: str | None = None
    is_given: bool = False

    @property
    def file_id(self) -> str | None:
        """The number a report is filed under, from its file's name; None for anything else."""
        name, is_report, _ = self.locator.rpartition("/")[2].partition(".pdf")
        return name if self.source and is_report else None


@dataclass(frozen=True)
class Asked:
    """How asking a publisher for a source went.

    Attributes:
        source: The source page.
        is_reached: Whether the publisher gave all that it was asked for.
        lacking: What could not be reached or used, a line each with what stands in; empty where
            the newest that the publisher offers was read.
        asked_at: When, UTC, ISO 8601 to the second.
        reached_at: When the publisher last gave all, this time or an earlier; None for never.
    """

    source: str
    is_reached: bool
    lacking: tuple[str, ...] = ()
    asked_at: str = ""
    reached_at: str | None = None


def frame_of(kind: type[Release] | type[Held], rows: Iterable[Release | Held]) -> pd.DataFrame:
    """Releases or held rows as a frame with their fields as columns, empty or not."""
    return pd.DataFrame(
        [asdict(row) for row in rows], columns=[f.name for f in fields(kind)], dtype="object"
    )


@dataclass
class Reading:
    """What a connector gives for one source: releases, raw tables, and what was held back.

    `tables` has a frame of text per table of the page, with the columns `Table.read_columns`.
    `notes` say in a line each what could not be had, and what stands in for it. `asked` is how
    asking went; None where nobody was asked.
    """

    releases: list[Release] = field(default_factory=list)
    tables: dict[str, list[pd.DataFrame]] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    asked: Asked | None = None

    def frame(self, table: str, columns: Iterable[str]) -> pd.DataFrame:
        """All rows of one table, over all editions."""
        frames = self.tables.get(table, [])
        if not frames:
            return pd.DataFrame(columns=list(columns), dtype="object")
        return pd.concat(frames, ignore_index=True)


class Connector(Protocol):
    """What the raw assets ask of a connector."""

    def read(self, source: Source) -> Reading:
        """All editions of a source, as raw text tables with lineage.

        Raises:
            SourceError: A file breaks a rule of its page.
        """
        ...

    def unrecognised(self) -> list[Held]:
        """Files that belong to no source, each with the reason it was held."""
        ...

    def as_at(self) -> date:
        """The date up to which this connector's inspection history counts as known."""
        ...
