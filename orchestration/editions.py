"""What every connector hands over: editions, their rows, what was held back or lacking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Protocol

import pandas as pd

from orchestration.catalogue import Source


@dataclass(frozen=True)
class Release:
    """One edition as loaded: a row of the published `releases`.

    `published_on` is null when neither the file nor the page states it.
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


@dataclass(frozen=True)
class Held:
    """One row or file held back, and why: a row of the published `held_rows`.

    `urn` and `publication_date` are known for inspection reports, `inspection_start_date` where it
    was read before the report was held; they tell whose judgement may be out of date, and when.
    """

    source: str
    locator: str
    rule: str
    detail: str
    urn: str | None = None
    publication_date: str | None = None
    inspection_start_date: str | None = None

    @property
    def file_id(self) -> str | None:
        """The number a report is filed under, from its file's name; None for anything else."""
        name, is_report, _ = self.locator.rpartition("/")[2].partition(".pdf")
        return name if self.source and is_report else None


def frame_of(kind: type[Release] | type[Held], rows: Iterable[Release | Held]) -> pd.DataFrame:
    """Releases or held rows as a frame with their fields as columns, empty or not."""
    return pd.DataFrame(
        [asdict(row) for row in rows], columns=[f.name for f in fields(kind)], dtype="object"
    )


@dataclass
class Reading:
    """What a connector gives for one source: releases, raw tables, and what was held back.

    `tables` has a frame of text per table of the page, with the columns `Table.raw_columns`.
    `notes` say in a line each what could not be had, and what stands in for it.
    """

    releases: list[Release] = field(default_factory=list)
    tables: dict[str, list[pd.DataFrame]] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

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
