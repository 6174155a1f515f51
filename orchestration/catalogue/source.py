"""One publication: its terms, its tables, its releases, and how a page of it is read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Literal

import yaml
from pydantic import model_validator

from orchestration.catalogue.live import EesLive, Live
from orchestration.catalogue.page import CellRule, Edition, Licence, Page
from orchestration.catalogue.table import Table


class Release(Page):
    """What is known of one publication of an edition beyond the file itself.

    An edition that was published again, with revisions, has an entry for each day.
    """

    edition: str
    published_on: date
    url: str | None = None


class Source(Page):
    """One publication: who publishes it, under which terms, and how its tables are laid out.

    Attributes:
        cadence: How often it is published, in words.
        next_release: Day of the next release, where the publisher does not give it live.
        schedule: When Dagster asks the live source for it (cron, London time).
        markers: What the publisher prints instead of a number; anything else stops a run.
        period: What kind of period a figure is of (`dbt_project/seeds/period_kinds.csv`).
        live: Where its files are asked for.
        no_live_reason: Why it has no such place and is read from the snapshot or a folder alone.
    """

    source: str
    publisher: str
    publication: str
    description: str
    landing_page: str
    licence: Licence
    cadence: str
    next_release: date | None = None
    schedule: str | None = None
    reader: Literal["csv", "workbook", "report", "area_send_report", "collection"]
    markers: tuple[str, ...] = ()
    period: Literal["year", "financial year", "academic year"] | None = None
    edition: Edition | None = None
    published_on: CellRule | None = None
    tables: dict[str, Table]
    releases: tuple[Release, ...] = ()
    live: Live | None = None
    no_live_reason: str | None = None
    page: Path

    @model_validator(mode="after")
    def _live_tables(self) -> Source:
        if isinstance(self.live, EesLive) and set(self.live.files) != set(self.tables):
            raise ValueError("live.files must name every table of the page, and no other")
        return self

    @model_validator(mode="after")
    def _layouts_of_one_table(self) -> Source:
        for name, table in self.tables.items():
            if table.instead_of is not None and table.instead_of not in self.tables:
                raise ValueError(f"{name}: instead_of names no table of the page")
        return self

    @model_validator(mode="after")
    def _kind_of_period(self) -> Source:
        if self.period is None and any(table.layout for table in self.tables.values()):
            raise ValueError("say the kind of period of its statistics")
        return self

    @model_validator(mode="after")
    def _live_or_why_not(self) -> Source:
        if (self.live is None) == (self.no_live_reason is None):
            raise ValueError("give exactly one of live, no_live_reason")
        return self

    @property
    def reads_reports(self) -> bool:
        """Whether its files are reports (PDF), which come with a listing."""
        return self.reader in ("report", "area_send_report")

    def edition_id(self, table: str, edition: str) -> str:
        """Name of one edition; an edition that comes in several files has one per file."""
        several = self.reader == "csv" and len(self.tables) > 1 and self.edition is not None
        return f"{self.source}_{table}_{edition}" if several else f"{self.source}_{edition}"

    def edition_rule(self, table: str) -> Edition:
        """How the edition of a table is told."""
        rule = self.tables[table].edition or self.edition
        if rule is None:
            raise ValueError(f"data/sources/{self.page.name}: {table} has no edition rule")
        return rule

    def known_release(self, edition: str) -> Release | None:
        """The page's entry for an edition as it was first published, if it has one."""
        known = [release for release in self.releases if release.edition == edition]
        return min(known, key=lambda release: release.published_on, default=None)

    def is_known_to_be_older(self, edition: str) -> bool:
        """Whether the page knows a newer edition, so that this one's columns are history."""
        return any(edition < release.edition for release in self.releases)


def load_catalogue(folder: Path) -> dict[str, Source]:
    """Read every source page of a folder.

    Args:
        folder: Where the pages are.

    Returns:
        The sources by name, in alphabetical order.

    Raises:
        ValueError: A page is not valid; the message names the page and the key.
    """
    return {source.source: source for source in _pages(sorted(folder.glob("*.yml")))}


def _pages(paths: Iterable[Path]) -> Iterable[Source]:
    for path in paths:
        try:
            source = Source(**yaml.safe_load(path.read_text("utf-8")), page=path)
        except (TypeError, ValueError, yaml.YAMLError) as error:
            raise ValueError(
                f"data/sources/{path.name} is not a valid source page: {error}"
            ) from error
        if source.source != path.stem:
            raise ValueError(f"data/sources/{path.name}: source must be {path.stem!r}")
        yield source
