"""What the search of every page finds: authorities and regions by name or code, indicators."""

from __future__ import annotations

from pages.figures.parts import indicator_url, page_of, region_url
from pages.reading import Row, Rows, Warehouse
from pages.region import members_of
from pages.words.wording import counted, day


def searched(warehouse: Warehouse) -> Rows:
    """One row per authority, region and indicator, as the search script reads it.

    `name` is shown and `hint` beside it; `also` are an authority's other names, `codes` what is
    written whole, and `place` may be named beside an authority. Of equals the first is found first.
    """
    current_first = sorted(warehouse.rows["authorities"], key=lambda row: not row["is_current"])
    return [
        *(_authority(warehouse, row) for row in current_first),
        *(_region(warehouse, code, name) for code, name in warehouse.regions().items()),
        *(_indicator(warehouse, row) for row in warehouse.rows["indicators"]),
    ]


def _authority(warehouse: Warehouse, row: Row) -> Row:
    names = [each["name"] for each in warehouse.of["names"].get(row["la_code"], [])]
    closed = f"abolished on {day(row['closed_on'])}" if row["closed_on"] else row["region_name"]
    return {
        "name": row["la_name"],
        "hint": f"{closed}, {row['la_code']}",
        "url": f"authorities/{page_of(row['la_code'])}",
        "also": [name for name in names if name != row["la_name"]],
        "codes": [row["la_code"], *row["ons_codes_all"].split("|")],
        "place": row["region_name"],
    }


def _region(warehouse: Warehouse, code: str, name: str) -> Row:
    members = counted(len(members_of(warehouse, code)), "authority", "authorities")
    return {
        "name": name,
        "hint": f"region, {members}",
        "url": region_url(code),
        "codes": [code],
    }


def _indicator(warehouse: Warehouse, row: Row) -> Row:
    return {
        "name": row["title"],
        "hint": f"indicator, {row['unit']}",
        "url": indicator_url(warehouse, row["indicator_id"]),
        "codes": [row["indicator_id"]],
    }
