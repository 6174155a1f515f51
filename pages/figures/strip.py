"""Where an authority stands among all in the newest period."""

from __future__ import annotations

from functools import lru_cache

from pages.figures.parts import Figure, KeyEntry, mark
from pages.figures.scale import beyond_label, beyond_words, cut, end_row, label_side
from pages.reading import LED, Row, Rows, Warehouse
from pages.words.values import bare, is_handful, shown, standing
from pages.words.wording import measure, sentences


def strip_key(authority: Row) -> list[KeyEntry]:
    """How the marks of the rank strips are told apart."""
    return [
        KeyEntry("mark-own", authority["la_name"]),
        KeyEntry("mark-neighbour", "a statistical neighbour"),
        KeyEntry("mark-england", "England, as published"),
        KeyEntry("mark-other", "every other authority"),
    ]


def strip(warehouse: Warehouse, la_code: str, indicator_id: str) -> Figure:
    """A measure: the authority, its neighbours, England, and every other authority."""
    row = warehouse.latest(la_code, indicator_id)
    near = _neighbours(warehouse, la_code, indicator_id)
    end, beyond = _cut(warehouse, indicator_id)
    return Figure(
        name=f"strip-{indicator_id.replace('_', '-')}",
        chart="strip",
        title=LED[indicator_id],
        summary=_summary(warehouse, la_code, indicator_id),
        data={
            "axis": f"@axis.{indicator_id}",
            "everyone": f"@strip.{indicator_id}",
            "england": f"@england.{indicator_id}",
            "neighbours": [mark(each, warehouse) for each in near if each not in beyond],
            "own": [] if row in beyond else _own(row, end, warehouse),
            "beyond": _arrows(warehouse, la_code, beyond),
        },
    )


def shared_rows(warehouse: Warehouse, indicator_id: str) -> dict[str, Rows]:
    """What every strip of a measure draws: all authorities on the axis, and where it ends."""
    end, beyond = _cut(warehouse, indicator_id)
    return {
        f"strip.{indicator_id}": [
            {"value": row["value"], "name": row["la_name"], "text": shown(row, warehouse)}
            for row in warehouse.newest.get(indicator_id, [])
            if row["value"] is not None and row not in beyond
        ],
        f"axis.{indicator_id}": end_row(end),
    }


@lru_cache(maxsize=len(LED))
def _cut(warehouse: Warehouse, indicator_id: str) -> tuple[float | None, Rows]:
    return cut(warehouse, warehouse.newest.get(indicator_id, []))


def _arrows(warehouse: Warehouse, la_code: str, beyond: Rows) -> Rows:
    """What stands at the end of the axis for those beyond it, the authority itself marked so."""
    label = beyond_label(beyond, warehouse)
    return [
        {
            **mark(row, warehouse),
            "who": "own" if row["la_code"] == la_code else "other",
            "label": label,
        }
        for row in beyond
    ]


def _summary(warehouse: Warehouse, la_code: str, indicator_id: str) -> str:
    row, period = warehouse.latest(la_code, indicator_id), warehouse.newest_period(indicator_id)
    if row is None or row["value"] is None:
        told = f"{warehouse.authority[la_code]['la_name']} has no value for {period}."
    else:
        indicator = warehouse.indicator[indicator_id]
        place = None if is_handful(row, warehouse) else standing(row)
        told = f"{measure(row['value'], indicator)} in {period}, {place or 'not ranked'}."
    drawn = f"{LED[indicator_id]}, a line for every authority from 0 to the highest."
    return " ".join(sentences(drawn, told, beyond_note(warehouse, indicator_id)))


def beyond_note(warehouse: Warehouse, indicator_id: str) -> str | None:
    """Where the axis of a measure ends and what is beyond; nothing where nothing is."""
    end, beyond = _cut(warehouse, indicator_id)
    return beyond_words(warehouse, end, beyond, "la_name")


def _neighbours(warehouse: Warehouse, la_code: str, indicator_id: str) -> Rows:
    found = (
        warehouse.latest(neighbour["neighbour_la_code"], indicator_id)
        for neighbour in warehouse.of["neighbours"].get(la_code, [])
    )
    return [row for row in found if row and row["value"] is not None]


def _own(row: Row | None, end: float | None, warehouse: Warehouse) -> Rows:
    """The authority's mark, with the side of its label that keeps it inside the chart."""
    if row is None or row["value"] is None:
        return []
    side = label_side(row["value"], end)
    return [{**mark(row, warehouse), "align": side, "text": bare(row, warehouse)}]
