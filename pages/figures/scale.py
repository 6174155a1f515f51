"""Where the axis of a rate ends, so that a rate on a handful of posts does not squeeze the others.

A rate that rests on a handful of posts and is higher than that of every larger return of its year
lies beyond the axis: an arrow at the end stands for it, and words say where the axis ends and what
is beyond. Isles of Scilly's 100% of four posts is the case.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import ceil, floor, log10

from pages.reading import Row, Rows, Warehouse
from pages.words.values import HANDFUL, bare
from pages.words.wording import listed, measure, number

_TICKS = 5
_FAR = 3
_SHORTER = 2 / 3


@lru_cache(maxsize=1)
def _beyond(warehouse: Warehouse) -> dict[tuple[str, str, str], float]:
    """The posts of every rate beyond the axis, by indicator, period and authority."""
    larger: dict[tuple[str, str], float] = {}
    for row in warehouse.rows["posts"]:
        if row["denominator"] >= HANDFUL:
            key = row["indicator_id"], row["period"]
            larger[key] = max(row["value"], larger.get(key, 0))
    return {
        _key(row): row["denominator"]
        for row in warehouse.rows["posts"]
        if row["denominator"] < HANDFUL
        and row["value"] > larger.get((row["indicator_id"], row["period"]), row["value"])
    }


def cut(
    warehouse: Warehouse, rows: Rows, others: Iterable[float | None] = ()
) -> tuple[float | None, Rows]:
    """Where the axis ends that shows authorities' values beside others, and the rows beyond it."""
    handfuls = [row for row in rows if _key(row) in _beyond(warehouse)]
    end = axis_end([*(row["value"] for row in rows if row not in handfuls), *others])
    return end, [row for row in handfuls if end is not None and row["value"] > end]


def far_out(values: Iterable[float], lower: float, upper: float) -> float | None:
    """Above which figures are far out: three times the middle half beyond its upper quarter.

    That is Tukey's outer fence (1977). Nothing where leaving them out would not shorten the axis
    by a third.

    Args:
        values: Figures of the returns.
        lower: Upper end of their lowest quarter.
        upper: Lower end of their highest quarter.
    """
    fence = upper + _FAR * (upper - lower)
    shown = list(values)
    inner = axis_end(value for value in shown if value <= fence)
    whole = axis_end(shown)
    is_shorter = inner is not None and whole is not None and inner <= whole * _SHORTER
    return fence if is_shorter else None


def axis_end(values: Iterable[float | None]) -> float | None:
    """Where five ticks or fewer, at multiples of 1, 2 or 5, reach past every value."""
    highest: float = max((value for value in values if value is not None), default=0)
    if highest <= 0:
        return None
    unit = 10.0 ** floor(log10(highest / _TICKS))
    step = next(unit * part for part in (1, 2, 5, 10) if unit * part * _TICKS >= highest)
    return round(ceil(highest / step) * step, 10)


def end_row(end: float | None) -> Rows:
    """The end of an axis as charts hold it."""
    return [] if end is None else [{"value": end}]


def label_side(value: float, end: float | None) -> str:
    """The side of a mark's label that keeps it inside the chart."""
    share = value / end if end else 0
    return "left" if share < 0.1 else "right" if share > 0.9 else "center"


def beyond_label(rows: Rows, warehouse: Warehouse) -> str:
    """What stands at the arrow for those beyond the axis: one by name, several by number."""
    if len(rows) == 1:
        return f"{rows[0]['la_name']} {bare(rows[0], warehouse)}"
    return f"{len(rows)} authorities"


def beyond_words(warehouse: Warehouse, end: float | None, rows: Rows, named_by: str) -> str | None:
    """Where the axis ends and what is beyond, named by a column; nothing where nothing is."""
    if not rows or end is None:
        return None
    indicator = warehouse.indicator[rows[0]["indicator_id"]]
    told = listed(
        f"{measure(row['value'], indicator)} in {row[named_by]} (on {_posts(warehouse, row)} FTE)"
        for row in rows
    )
    return ends_at(end, indicator, told)


def ends_at(end: float, indicator: Row, beyond: str) -> str:
    """Where an axis ends, and what is beyond it."""
    where = measure(end, {**indicator, "decimal_places": 0})
    return f"The axis ends at {where}; beyond it, marked by an arrow: {beyond}."


def _posts(warehouse: Warehouse, row: Row) -> str | None:
    return number(_beyond(warehouse)[_key(row)], 1)


def _key(row: Row) -> tuple[str, str, str]:
    return row["indicator_id"], row["period"], row["la_code"]
