"""Wrong models of statistical neighbours: the model of 2025 again, as if mended later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from tests.corruptions.case import AGAIN, SAME, Case, Statistic
from tests.corruptions.next_edition import Edition
from tests.fixtures.published_files import PublishedTable, published_csv

Row = dict[str, str]
Change = Callable[[PublishedTable], object]
MODEL = Statistic("dfe_neighbours", "model_2025", "2025", "")
OLDER = published_csv("dfe_neighbours", "model_2021", "2021")
NEIGHBOURS = [f"SN_{rank}" for rank in range(1, 11)]
CLOSENESS = [f"SN_{rank}P" for rank in range(1, 11)]
EACH = [*NEIGHBOURS, *CLOSENESS]
OF_ITS_DAY = "neighbours are authorities of the model's day, none its own, none twice"
FALLS = "closeness falls with rank"
STAYS = "a model published is not another"


def _croydon(table: PublishedTable) -> Row:
    return table.where(la_name="Croydon")


def _set(**cells: str) -> Change:
    return lambda table: _croydon(table).update(cells)


def _swapped(*headings: str) -> Change:
    def change(table: PublishedTable) -> None:
        mine, theirs = _croydon(table), table.where(la_name="Kent")
        for heading in headings:
            mine[heading], theirs[heading] = theirs[heading], mine[heading]

    return change


def _slipped(table: PublishedTable) -> None:
    rows = list(table.rows.values())
    cells = [[row[heading] for heading in EACH] for row in rows]
    for row, values in zip(rows, [cells[-1], *cells[:-1]], strict=True):
        row.update(zip(EACH, values, strict=True))


def _reordered(order: Callable[[list[str]], list[str]], *groups: list[str]) -> Callable[..., None]:
    def change(table: PublishedTable) -> None:
        for row in table.rows.values():
            for headings in groups:
                values = order([row[heading] for heading in headings])
                row.update(zip(headings, values, strict=True))

    return change


def _second_first(values: list[str]) -> list[str]:
    return [values[1], values[0], *values[2:]]


def _of_2021(table: PublishedTable) -> None:
    for row in table.rows.values():
        for older in OLDER.all_where(LA_num=row["old_la_code"]):
            row.update({f"SN_{n}": older[f"SN{n}"] for n in range(1, 11)})


def _without(table: PublishedTable) -> None:
    table.remove([_croydon(table)])


WRONG: tuple[tuple[str, Change, str], ...] = (
    ("neighbours of two authorities swapped", _swapped(*EACH), "regions of neighbours"),
    ("all lists slipped by one", _slipped, OF_ITS_DAY),
    ("its own neighbour", _set(SN_1="306"), OF_ITS_DAY),
    ("an abolished neighbour", _set(SN_3="909"), OF_ITS_DAY),
    ("a neighbour twice", lambda t: _croydon(t).update(SN_2=_croydon(t)["SN_1"]), OF_ITS_DAY),
    ("a neighbour nobody knows", _set(SN_2="999"), OF_ITS_DAY),
    ("ranks reversed", _reordered(lambda v: v[::-1], NEIGHBOURS), STAYS),
    ("ranks and closeness reversed", _reordered(lambda v: v[::-1], NEIGHBOURS, CLOSENESS), FALLS),
    ("closeness shuffled", _reordered(lambda v: v[5:] + v[:5], CLOSENESS), FALLS),
    ("first and second swapped for all", _reordered(_second_first, NEIGHBOURS), STAYS),
    ("the older model under the newer's headings", _of_2021, STAYS),
    ("names of two authorities swapped, not their codes", _swapped("la_name"),
     "code and name are a known pair"),
    ("codes of two authorities swapped, not their names", _swapped("old_la_code"),
     "code and name are a known pair"),
    ("an authority missing", _without, "every authority of its day"),
)  # fmt: skip


def cases() -> Iterator[Case]:
    """Every wrong file of this source."""
    for name, change, meant in WRONG:
        yield from MODEL.cases(name, partial(_in_table, change), meant, (SAME, AGAIN))


def _in_table(change: Change, edition: Edition) -> None:
    change(edition.table)
