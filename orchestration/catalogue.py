"""`data/sources/*.yml` read into frozen, validated objects: one page per publication.

A page is configuration, documentation and test at once. Every column of a published table is
either mapped to our name or listed as ignored, so a column the publisher adds or renames stops
the run instead of being lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

LINEAGE = ("_release_id", "_file_sha256", "_locator")
# What every file of statistics has that is laid out to the Department for Education's open data
# standards: our name of each column, and those that say nothing more.
STATISTICS = {
    "period": "time_period",
    "geographic_level": "geographic_level",
    "region_code": "region_code",
    "la_code": "old_la_code",
    "ons_code": "new_la_code",
    "la_name": "la_name",
    "region_name": "region_name",
}
STATISTICS_IGNORED = ("time_identifier", "country_code", "country_name")
# Between the values of several filters of a row.
AND = " | "


class Page(BaseModel):
    """Base of all catalogue objects: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))


class Licence(Page):
    """The terms under which the publisher lets the figures be used."""

    name: str
    url: str


class Headings(Page):
    """The headings under which one column has been published.

    Attributes:
        headings: Every heading used so far, newest first.
        since: The first edition that has the column; older ones may lack it.
        until: The last edition that must have it; newer ones may lack it.
    """

    headings: tuple[str, ...]
    since: str | None = None
    until: str | None = None

    def is_required(self, edition: str) -> bool:
        """Whether an edition must have the column."""
        is_older = self.since is not None and edition < self.since
        is_newer = self.until is not None and edition > self.until
        return not is_older and not is_newer


class CellRule(Page):
    """Where a workbook states a fact of its own, such as its date of publication.

    Attributes:
        sheet: The sheet's name, or a pattern for it.
        pattern: A pattern searched for in the text of the sheet's rows; group 1 is the fact.
    """

    sheet: str
    pattern: str


class Edition(Page):
    """How the edition of a file is told from its content.

    Attributes:
        newest: A column of ours whose largest value names the edition.
        stated: The cell that names the edition.
        constant: The edition itself, for a table published once.
    """

    newest: str | None = None
    stated: CellRule | None = None
    constant: str | None = None

    @model_validator(mode="after")
    def _one_rule(self) -> Edition:
        if sum(rule is not None for rule in (self.newest, self.stated, self.constant)) != 1:
            raise ValueError("give exactly one of newest, stated, constant")
        return self


class RowFilter(Page):
    """A closed vocabulary that decides which rows belong to a table.

    Attributes:
        column: The column of ours that is looked at.
        keep: Values of rows that are read.
        drop: Values of rows that are not; any other value is an error.
    """

    column: str
    keep: tuple[str, ...]
    drop: tuple[str, ...]


class Measure(Headings):
    """A figure of a table.

    Attributes:
        kind: A count of its own, which regions and authorities add up to; a share of something, in
            per cent; or any other figure (a mean, a median, a rate per 10,000).
        most: The most that it can be; 100 for a share, where nothing else is said.
    """

    kind: Literal["count", "share", "other"] = "count"
    most: float | None = None


class Part(Page):
    """A figure that is a part of others: never more than they are together.

    Attributes:
        part: The figure, or several whose sum it is.
        of: The whole, or several whose sum it is.
        slack: By how much rounding may make it more.
        adds_up: Whether it is the whole, so that it is not less either.
    """

    part: tuple[str, ...]
    of: tuple[str, ...]
    slack: float = 0
    adds_up: bool = False

    _lists = field_validator("part", "of", mode="before")(lambda given: _as_tuple(given))


class Rate(Page):
    """A figure that the publisher works out of others of the same row.

    Attributes:
        rate: The figure.
        numerator: What is divided; several are added.
        denominator: What it is divided by; several are added.
        per: What it is multiplied by.
        within: How far an authority's may be from what its printed counts make it.
        within_regions: The same for England and regions; not asked where it is not given.
        within_england: The same for England.
        needs_counts: No rate stands where its counts are withheld or nothing.
    """

    rate: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    per: float = 100
    within: float
    within_regions: float | None = None
    within_england: float | None = None
    needs_counts: bool = True

    _lists = field_validator("numerator", "denominator", mode="before")(
        lambda given: _as_tuple(given)
    )


class Shares(Page):
    """Rows of which each is a share of the row of the total, told apart by the last filter.

    Attributes:
        share: The figure that is the share.
        count: The figure that is counted.
        total: The values of the last filter that mark a total.
        among: Those whose rows are shares of it; all others, where none is given.
        within: How far a share may be from what the counts make it.
    """

    share: str
    count: str
    total: tuple[str, ...]
    among: tuple[str, ...] = ()
    within: float

    _lists = field_validator("total", "among", mode="before")(lambda given: _as_tuple(given))


class Expected(Page):
    """What is true of a table of statistics, edition after edition; the landing gate asks it.

    Attributes:
        ends: Month and day on which a period ends, as `03-31`.
        children_of: Whose children a count is per: those of the period's year, or of the year
            before, as in March. Counts that say nothing of children have none.
        lists_abolished: Authorities that were abolished, or did not exist yet, have rows too.
        drops_oldest: Each edition leaves out the oldest year of the one before.
        adds_within: How far nine regions may be from England; half of it is rounding.
        most_gain: By how much two authorities of a region may, exchanged, be nearer to their year
            before: the sum of both absolute changes of the logarithm, over the counts that tell
            authorities apart (`limits.csv`). A tenth above the furthest real one.
        parts: Figures that are parts of others.
        rates: Figures that are worked out of others.
        shares: Rows that are shares of other rows.
    """

    ends: str
    children_of: Literal["same_year", "year_before"] | None = None
    lists_abolished: bool = False
    drops_oldest: bool = False
    adds_within: float
    most_gain: float | None = None
    parts: tuple[Part, ...] = ()
    rates: tuple[Rate, ...] = ()
    shares: tuple[Shares, ...] = ()


class Counted(Page):
    """How a published row about one of many, such as a home, is kept: among those like it.

    Rows with the same words in every other column become one row when the file is read, so that
    nothing about a single one is kept. The place of such a row is its sheet or file.

    Attributes:
        rows: Our name of the number of rows.
        sums: Columns of whole numbers that are added up; an empty cell adds nothing.
    """

    rows: str
    sums: tuple[str, ...] = ()


class Table(Page):
    """One table of a publication.

    Attributes:
        grain: "one row per ..." as the publisher lays it out.
        sheet: Pattern of the sheet's name, for workbooks.
        layout: `statistics` for the Department for Education's open data standards: period, level,
            codes and names are then known, and only filters and figures are written down.
        columns: Our name of each column that identifies or describes a row.
        filters: The same for columns that tell several rows of a period and area apart.
        measures: Our name of each figure; given, the raw table has one row per figure.
        reads: Columns of ours that are read from the report or page a listing row points to.
        ignore: Headings (or /patterns/) deliberately not read.
        rows: The values of a column that make a row part of the table, and those that do not.
        bears_plain_name: Its editions are called after the page alone, as when it was the only one.
        expected: What is true of a table of statistics in every edition.
        stacked: The sheet repeats its header and the table goes on below it; otherwise a
            repeated header ends the table.
        notes: A row of a CSV file with a single filled cell, or none, is a note or spacer; in a
            workbook it always is.
        instead_of: The table whose place this one takes in the editions that lay it out this way.
        older_headings_until: The last edition that used any but the newest heading of a column.
        spellings: For a column of ours, the word the publisher uses now, and those it used before.
        code_row: Pattern of the codes that a hidden row of a workbook gives to its columns, which
            stay when headings are reworded; the figures are then found by their code.
        edition: How the table's edition is told, where it differs from the page's rule.
        counted: Rows that are alike are counted when the file is read, and not kept one by one.
    """

    grain: str
    sheet: str | None = None
    layout: Literal["statistics"] | None = None
    columns: dict[str, Headings] = {}
    filters: dict[str, Headings] = {}
    measures: dict[str, Measure] = {}
    reads: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rows: tuple[RowFilter, ...] = ()
    bears_plain_name: bool = False
    expected: Expected | None = None
    stacked: bool = False
    notes: bool = False
    instead_of: str | None = None
    older_headings_until: str | None = None
    spellings: dict[str, dict[str, tuple[str, ...]]] = {}
    code_row: str | None = None
    edition: Edition | None = None
    counted: Counted | None = None

    @model_validator(mode="after")
    def _sums_of_columns(self) -> Table:
        if self.counted and (self.measures or set(self.counted.sums) - set(self.columns)):
            raise ValueError("counted.sums must be columns, of a table without measures")
        return self

    @model_validator(mode="before")
    @classmethod
    def _laid_out(cls, given: dict[str, Any]) -> dict[str, Any]:
        """What the layout says need not be written down."""
        if given.get("layout") != "statistics":
            return given
        columns = {**STATISTICS, **given.get("columns", {}), **given.get("filters", {})}
        ignore = [*STATISTICS_IGNORED, *given.get("ignore", [])]
        return {**given, "columns": columns, "ignore": ignore}

    @field_validator("columns", "filters", "measures", mode="before")
    @classmethod
    def _short_forms(cls, value: dict[str, object]) -> dict[str, object]:
        """Allow `ours: heading` and `ours: [heading, older heading]`."""
        return {name: _as_headings(given) for name, given in value.items()}

    @field_validator("rows", mode="before")
    @classmethod
    def _one_filter(cls, value: object) -> object:
        """Allow one filter without a list."""
        return [value] if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _is_whole(self) -> Table:
        if not self.columns:
            raise ValueError("give columns, or a layout that has them")
        if (self.layout is None) != (self.expected is None):
            raise ValueError("a table of statistics says what is expected, and no other does")
        closed = {rule.column for rule in self.rows}
        if not self.filters.keys() <= closed:
            raise ValueError(f"rows must give the values of {sorted(self.filters.keys() - closed)}")
        return self

    @cached_property
    def read_columns(self) -> tuple[str, ...]:
        """Columns of the table as it is read: lineage, ours, then a column per figure.

        Of rows that are counted their number comes last.
        """
        counted = (self.counted.rows,) if self.counted else ()
        return (*LINEAGE, *self.columns, *self.reads, *self.measures, *counted)

    @cached_property
    def known(self) -> dict[str, Headings]:
        """Every column of ours that the publisher has, with its headings."""
        return {**self.columns, **self.measures}

    @cached_property
    def by_heading(self) -> dict[str, str]:
        """Every known heading and the column of ours it stands for."""
        return {h: name for name, known in self.known.items() for h in known.headings}

    @cached_property
    def newest_word(self) -> dict[tuple[str, str], str]:
        """For a column and a word given up, the word in use now."""
        return {
            (column, older): newest
            for column, words in self.spellings.items()
            for newest, known in words.items()
            for older in known
        }

    def is_ignored(self, heading: str) -> bool:
        """Whether the page lists a heading as deliberately not read."""
        return any(
            re.search(entry[1:-1], heading) if entry.startswith("/") else entry == heading
            for entry in self.ignore
        )


class Release(Page):
    """What is known of one publication of an edition beyond the file itself.

    An edition that was published again, with revisions, has an entry for each day.
    """

    edition: str
    published_on: date
    url: str | None = None


def _require_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is not a pattern: {error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_require_pattern)]


class EesLive(Page):
    """Where a publication is on Explore Education Statistics.

    Attributes:
        via: The content API behind the website, or the public data API with the other to fall
            back on. Not every publication is in the public one.
        publication: The publication's slug; ids move, slugs are redirected.
        files: Patterns of each table's title or file name, in order of preference; titles are
            reworded from one edition to the next.
    """

    via: Literal["ees_content", "ees_api"]
    publication: str
    files: dict[str, tuple[Pattern, ...]]

    @field_validator("files", mode="before")
    @classmethod
    def _short_form(cls, value: dict[str, object]) -> dict[str, object]:
        """Allow `table: pattern`."""
        return {name: [given] if isinstance(given, str) else given for name, given in value.items()}


class GovUkLive(Page):
    """Where a publication is on GOV.UK; each edition is a page of its own.

    Attributes:
        via: GOV.UK's content and search API.
        organisation: The publisher's name in addresses of GOV.UK.
        document: Pattern of an edition's title; group 1 puts the editions in order.
        attachment: Patterns of the title and file name of the workbook on that page, in order of
            preference.
    """

    via: Literal["gov_uk"]
    organisation: str
    document: Pattern
    attachment: tuple[Pattern, ...]


class OfstedReportsLive(Page):
    """Ofsted's reports site, searched as the landing page says.

    Attributes:
        via: The reports site.
        fewest_providers: Fewer than these are not the whole list; there are 153 authorities.
    """

    via: Literal["ofsted_reports"]
    fewest_providers: int = 150


class GovUkCollectionLive(Page):
    """A collection of GOV.UK's, whose documents are pages; its address is the landing page.

    Attributes:
        via: GOV.UK's content API.
        fewest_documents: Fewer than these are not the whole collection.
    """

    via: Literal["gov_uk_collection"]
    fewest_documents: int


Live = Annotated[
    EesLive | GovUkLive | GovUkCollectionLive | OfstedReportsLive, Field(discriminator="via")
]


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
        several = several and not self.tables[table].bears_plain_name
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


def _as_tuple(given: object) -> object:
    return (given,) if isinstance(given, str) else given


def _as_headings(given: object) -> object:
    if isinstance(given, str):
        return {"headings": [given]}
    if isinstance(given, list):
        return {"headings": given}
    return given


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
