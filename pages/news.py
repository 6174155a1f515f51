"""What is new: items of the published table `news` in people's words, by authority."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from pages.figures.parts import Cell, Link, page_of, web_address
from pages.figures.timeline import PARTS
from pages.reading import ENGLAND_CODE, EVENTS, Row, Rows, Warehouse
from pages.words.values import short_title, told
from pages.words.wording import dated, difference, listed, quarter_name

SECTIONS = {
    ("edition",): "New editions",
    EVENTS: "Reports, letters and interventions",
    ("revision",): "Figures revised by more than usual",
    ("change",): "Changes beyond chance",
    ("quarter",): "Another quarter of all authorities",
}


@dataclass(frozen=True)
class Item:
    """One piece of news.

    Attributes:
        news_id: Its key in `news`.
        la_code: Authority, or England.
        kind: As in `news`.
        known_on: Day, month or year that it counts from, as a day.
        day: The same as far as it is known, in words.
        text: What happened.
        source: Where it comes from.
    """

    news_id: str
    la_code: str
    kind: str
    known_on: date
    day: str
    text: str
    source: Cell


class Group(NamedTuple):
    """What became known on one day from one source."""

    day: str
    source: Cell
    texts: list[str]


def news_page(warehouse: Warehouse, told: Container[str]) -> dict[str, Any]:
    """Everything the template shows of England, with the events of all authorities.

    Args:
        warehouse: The published tables.
        told: Authorities with news of their own.
    """
    return {
        "sections": _sections(england(warehouse)),
        "authorities": [
            Link(row["la_name"], f"new/{page_of(row['la_code'])}")
            for row in warehouse.rows["authorities"]
            if row["la_code"] in told
        ],
        "place": None,
    }


def authority_news_page(warehouse: Warehouse, la_code: str, found: list[Item]) -> dict[str, Any]:
    """The same of an authority."""
    return {
        "sections": _sections(found),
        "authorities": [],
        "place": Link(
            warehouse.authority[la_code]["la_name"], f"../authorities/{page_of(la_code)}"
        ),
    }


def items(warehouse: Warehouse, la_code: str) -> list[Item]:
    """News of an authority, newest first."""
    return _items(warehouse, warehouse.of["news"].get(la_code, []))


def england(warehouse: Warehouse) -> list[Item]:
    """England's own news with the events of all authorities, which are named; newest first."""
    named = [
        item
        if item.la_code == ENGLAND_CODE
        else replace(item, text=f"{warehouse.authority[item.la_code]['la_name']}: {item.text}")
        for item in _items(warehouse, warehouse.rows["news_of_england"])
    ]
    return sorted(named, key=lambda item: (-item.known_on.toordinal(), item.news_id))


def _items(warehouse: Warehouse, rows: Rows) -> list[Item]:
    return [_item(warehouse, row) for row in rows]


def _sections(found: list[Item]) -> list[tuple[str, list[Group]]]:
    """News under its headings, by day and source; none where there is nothing."""
    sections = []
    for kinds, title in SECTIONS.items():
        groups: dict[tuple[str, Cell], list[str]] = {}
        for item in found:
            if item.kind in kinds:
                groups.setdefault((item.day, item.source), []).append(item.text)
        if groups:
            sections.append((title, [Group(*key, texts) for key, texts in groups.items()]))
    return sections


def _item(warehouse: Warehouse, row: Row) -> Item:
    return Item(
        news_id=row["news_id"],
        la_code=row["la_code"],
        kind=row["kind"],
        known_on=row["known_on"],
        day=dated(row["known_on"], row["known_precision"]) or "",
        text=_WORDS[row["kind"]](warehouse, row),
        source=_source(warehouse, row),
    )


def _source(warehouse: Warehouse, row: Row) -> Cell:
    """The document itself, else the edition."""
    names = {"report": "report", "visit": "letter"}
    if row["url"]:
        return Link(names.get(row["kind"], "page"), web_address(row["url"]))
    release = warehouse.release.get(row["release_id"] or "")
    if release is None:
        return "no edition"
    text = f"{release['publisher']}, {release['publication']}, edition {release['edition']}"
    return Link(text, web_address(release["url"]))


def _edition(_: Warehouse, row: Row) -> str:
    return f"New edition: {row['detail']}, {row['label']}."


def _report(warehouse: Warehouse, row: Row) -> str:
    inspection = warehouse.inspection[row["subject_id"]]
    parts = [
        f"{title.lower()} {inspection[column]}"
        for column, title in PARTS.items()
        if inspection[column]
    ]
    before = f"before: {row['previous_label']}" if row["previous_label"] else "the first here"
    judged = f" Judged: {listed(parts)}." if parts else ""
    return f"Full inspection ({row['detail']}): {row['label']}; {before}.{judged}"


def _visit(_: Warehouse, row: Row) -> str:
    theme = f", on: {row['detail']}" if row["detail"] else ""
    return f"{row['label']}{theme}."


def _opened(_: Warehouse, row: Row) -> str:
    return f"{row['label'].capitalize()} issued; subject: {row['detail']}."


def _closed(_: Warehouse, row: Row) -> str:
    return f"{row['label'].capitalize()} ended or replaced; subject: {row['detail']}."


def _figures(warehouse: Warehouse, row: Row) -> tuple[str, str, str]:
    """The indicator with its period, the figure now and the one before, or their markers."""
    indicator = warehouse.indicator[row["indicator_id"]]
    now = told(row["value"], row["label"], indicator)
    before = told(row["previous_value"], row["previous_label"], indicator)
    return f"{short_title(warehouse, row['indicator_id'])}, {row['period']}", now, before


def _change(warehouse: Warehouse, row: Row) -> str:
    title, now, before = _figures(warehouse, row)
    side, limit = row["label"].split()
    way = {"high": "above", "low": "below"}[side]
    return (
        f"{title}: {now}, in {row['previous_period']}: {before}. The change lies {way} England's, "
        f"beyond the {limit}% limits of chance."
    )


def _quarter(warehouse: Warehouse, row: Row) -> str:
    title, now, before = _figures(warehouse, row)
    quarter, earlier = (quarter_name(int(row[name])) for name in ("label", "previous_label"))
    return (
        f"{title}: {now}, in the {quarter}; in {row['previous_period']}: {before}, "
        f"in the {earlier}."
    )


def _revision(warehouse: Warehouse, row: Row) -> str:
    title, now, before = _figures(warehouse, row)
    usual = difference(row["usual_change"], warehouse.indicator[row["indicator_id"]])
    aside = f" Half of all changes over a year are {(usual or '').lstrip('+')} or less."
    return f"{title}: now {now}, until then {before}.{aside if usual else ''}"


_WORDS: dict[str, Callable[[Warehouse, Row], str]] = {
    "edition": _edition,
    "report": _report,
    "visit": _visit,
    "intervention opened": _opened,
    "intervention closed": _closed,
    "change": _change,
    "quarter": _quarter,
    "revision": _revision,
}
