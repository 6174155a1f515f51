"""Every authority in one indicator's newest period, as a chart and a table."""

from __future__ import annotations

from collections.abc import Iterable

from pages.figures.parts import Cell, Figure, KeyEntry, Link, Table, page_of, region_url, sources
from pages.figures.scale import axis_end, beyond_words, cut, end_row, ends_at, far_out
from pages.reading import ENGLAND_CODE, WORKFORCE, Row, Rows, Warehouse
from pages.subjects import BAND_ONLY
from pages.words.indicators import has_interval, how_ranked, joint_returns, withheld
from pages.words.values import NO_FIGURE, bare, change, rank, short_title, shown, with_unit
from pages.words.wording import counted, listed, measure, sentence, sentences

TOO_FEW = "too few"


def everyone(warehouse: Warehouse, indicator_id: str) -> Figure:
    """All authorities in order, each with the likely range of the rate behind its figure."""
    rows = warehouse.newest[indicator_id]
    ranked = sorted(
        (row for row in rows if row["value"] is not None),
        key=lambda row: (row["value"], row["la_name"]),
    )
    ranges = {row["la_code"]: row for row in warehouse.told["likely"].get(indicator_id, [])}
    england = warehouse.newest_area(ENGLAND_CODE, indicator_id)
    end, beyond = newest_cut(
        warehouse, indicator_id, (row["shrunken_upper"] for row in ranges.values())
    )
    return Figure(
        name="everyone",
        chart="everyone",
        title=_finding(warehouse, ranked, england) or "No authority has a figure",
        subtitle=f"{titled(warehouse, indicator_id)}: every authority, the lowest first",
        summary=" ".join(
            sentences(
                _summary(warehouse, indicator_id, ranked),
                axis_words(warehouse, indicator_id, end, beyond),
            )
        ),
        data={
            "axis": end_row(end),
            "england": _england(england, warehouse),
            "everyone": [
                _dot(row, place, ranges.get(row["la_code"]), warehouse)
                for place, row in enumerate(ranked, 1)
                if row not in beyond
            ],
            "beyond": [
                _dot(row, place, None, warehouse)
                for place, row in enumerate(ranked, 1)
                if row in beyond
            ],
        },
        notes=sentences(axis_words(warehouse, indicator_id, end, beyond)),
        key=[
            KeyEntry("dot-range", "an authority, with its likely range")
            if ranges
            else KeyEntry("dot-circle", "an authority"),
            KeyEntry("mark-england", "England, as published"),
        ],
        sources=sources(warehouse, {row["release_id"] for row in rows}),
    )


def _finding(warehouse: Warehouse, ranked: Rows, england: Row | None) -> str | None:
    """How many are above England, or from where to where they lie without a figure of England."""
    if not ranked:
        return None
    if england is None or england["value"] is None:
        lowest, highest = (shown(row, warehouse) for row in (ranked[0], ranked[-1]))
        return f"Authorities were between {lowest} and {highest}"
    above = sum(row["value"] > england["value"] for row in ranked)
    return (
        f"{above} of {counted(len(ranked), 'authority', 'authorities')} "
        f"{'was' if above == 1 else 'were'} above England's {shown(england, warehouse)}"
    )


def titled(warehouse: Warehouse, indicator_id: str) -> str:
    """An indicator with its unit and its newest period."""
    unit = warehouse.indicator[indicator_id]["unit"]
    title = with_unit(short_title(warehouse, indicator_id), unit)
    return f"{title}, {warehouse.newest_period(indicator_id)}"


def newest_cut(
    warehouse: Warehouse, indicator_id: str, others: Iterable[float | None] = ()
) -> tuple[float | None, Rows]:
    """Where the axis of the newest figures ends, and the rows beyond it.

    A workforce rate on a handful of posts is beyond, as on the pages of authorities; of any other
    indicator a figure that is far out among those of its year.
    """
    rows = [row for row in warehouse.newest[indicator_id] if row["value"] is not None]
    if indicator_id in WORKFORCE:
        return cut(warehouse, rows, others)
    spread = next(
        (
            row
            for row in warehouse.told["spreads"].get(indicator_id, [])
            if row["period"] == warehouse.newest_period(indicator_id)
        ),
        None,
    )
    fence = far_out((row["value"] for row in rows), spread["q1"], spread["q3"]) if spread else None
    if fence is None:
        return axis_end([*(row["value"] for row in rows), *others]), []
    inside = [row["value"] for row in rows if row["value"] <= fence]
    end = axis_end(inside)
    return end, [row for row in rows if end is not None and row["value"] > end]


def axis_words(
    warehouse: Warehouse, indicator_id: str, end: float | None, beyond: Rows
) -> str | None:
    """Where the axis ends and who is beyond; nothing where nobody is."""
    if indicator_id in WORKFORCE:
        return beyond_words(warehouse, end, beyond, "la_name")
    if not beyond or end is None:
        return None
    told = listed(
        f"{bare(row, warehouse)} in {row['la_name']}"
        for row in sorted(beyond, key=lambda row: row["value"])
    )
    return ends_at(end, warehouse.indicator[indicator_id], told)


def _summary(warehouse: Warehouse, indicator_id: str, ranked: Rows) -> str | None:
    if not ranked:
        return "No authority has a figure."
    indicator = warehouse.indicator[indicator_id]
    spread = _newest_spread(warehouse, indicator_id)
    return sentence(
        "Authorities in order, from {lowest} in {first} to {highest} in {last}; the median of {n} "
        "returns was {median}, and the middle half lay between {q1} and {q3}. England: {england}.",
        lowest=measure(ranked[0]["value"], indicator),
        first=ranked[0]["la_name"],
        highest=measure(ranked[-1]["value"], indicator),
        last=ranked[-1]["la_name"],
        n=str(spread["n"]) if spread else None,
        england=measure(ranked[0]["england_value"], indicator) or "no figure",
        **{
            name: measure(spread[name], indicator) if spread else None
            for name in ("median", "q1", "q3")
        },
    )


def _newest_spread(warehouse: Warehouse, indicator_id: str) -> Row | None:
    period = warehouse.newest_period(indicator_id)
    found = warehouse.told["spreads"].get(indicator_id, [])
    return next((row for row in found if row["period"] == period), None)


def _england(row: Row | None, warehouse: Warehouse) -> Rows:
    if row is None or row["value"] is None:
        return []
    return [{"value": row["value"], "text": f"England {bare(row, warehouse)}"}]


def _dot(row: Row, place: int, likely: Row | None, warehouse: Warehouse) -> Row:
    dot = {
        "place": place,
        "value": row["value"],
        "name": row["la_name"],
        "text": shown(row, warehouse),
    }
    if likely:
        dot |= {
            "lower": round(likely["shrunken_lower"], 2),
            "upper": round(likely["shrunken_upper"], 2),
        }
    return dot


def everyone_table(warehouse: Warehouse, indicator_id: str) -> Table:
    """Every authority in the order of their names, with England and the regions on top."""
    indicator, rows = warehouse.indicator[indicator_id], warehouse.newest[indicator_id]
    ranks = _rank_title(warehouse, indicator_id, rows)
    header = ["Authority", "Figure", ranks, "Change, 1 year", "Change, 3 years", "Region"]
    header.append("Region's figure")
    ranges = {row["la_code"] for row in warehouse.told["likely"].get(indicator_id, [])}
    body: list[list[Cell]] = []
    for row in sorted(rows, key=lambda row: (row["la_name"], row["la_code"])):
        region = warehouse.authority[row["la_code"]]["region_name"]
        body.append(
            [
                Link(row["la_name"], f"../authorities/{page_of(row['la_code'])}"),
                bare(row, warehouse),
                _rank(row, indicator_id, ranges),
                change(row["change_1y"], indicator),
                change(row["change_3y"], indicator),
                Link(region, f"../{region_url(row['region_code'])}"),
                _of_area(warehouse, row["region_code"], indicator_id),
            ]
        )
    england = _of_area(warehouse, ENGLAND_CODE, indicator_id)
    return Table(
        f"{titled(warehouse, indicator_id)}: every authority",
        header,
        body,
        frozenset({*header[1:5], header[6]}),
        reference=[["England, as published", england, *[NO_FIGURE] * 5]],
        is_sortable=True,
    )


def _of_area(warehouse: Warehouse, area_code: str, indicator_id: str) -> str:
    row = warehouse.newest_area(area_code, indicator_id)
    return bare(row, warehouse) if row else NO_FIGURE


def _rank_title(warehouse: Warehouse, indicator_id: str, rows: Rows) -> str:
    if indicator_id in BAND_ONLY:
        return "Quarter, 1 lowest"
    if has_interval(warehouse, indicator_id):
        return "Rank (95% interval), 1 lowest"
    ranked = next((row["n_ranked"] for row in rows if row["n_ranked"]), 0)
    return f"Order among {ranked}, 1 lowest"


def _rank(row: Row, indicator_id: str, ranges: set[str]) -> str:
    """A rank with its interval, a quarter, or the bare order where there can be no interval."""
    if row["value"] is None:
        return NO_FIGURE
    if ranges:
        return rank(row) if row["la_code"] in ranges else TOO_FEW
    tied = "=" if row["n_tied"] and row["n_tied"] > 1 else ""
    return f"{row['rank_lowest']}{tied}"


def notes(warehouse: Warehouse, indicator_id: str) -> list[str]:
    """How to read chart and table: ranks, who has no figure, whose return is joint."""
    rows = sorted(warehouse.newest[indicator_id], key=lambda row: row["la_name"])
    return [
        *how_ranked(warehouse, indicator_id),
        "England and regions are the figures as published, not worked out from authorities.",
        *joint_returns(warehouse, indicator_id),
        *withheld(warehouse, rows),
    ]
