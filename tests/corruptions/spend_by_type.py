"""Wrong workbooks of revenue outturn by type of spend, beside a sound one of outturn by service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from tests.corruptions.case import NEXT, SAME, Case, Folder
from tests.corruptions.spend import (
    CODE,
    FORMS,
    NAME,
    authorities,
    edition,
    england,
    everybody,
    of,
    slipped,
    swapped,
    times,
)
from tests.fixtures.published_files import OUTTURN, OUTTURN_BY_TYPE, PublishedTable

TABLE, _ = FORMS[OUTTURN_BY_TYPE]
TOTALS = "totals by type are the totals by service"
WHOLES = "types of spend add to the whole"
NAMES = "code and name are a known pair"


def _column(line: str) -> str:
    return f"The column of RO3-{line}-tot-exp"


def _columns_swapped(one: str, other: str) -> Callable[[PublishedTable], None]:
    def change(table: PublishedTable) -> None:
        for row in everybody(table):
            mine, theirs = _column(one), _column(other)
            row[mine], row[theirs] = row[theirs], row[mine]

    return change


def _without_parts(table: PublishedTable) -> None:
    for row in everybody(table):
        row[_column("csclkd")] = row[_column("csclkdres")]


CHANGES: tuple[tuple[str, Callable[[PublishedTable], None], str], ...] = (
    ("residential care and fostering swapped", _columns_swapped("csclkdres", "csclkdfos"),
     "England's figures move within limits"),
    ("looked after and safeguarding swapped", _columns_swapped("csclkd", "cscsfg"), WHOLES),
    ("total and looked after swapped", _columns_swapped("csctot", "csclkd"), WHOLES),
    ("looked after is residential care alone", _without_parts, WHOLES),
    ("two authorities swapped", swapped("Croydon", "Bromley"), TOTALS),
    ("all figures slipped by one", slipped(authorities), TOTALS),
    ("one authority ten times as large", times(10, of("Croydon")), TOTALS),
    ("pounds, not thousands", times(1000, everybody), TOTALS),
    ("England's row missing", lambda t: t.remove([england(t)]), "England is there"),
    ("names of two authorities swapped, not their codes", swapped("Croydon", "Bromley", NAME),
     NAMES),
    ("codes of two authorities swapped, not their names", swapped("Croydon", "Bromley", CODE),
     NAMES),
    ("thirty authorities' rows missing", lambda t: t.remove(authorities(t)[10:40]),
     "every current authority has a row"),
)  # fmt: skip


def folder(kind: str) -> Folder:
    """Both forms of one year, with nothing wrong."""
    return {
        "ro3.ods": edition(kind, OUTTURN_BY_TYPE).to_bytes(),
        "rsx.ods": edition(kind, OUTTURN).to_bytes(),
    }


def _corrupted(change: Callable[[PublishedTable], None], kind: str) -> Folder:
    workbook = edition(kind, OUTTURN_BY_TYPE)
    before = workbook.to_bytes()
    change(workbook.tables[TABLE])
    assert workbook.to_bytes() != before, "the corruption changes nothing"
    return {**folder(kind), "ro3.ods": workbook.to_bytes()}


def cases() -> Iterator[Case]:
    """Every wrong file of this source."""
    for name, change, meant in CHANGES:
        for kind in (SAME, NEXT):
            yield Case(name, OUTTURN_BY_TYPE, kind, meant, partial(_corrupted, change, kind))
