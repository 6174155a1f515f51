"""Values of indicators in words: with their unit, or with their marker where there is none."""

from __future__ import annotations

from pages.reading import WORKFORCE, Row, Warehouse
from pages.words.wording import PERCENTAGE, difference, measure, number, quarter, ranked

NO_FIGURE = "–"
HANDFUL = 30
_BETTER = ("among the best", "better than most", "worse than most", "among the worst")
# By polarity, from the lowest quarter to the highest.
_VERDICTS: dict[str, tuple[str, ...]] = {
    "low": _BETTER,
    "high": tuple(reversed(_BETTER)),
    "none": ("among the lowest", "lower than most", "higher than most", "among the highest"),
}


def plain(value: float | None, places: int) -> str:
    """A number for a table, or a dash."""
    return number(value, places) or NO_FIGURE


def short_title(warehouse: Warehouse, indicator_id: str) -> str:
    """Title without its measure in brackets."""
    return WORKFORCE.get(indicator_id) or str(warehouse.indicator[indicator_id]["title"])


def with_unit(title: str, unit: str) -> str:
    """A title with its unit, where it does not say it itself."""
    return title if " per " in title and unit.startswith(("per ", "£")) else f"{title} ({unit})"


def change(value: float | None, indicator: Row) -> str:
    """A signed difference for a table whose heading gives the unit: `+5.0 points`, `+83.6`."""
    unit = indicator["unit"] if indicator["unit"] == PERCENTAGE else ""
    return (difference(value, {**indicator, "unit": unit}) or NO_FIGURE).strip()


def marked(marker: str | None) -> str:
    """A publisher's marker in square brackets, once; `no row` where there is not even one."""
    text = marker or "no row"
    return text if text.startswith("[") else f"[{text}]"


def shown(row: Row, warehouse: Warehouse) -> str:
    """A value with its unit, or its marker, never a zero for a value withheld."""
    return told(row["value"], row["marker"], warehouse.indicator[row["indicator_id"]])


def told(value: float | None, marker: str | None, indicator: Row) -> str:
    """The same of a value by itself."""
    return measure(value, indicator) or marked(marker)


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


def standing(row: Row) -> str | None:
    """Where a value stands among all: its rank with the interval, else its quarter alone.

    The rank counts from the nearer end: nobody counts 103 places up where 44 lead down.
    """
    if row["place"] and row["rank_highest"] < row["place"]:
        limits = row["rank_highest_lower"], row["rank_highest_upper"]
        return ranked(row["rank_highest"], row["places"], *limits, end="highest")
    if row["place"]:
        return ranked(row["place"], row["places"], row["lowest_place"], row["highest_place"])
    return quarter(row["quartile"], row["n_ranked"]) if row["quartile"] else None


def is_handful(row: Row, warehouse: Warehouse) -> bool:
    """Whether a figure rests on so few that neither its rank nor its quarter says anything."""
    denominator = warehouse.rests_on(row)
    return denominator is not None and denominator < HANDFUL


def verdict(row: Row, polarity: str, few: bool) -> str:
    """A quarter as people speak of it: better or worse where one end is better, else by size."""
    if row["value"] is None or row["quartile"] is None:
        return NO_FIGURE
    if few:
        return f"too few to say (under {HANDFUL})"
    quarter_from_lowest: int = row["quartile"]
    return _VERDICTS[polarity][quarter_from_lowest - 1]


def rank(row: Row) -> str:
    """The same for a table: `45 of 149 (30 to 61)`, `quarter 2`, or a dash."""
    if row.get("place"):
        interval = f"{row['lowest_place']} to {row['highest_place']}"
        return f"{row['place']} of {row['places']} ({interval})"
    return f"quarter {row['quartile']}" if row.get("quartile") else NO_FIGURE
