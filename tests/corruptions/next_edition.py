"""A statistic's next edition: all its periods, and one more with figures that could be true.

Every count of an authority moves by a few per cent that its code and the figure decide, so that an
edition is the same on every machine; rates follow from counts, regions and England move by what
their authorities do. Fractions stay below headcounts, markers stay where they were.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import compress
from zlib import crc32

from tests.corruptions.shapes import SHAPES, Shape
from tests.fixtures.published_files import PublishedTable

Row = dict[str, str]
LONDON, INNER, OUTER = "E12000007", "E13000001", "E13000002"
LOCAL = "Local authority"


@dataclass
class Edition:
    """A CSV edition, and the newest of its periods."""

    table: PublishedTable
    newest: str

    def at(self, years_ago: int = 0) -> str:
        """A period counted back from the newest."""
        return str(int(self.newest) - years_ago)

    def authorities(self, region: str = "", years_ago: int = 0, **where: str) -> list[Row]:
        """Rows of authorities of a year, as they stand; of a region (London by its own code)."""
        regions = {LONDON: (INNER, OUTER)}.get(region, (region,))
        return [
            row
            for row in self.rows(years_ago, geographic_level=LOCAL, **where)
            if not region or row["region_code"] in regions
        ]

    def rows(self, years_ago: int = 0, **where: str) -> list[Row]:
        """Rows of a year."""
        return self.table.all_where(time_period=self.at(years_ago), **where)

    def row(self, name: str, years_ago: int = 0, **where: str) -> Row:
        """The row of one authority and year."""
        return self.table.where(la_name=name, time_period=self.at(years_ago), **where)

    def england(self, years_ago: int = 0, **where: str) -> Row:
        """England's row of a year."""
        (row,) = self.rows(years_ago, geographic_level="National", **where)
        return row


def with_next_period(name: str, edition: Edition) -> Edition:
    """Add a period to a table of the snapshot."""
    shape, table = SHAPES[name], edition.table
    old = edition.rows()
    new = [{**row, "time_period": edition.at(-1)} for row in old]
    for row in new:
        if row["geographic_level"] == LOCAL:
            _move(shape, row)
    _let_in_and_out(old, new)
    for kind in sorted({row.get("population_type", "") for row in old}):
        same = [row.get("population_type", "") == kind for row in old]
        before, after = list(compress(old, same)), list(compress(new, same))
        _add_up(shape, before, after)
        for was, now in zip(before, after, strict=True):
            _recompute(shape, was, now)
    for row in new:
        table.append(row)
    return Edition(table, edition.at(-1))


def _let_in_and_out(old: list[Row], new: list[Row]) -> None:
    """Children looked after are those of the year before, and who came, without who left."""
    count, kinds = "children_count", ("31 March", "starting", "ceasing")
    by_kind: dict[tuple[str, str], Row] = {}
    for row in new:
        for kind in kinds:
            if row["geographic_level"] == LOCAL and kind in row.get("population_type", ""):
                by_kind[row["old_la_code"], kind] = row
    for before in old:
        if before["geographic_level"] == LOCAL and kinds[0] in before.get("population_type", ""):
            stock, came, left = (by_kind[before["old_la_code"], kind] for kind in kinds)
            figures = [number(row[count]) for row in (before, came, left)]
            if None not in figures:
                was, more, less = (float(figure or 0) for figure in figures)
                stock[count] = shown(max(0, was + more - less), 0)


def number(cell: str) -> float | None:
    """A figure; None for a marker."""
    try:
        return float(cell)
    except ValueError:
        return None


def shown(value: float, decimals: int = 1) -> str:
    """A figure as publishers write it."""
    return f"{round(value + 1e-9, decimals):.{decimals}f}".removesuffix(".0")


def _move(shape: Shape, row: Row) -> None:
    before = dict(row)
    kind = row.get("population_type", "")
    for heading, word in shape.moves.items():
        value = number(row[heading])
        if value is not None:
            about = row["old_la_code"] + word + ("" if word == "population" else kind)
            low, high = (0.001, 0.008) if word == "population" else (0.02, shape.spread)
            share = crc32(about.encode()) % 1000 / 999
            moved = value * (1 + (1 if share > 0.5 else -1) * (low + (high - low) * share))
            row[heading] = shown(moved, 1 if heading.endswith("_fte") else 0)
    for whole, parts in shape.adds_up.items():
        was, now = (_together(cells, parts) for cells in (before, row))
        if now is not None and (number(before[whole]) == was or _is_above_it(now, row[whole])):
            row[whole] = shown(now, 0)
    for heading, others in shape.below.items():
        for most in others:
            if _is_above(row, heading, most) and not _is_above(before, heading, most):
                row[heading] = row[most]


def _together(row: Row, headings: Iterable[str]) -> float | None:
    """The sum of some figures; None where one is withheld."""
    figures = [number(row[heading]) for heading in headings]
    return None if None in figures else sum(figure or 0 for figure in figures)


def _is_above_it(value: float, cell: str) -> bool:
    limit = number(cell)
    return limit is not None and value > limit


def _is_above(row: Row, heading: str, other: str) -> bool:
    value = number(row[heading])
    return value is not None and _is_above_it(value, row[other])


def _add_up(shape: Shape, old: list[Row], new: list[Row]) -> None:
    """Regions and England move by what their authorities do.

    A region that was the sum of its authorities, but for rounding, is so again.
    """
    pairs = list(zip(old, new, strict=True))
    for heading in shape.moves:
        rounding = 0 if heading == "population_estimate" else shape.rounding
        for before, row in pairs:
            value = number(before[heading])
            if row["geographic_level"] != LOCAL and value is not None:
                was, now = _summed(old, heading, row), _summed(new, heading, row)
                moved = now if abs(value - was) <= rounding / 2 else value + now - was
                rounded = round(moved, -1) if rounding else moved
                row[heading] = shown(rounded, 1 if heading.endswith("_fte") else 0)


def _summed(rows: Iterable[Row], heading: str, whole: Row) -> float:
    """What the authorities of a region, or of England, add up to."""
    region = whole["region_code"]
    regions = {LONDON: (LONDON, INNER, OUTER)}.get(region, (region,))
    return sum(
        number(row[heading]) or 0
        for row in rows
        if row["geographic_level"] == LOCAL and (not region or row["region_code"] in regions)
    )


def _recompute(shape: Shape, before: Row, row: Row) -> None:
    """Rates are those of their counts; where counts include estimates, they move as theirs do."""
    for heading in shape.rates:
        if number(row[heading]) is not None:
            was, now = _rate(shape, heading, before), _rate(shape, heading, row)
            if was is not None and now is not None:
                is_exact = shape.rounding or row["geographic_level"] == LOCAL
                value = now if is_exact else float(before[heading]) + now - was
                row[heading] = shown(value, shape.decimals)


def _rate(shape: Shape, heading: str, row: Row) -> float | None:
    try:
        return shape.rates[heading](lambda name: float(row[name]))
    except (ValueError, ZeroDivisionError):
        return None


def recomputed(name: str, row: Row) -> None:
    """Make the rates of a row agree with its counts, as an editor of one row would."""
    for heading in SHAPES[name].rates:
        value = _rate(SHAPES[name], heading, row)
        if value is not None and number(row[heading]) is not None:
            row[heading] = shown(value, SHAPES[name].decimals)


def shape_of(edition: Edition) -> str:
    """Which table an edition is."""
    figures = {name: {*shape.moves, *shape.rates} for name, shape in SHAPES.items()}
    return next(n for n in sorted(figures, key=lambda n: -len(figures[n]))
                if figures[n] <= set(edition.table.header))  # fmt: skip


def figures(edition: Edition) -> list[str]:
    """Headings of every figure."""
    shape = SHAPES[shape_of(edition)]
    return [*shape.moves, *shape.rates]
