"""Values of indicators in words: with their unit, or with their marker where there is none."""

from __future__ import annotations

from pages.reading import WORKFORCE, Row, Warehouse
from pages.words.wording import PERCENTAGE, measure, number

NO_FIGURE = "–"
HANDFUL = 30


def plain(value: float | None, places: int) -> str:
    """A number for a table, or a dash."""
    return number(value, places) or NO_FIGURE


def short_title(warehouse: Warehouse, indicator_id: str) -> str:
    """Title without its measure in brackets."""
    return WORKFORCE.get(indicator_id) or str(warehouse.indicator[indicator_id]["title"])


def shown(row: Row, warehouse: Warehouse) -> str:
    """A value with its unit, or its marker, never a zero for a value withheld."""
    indicator = warehouse.indicator[row["indicator_id"]]
    return measure(row["value"], indicator) or f"[{row['marker'] or 'no row'}]"


def bare(row: Row, warehouse: Warehouse) -> str:
    """The same with no unit but the per cent sign, where a heading or a scale gives the unit."""
    indicator = warehouse.indicator[row["indicator_id"]]
    figure = number(row["value"], indicator["decimal_places"])
    if figure is None:
        return shown(row, warehouse)
    return f"{figure}%" if indicator["unit"] == PERCENTAGE else figure


def rate_names(warehouse: Warehouse) -> list[str]:
    """Headings of the workforce rates, with the unit of those that are not percentages."""
    units = {name: warehouse.indicator[name]["unit"] for name in WORKFORCE}
    return [
        title if units[name] == PERCENTAGE else f"{title} ({units[name]})"
        for name, title in WORKFORCE.items()
    ]


def rank(row: Row) -> str:
    """A rank from the lowest value for a table, or a dash."""
    return f"{row['rank_lowest']} of {row['n_ranked']}" if row.get("rank_lowest") else NO_FIGURE
