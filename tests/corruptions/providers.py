"""Wrong workbooks of providers of social care: both editions, in both lists and the totals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from tests.corruptions.case import AGAIN, SAME, Case, Folder
from tests.fixtures.published_files import PROVIDERS, SOCIAL_CARE, Workbook, published_workbook

Row = dict[str, str]
HOME, ADDED = "Children's home", "providers and places add to the publisher's totals"
HEADINGS = {"name": "Local authority", "places": "Places", "kind": "Provision type"}


def _home(sheet: str, workbook: Workbook) -> Row:
    return workbook.tables[sheet].all_where(Local_authority="Croydon", Provision_type=HOME)[0]


def _home_gone(workbook: Workbook) -> None:
    workbook.tables["providers"].remove([_home("providers", workbook)])


def _home_twice(workbook: Workbook) -> None:
    workbook.tables["judgements"].append(_home("judgements", workbook))


def _home_of(sheet: str, **cells: str) -> Callable[[Workbook], object]:
    return lambda w: _home(sheet, w).update({HEADINGS[k]: v for k, v in cells.items()})


def _slipped(sheet: str, heading: str) -> Callable[[Workbook], object]:
    def change(workbook: Workbook) -> None:
        rows = list(workbook.tables[sheet].rows.values())
        cells = [row[heading] for row in rows]
        for row, cell in zip(rows, [cells[-1], *cells[:-1]], strict=True):
            row[heading] = cell

    return change


def _total(workbook: Workbook) -> None:
    row = next(iter(workbook.tables["totals"].rows.values()))
    row["Children's Homes"] = str(int(row["Children's Homes"]) + 90)


WRONG: tuple[tuple[str, Callable[[Workbook], object], str], ...] = (
    ("a home vanished", _home_gone, ADDED),
    ("a home twice among the judgements", _home_twice, "a home is in both lists once"),
    ("a home of another kind", _home_of("providers", kind="Secure children's home"), ADDED),
    ("a home of no known kind", _home_of("judgements", kind="Children's hotel"), "known kinds"),
    ("a home with more places", _home_of("providers", places="900"), ADDED),
    ("a judgement in another authority", _home_of("judgements", name="Isles of Scilly"),
     "an authority has as many judged as there are"),
    ("names of providers slipped by one row", _slipped("providers", HEADINGS["name"]),
     "authorities lie in their region"),
    ("places slipped by one row", _slipped("providers", HEADINGS["places"]),
     "places for kinds that have them"),
    ("a total is another", _total, ADDED),
)  # fmt: skip


def edition(source: str, kind: str) -> Workbook:
    """A workbook as it was published, or the same published again on a later day."""
    workbook = published_workbook(source)
    if kind == AGAIN:
        workbook.covers["Cover"][1] = ["Published on:", "2025-12-11"]
    return workbook


def _corrupted(source: str, change: Callable[[Workbook], object], kind: str) -> Folder:
    workbook = edition(source, kind)
    before = workbook.to_bytes()
    change(workbook)
    assert workbook.to_bytes() != before, "the corruption changes nothing"
    return {"providers.ods": workbook.to_bytes()}


def cases() -> Iterator[Case]:
    """Every wrong file of both workbooks."""
    for name, change, meant in WRONG:
        for source, kind in ((SOCIAL_CARE, SAME), (PROVIDERS, SAME), (PROVIDERS, AGAIN)):
            yield Case(name, source, kind, meant, partial(_corrupted, source, change, kind))
