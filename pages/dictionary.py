"""The data dictionary: every published table, column, indicator, marker and edition."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import Any

from pages.figures.parts import Cell, Link, Table, indicator_anchor, indicator_url, web_address
from pages.reading import Row, Warehouse
from pages.words.status import day_of
from pages.words.values import NO_FIGURE
from pages.words.wording import day

REPORTS = ("ofsted_inspection_reports", "ofsted_area_send")


def dictionary_page(warehouse: Warehouse) -> dict[str, Any]:
    """Everything the template of the dictionary shows."""
    return {
        "tables": [
            {
                "name": name,
                "description": columns[0]["table_comment"] or "",
                "columns": _columns(columns),
            }
            for name, columns in (
                (name, list(rows))
                for name, rows in groupby(
                    warehouse.rows["dictionary"], key=lambda row: row["table_name"]
                )
            )
        ],
        "indicators": _indicators(warehouse),
        "markers": Table(
            "What publishers print instead of a number",
            ["Marker", "Meaning", "Used by"],
            [
                [row["marker"], row["meaning"], row["used_by"] or NO_FIGURE]
                for row in warehouse.rows["markers"]
            ],
        ),
        "sources": _sources(warehouse),
        "editions": _editions(warehouse),
        "held": Table(
            "Rows and files held back",
            ["Source", "Rule", "Number"],
            [
                [source or "no source", rule, str(n)]
                for (source, rule), n in Counter(
                    (row["source"], row["rule"]) for row in warehouse.rows["held"]
                ).items()
            ],
            frozenset({"Number"}),
        ),
        "reports": sum(_is_report(row["release_id"]) for row in warehouse.rows["releases"]),
    }


def _columns(columns: list[dict[str, Any]]) -> Table:
    return Table(
        f"Columns of {columns[0]['table_name']}",
        ["Column", "Type", "Meaning"],
        [
            [row["column_name"], row["data_type"].lower(), row["comment"] or NO_FIGURE]
            for row in columns
        ],
    )


def _indicators(warehouse: Warehouse) -> Table:
    rows: list[list[Cell]] = [
        [
            row["indicator_id"],
            _title(warehouse, row),
            row["description"],
            row["unit"],
            row["reference_date"],
            f"{row['publisher']}, {row['publication']}",
            row["caveats"] or NO_FIGURE,
        ]
        for row in warehouse.rows["indicators"]
    ]
    header = ["Indicator", "Title", "Definition", "Unit", "Reference", "Source", "Before use"]
    anchors = [indicator_anchor(row["indicator_id"]) for row in warehouse.rows["indicators"]]
    return Table("Indicators", header, rows, anchors=anchors)


def _title(warehouse: Warehouse, row: Row) -> Cell:
    """An indicator's title, leading to its page where it has one."""
    name = row["indicator_id"]
    title = str(row["title"])
    return Link(title, indicator_url(warehouse, name)) if name in warehouse.newest else title


def _sources(warehouse: Warehouse) -> Table:
    """How far each publication is up to date."""
    rows: list[list[Cell]] = [
        [
            row["publication"],
            row["publisher"],
            row["newest_edition"] or NO_FIGURE,
            day(row["newest_published_on"]) or "not known",
            day_of(row["last_reached_at"]) or NO_FIGURE,
            day(row["next_release"]) or NO_FIGURE,
            "no" if row["is_stale"] else "yes",
            row["note"] or NO_FIGURE,
        ]
        for row in warehouse.rows["sources"]
    ]
    header = [
        *("Publication", "Publisher", "Newest edition", "Published", "Last reached"),
        *("Next release", "Up to date", "Note"),
    ]
    return Table("How far each publication is up to date", header, rows)


def _is_report(release_id: str) -> bool:
    return release_id.startswith(REPORTS)


def _editions(warehouse: Warehouse) -> Table:
    """Editions of publications; each inspection report is one and is listed on its own page."""
    rows: list[list[Cell]] = [
        [
            row["release_id"],
            row["publisher"],
            Link(row["publication"], web_address(row["url"])),
            row["edition"],
            day(row["published_on"]) or "not known",
            row["licence"],
        ]
        for row in warehouse.rows["releases"]
        if not _is_report(row["release_id"])
    ]
    header = ["Release", "Publisher", "Publication", "Edition", "Published", "Licence"]
    return Table("Editions loaded", header, rows)
