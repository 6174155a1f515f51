"""Where an authority stands among all in the newest period."""

from __future__ import annotations

from functools import lru_cache

from pages.figures.parts import Figure, KeyEntry, mark
from pages.reading import WORKFORCE, Row, Rows, Warehouse
from pages.words.values import bare, standing
from pages.words.wording import measure


def strip_key(authority: Row) -> list[KeyEntry]:
    """How the marks of the rank strips are told apart."""
    return [
        KeyEntry("mark-own", authority["la_name"]),
        KeyEntry("mark-neighbour", "a statistical neighbour"),
        KeyEntry("mark-england", "England, as published"),
        KeyEntry("mark-other", "every other authority"),
    ]


def strip(warehouse: Warehouse, la_code: str, indicator_id: str) -> Figure:
    """A workforce rate: the authority, its neighbours, England, and every other authority."""
    indicator = warehouse.indicator[indicator_id]
    row = warehouse.latest(la_code, indicator_id)
    return Figure(
        name=f"strip-{indicator_id.replace('_', '-')}",
        chart="strip",
        title=f"{WORKFORCE[indicator_id]} ({indicator['unit']})",
        summary=_summary(warehouse, la_code, indicator_id),
        data={
            "everyone": f"@strip.{indicator_id}",
            "england": f"@england.{indicator_id}",
            "neighbours": _neighbours(warehouse, la_code, indicator_id),
            "own": [_own(warehouse, row)] if row and row["value"] is not None else [],
        },
    )


def _summary(warehouse: Warehouse, la_code: str, indicator_id: str) -> str:
    row, period = warehouse.latest(la_code, indicator_id), warehouse.newest_period(indicator_id)
    if row is None or row["value"] is None:
        return f"{warehouse.authority[la_code]['la_name']} has no value for {period}."
    place = standing(row) or "not ranked"
    return f"{measure(row['value'], warehouse.indicator[indicator_id])} in {period}, {place}."


def _neighbours(warehouse: Warehouse, la_code: str, indicator_id: str) -> Rows:
    found = (
        warehouse.latest(neighbour["neighbour_la_code"], indicator_id)
        for neighbour in warehouse.of["neighbours"].get(la_code, [])
    )
    return [mark(row, warehouse) for row in found if row and row["value"] is not None]


def _own(warehouse: Warehouse, row: Row) -> Row:
    """The authority's mark, with the side of its label that keeps it inside the chart."""
    highest = _highest(warehouse, row["indicator_id"])
    share = row["value"] / highest if highest else 0
    side = "left" if share < 0.1 else "right" if share > 0.9 else "center"
    return {**mark(row, warehouse), "align": side, "text": bare(row, warehouse)}


@lru_cache(maxsize=len(WORKFORCE))
def _highest(warehouse: Warehouse, indicator_id: str) -> float:
    return max(row["value"] or 0 for row in warehouse.newest[indicator_id])
