"""What a tired analyst, a broken export, a spreadsheet or a malicious editor does to a table.

A verb makes a change: a function that takes an edition. Without `years_ago` it concerns the newest
period; without headings, every figure of the table. Rates are made to agree with changed counts
where the one who changes them would do so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from tests.corruptions.next_edition import (
    INNER,
    LOCAL,
    LONDON,
    OUTER,
    Edition,
    Row,
    figures,
    number,
    recomputed,
    shape_of,
    shown,
)
from tests.corruptions.shapes import SHAPES
from tests.fixtures.published_files import PublishedTable

Change = Callable[[Edition], object]
Rows = Callable[[Edition], list[Row]]


def authorities(region: str = "", years_ago: int = 0, **where: str) -> Rows:
    """The rows of authorities, all or of a region."""
    return lambda e: e.authorities(region, years_ago, **where)


def named(*names: str, **where: str) -> Rows:
    """The rows of some authorities."""
    return lambda e: [r for name in names for r in e.rows(la_name=name, **where)]


def everywhere(years_ago: int = 0, **where: str) -> Rows:
    """Every row of the year, England and regions too."""
    return lambda e: e.rows(years_ago, **where)


def in_turn(*changes: Change) -> Change:
    """Several changes, one after the other."""

    def change(edition: Edition) -> None:
        for each in changes:
            each(edition)

    return change


def slipped(rows: Rows, *headings: str, by: int = 1) -> Change:
    """Figures stand that many rows too low, the last ones on top."""

    def change(edition: Edition) -> None:
        chosen = rows(edition)
        moved = list(headings) or figures(edition)
        kinds = sorted({row.get("population_type", "") for row in chosen})
        for kind in kinds:
            same = [row for row in chosen if row.get("population_type", "") == kind]
            values = [[row[heading] for heading in moved] for row in same]
            for row, cells in zip(same, values[-by:] + values[:-by], strict=True):
                row.update(zip(moved, cells, strict=True))

    return change


def sorted_alone(rows: Rows, *headings: str) -> Change:
    """Some columns sorted without the rest."""

    def change(edition: Edition) -> None:
        chosen = rows(edition)
        cells = sorted(
            ([row[h] for h in headings] for row in chosen), key=lambda c: number(c[0]) or 0
        )
        for row, values in zip(chosen, cells, strict=True):
            row.update(zip(headings, values, strict=True))

    return change


def columns_swapped(rows: Rows, *pairs: tuple[str, str]) -> Change:
    """Each pair of columns stands under the other's heading."""

    def change(edition: Edition) -> None:
        for row in rows(edition):
            for one, other in pairs:
                row[one], row[other] = row[other], row[one]

    return change


def multiplied(
    rows: Rows, factor: float, *headings: str, rates: bool = True, agreed: bool = False
) -> Change:
    """Counts times a factor; rates follow; with `agreed` so do regions and England."""

    def change(edition: Edition) -> None:
        shape, name = SHAPES[shape_of(edition)], shape_of(edition)
        more: Counter[tuple[str, str, str, str]] = Counter()
        for row in rows(edition):
            for heading in headings or shape.moves:
                value = number(row[heading])
                if value is not None:
                    row[heading] = shown(value * factor, 1 if heading.endswith("_fte") else 0)
                    for region in ("", row["region_code"], _around(row)):
                        more[(*_kind(row), region, heading)] += float(row[heading]) - value
            if rates:
                recomputed(name, row)
        if agreed:
            _add_to_totals(edition, name, more)

    return change


def _around(row: Row) -> str:
    """London, for its halves, which the files call regions too; else nowhere."""
    return LONDON if row["region_code"] in (INNER, OUTER) else "nowhere"


def _kind(row: Row) -> tuple[str, str]:
    return row["time_period"], row.get("population_type", "")


def _add_to_totals(edition: Edition, name: str, more: Counter[tuple[str, str, str, str]]) -> None:
    for row in edition.table.rows.values():
        if row["geographic_level"] != LOCAL:
            for heading in SHAPES[name].moves:
                change = more[(*_kind(row), row["region_code"], heading)]
                if change:
                    value = float(row[heading]) + change
                    row[heading] = shown(value, 1 if heading.endswith("_fte") else 0)
            recomputed(name, row)


def written(rows: Rows, cell: Callable[[str], str], *headings: str) -> Change:
    """Every figure written anew from its cell; a cell that stays is no figure of these."""

    def change(edition: Edition) -> None:
        for row in rows(edition):
            for heading in headings or figures(edition):
                row[heading] = cell(row[heading])

    return change


def replaced(old: str, new: str, rows: Rows | None = None) -> Change:
    """A marker or blank found and replaced, as a spreadsheet does it."""

    def change(edition: Edition) -> None:
        for row in (rows or everywhere())(edition):
            for heading in figures(edition):
                if row[heading] == old:
                    row[heading] = new

    return change


def from_year_before(rows: Rows, *headings: str) -> Change:
    """Figures of the year before stand in the newest."""

    def change(edition: Edition) -> None:
        table, ids = edition.table, ("geographic_level", "region_code", "old_la_code")
        for row in rows(edition):
            same = {name: row[name] for name in (*ids, "population_type") if name in row}
            for before in table.all_where(time_period=edition.at(1), **same):
                row.update({h: before[h] for h in headings or figures(edition)})

    return change


def cells_swapped(one: str, other: str, *headings: str) -> Change:
    """Two authorities have each other's cells, in the newest period."""

    def change(edition: Edition) -> None:
        for mine, theirs in zip(
            edition.rows(la_name=one), edition.rows(la_name=other), strict=True
        ):
            for heading in headings or figures(edition):
                mine[heading], theirs[heading] = theirs[heading], mine[heading]

    return change


def cells_set(rows: Rows, **cells: str) -> Change:
    """Some cells written over."""
    return lambda e: [row.update(cells) for row in rows(e)]


def added(row_of: Callable[[Edition], Row], **cells: str) -> Change:
    """One more row, like another but for some cells."""
    return lambda e: e.table.append({**row_of(e), **cells})


def dropped(rows: Rows) -> Change:
    """Rows gone."""
    return lambda e: e.table.remove(rows(e))


def years_moved(by: int) -> Change:
    """Every period called another."""

    def change(edition: Edition) -> None:
        for row in edition.table.rows.values():
            row["time_period"] = str(int(row["time_period"]) + by)

    return change


def england_summed(*headings: str, mean: bool = False) -> Change:
    """England's row computed from the authorities given: the sum, or the mean."""

    def change(edition: Edition) -> None:
        for total in edition.rows(geographic_level="National"):
            kind = {k: total[k] for k in ("population_type",) if k in total}
            for heading in headings:
                values = [
                    value
                    for row in edition.authorities(**kind)
                    if (value := number(row[heading])) is not None
                ]
                total[heading] = shown(sum(values) / (len(values) if mean else 1))

    return change


def year_of(other: PublishedTable, year: str) -> Change:
    """One year's figures as another edition has them."""

    def change(edition: Edition) -> None:
        for row in edition.table.all_where(time_period=year):
            same = {k: row[k] for k in ("geographic_level", "region_code", "old_la_code")}
            for older in other.all_where(time_period=year, **same):
                row.update({h: older[h] for h in figures(edition) if h in older})

    return change


def earlier(factor: float, years: Sequence[int], *headings: str) -> Change:
    """All authorities of some earlier years times a factor, regions and England too."""
    return in_turn(
        *(multiplied(authorities(years_ago=n), factor, *headings, agreed=True) for n in years)
    )
