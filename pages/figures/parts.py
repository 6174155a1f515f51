"""What a figure on a page is made of, and the parts that figures share.

A figure is a chart's name with its rows, the same in words for those who do not see it, the rows
as a table, notes, and the editions the figures come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pages.reading import Row, Warehouse
from pages.words.wording import day, measure


@dataclass(frozen=True)
class Link:
    """Text that leads somewhere."""

    text: str
    url: str


Cell = str | Link


@dataclass(frozen=True)
class Table:
    """Rows of text under a caption.

    Attributes:
        caption: What the rows are.
        header: Names of the columns.
        rows: Cells; the first of a row names it.
        numeric: Columns set to the right.
        anchors: Where links to single rows arrive, one per row; none where no link does.
        reference: What rows are read against, on top of them; it stays there when they are sorted.
        is_sortable: Whether readers may sort the rows by a column.
    """

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    numeric: frozenset[str] = frozenset()
    anchors: Sequence[str] = ()
    reference: Sequence[Sequence[Cell]] = ()
    is_sortable: bool = False


@dataclass(frozen=True)
class KeyEntry:
    """How a series is drawn, for the key: a class of the style sheet and a name."""

    sign: str
    name: str


@dataclass(frozen=True)
class Figure:
    """One chart with everything that stands around it.

    Attributes:
        name: Identifier within the page.
        chart: Which of the charts it is.
        title: Heading: what is found, in words written from the tables.
        summary: The text alternative: what the chart looks like and shows, for those who do not
            see it.
        data: Rows per named data set; a text starting with @ names rows that pages share.
        subtitle: What is measured: indicator, unit, period, population.
        tables: The rows behind it.
        notes: What to know when reading it.
        method: How it is counted, in the words of the field.
        about: Definitions, which stand with the table.
        sources: Editions.
        key: How series are told apart.
        downloads: Files with the rows.
    """

    name: str
    chart: str
    title: str
    summary: str
    data: Mapping[str, Any]
    subtitle: str = ""
    tables: Sequence[Table] = ()
    notes: Sequence[str] = ()
    method: Sequence[str] = ()
    about: Sequence[str] = ()
    sources: Sequence[Link] = ()
    key: Sequence[KeyEntry] = ()
    downloads: Sequence[Link] = ()


def sources(warehouse: Warehouse, release_ids: Iterable[str | None]) -> list[Link]:
    """The editions named, each once, with publisher, edition and day of publication."""
    found = {name: warehouse.release.get(name) for name in release_ids if name}
    return [_source(name, row) for name, row in sorted(found.items()) if row]


def _source(release_id: str, row: Row) -> Link:
    published = day(row["published_on"])
    when = f"published {published}" if published else "day of publication not known"
    text = f"{row['publisher']}, {row['publication']}, edition {row['edition']}, {when}"
    return Link(f"{text} [{release_id}]", web_address(row["url"]))


def judgement_sources(warehouse: Warehouse) -> list[Link]:
    """Editions of official statistics, and how many single reports there are beside them."""
    reports = {row["report_release_id"] for row in warehouse.rows["inspections"]} - {None}
    official = {
        row["source_release_id"]
        for row in warehouse.rows["inspections"]
        if row["source_release_id"] not in reports
    }
    listed_in = "linked on each authority's page and listed in releases.csv"
    return [
        *sources(warehouse, official),
        Link(f"Ofsted, {len(reports):,} inspection reports, {listed_in}", "csv/releases.csv"),
    ]


def web_address(url: str | None) -> str:
    """The address if it is one of the web, else nothing: data never bring a script."""
    return url if url and url.startswith(("https://", "http://")) else ""


def ofsted_url(authority: Row) -> str:
    """Ofsted's page of an authority, with its reports and letters; nothing without its number."""
    urn = authority["ofsted_urn"]
    return f"https://reports.ofsted.gov.uk/provider/44/{urn}" if urn else ""


def page_of(la_code: str) -> str:
    """Name of an authority's page within the folder of authorities."""
    return f"{la_code.replace('+', '-')}.html"


def indicator_url(warehouse: Warehouse, indicator_id: str) -> str:
    """An indicator's page, or where the data dictionary has it if it is not benchmarked."""
    if indicator_id in warehouse.newest:
        return f"indicators/{indicator_id}.html"
    return f"dictionary.html#{indicator_anchor(indicator_id)}"


def region_url(region_code: str) -> str:
    """A region's page."""
    return f"regions/{region_code}.html"


def indicator_anchor(indicator_id: str) -> str:
    """Where in the data dictionary an indicator stands."""
    return f"indicator-{indicator_id}"


def iso(value: date) -> str:
    """A day as charts read it."""
    return value.isoformat()


def mark(row: Row, warehouse: Warehouse) -> Row:
    """An authority's value as charts place it."""
    indicator = warehouse.indicator[row["indicator_id"]]
    return {
        "value": row["value"],
        "name": row["la_name"],
        "text": measure(row["value"], indicator),
    }
