"""Wrong workbooks of revenue outturn: thousand pounds per authority, and England with estimates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from zlib import crc32

from tests.corruptions.case import NEXT, SAME, Case, Folder
from tests.corruptions.next_edition import number, shown
from tests.fixtures.published_files import (
    OUTTURN,
    OUTTURN_BY_TYPE,
    PublishedTable,
    Workbook,
    published_workbook,
)

Row = dict[str, str]
CODE, NAME, CLASS = "ONS Code", "Local authority", "Class"
# The table of a publication, and how the publisher calls its form.
FORMS = {
    OUTTURN: ("service_expenditure", "RSX"),
    OUTTURN_BY_TYPE: ("expenditure_by_type", "RO3"),
}
TABLE = FORMS[OUTTURN][0]
SUMS = "authorities add to between 90 and 100 % of England"
MOVES = "spend changes within limits, and not for several of a region at once"
PER_CHILD = "per-child spend lies in measured limits"
NAMES = "code and name are a known pair"
STATED = "title, sheet and cover say the same year"


def edition(kind: str, source: str = OUTTURN) -> Workbook:
    """The workbook of the snapshot, or one of the year after: the same of both forms."""
    workbook = published_workbook(source)
    name, form = FORMS[source]
    if kind == NEXT:
        table = workbook.tables[name]
        workbook.names[name] = f"{form}_LA_Data_202526"
        workbook.covers["Front_Page"] = [["The figures were published on 19 November 2026"]]
        table.title = "Worksheet 2: Revenue Outturn (RO) 2025-26 by service"
        more = dict.fromkeys(totals(table), 0.0)
        for row in authorities(table):
            for heading in more:
                value = number(row[heading])
                if value is not None:
                    share = crc32(row[CODE].encode()) % 1000 / 999
                    row[heading] = shown(value * (1.02 + 0.07 * share), 2)
                    more[heading] += float(row[heading]) - value
        for heading, value in more.items():
            england(table)[heading] = shown(float(england(table)[heading]) + value, 3)
    return workbook


def totals(table: PublishedTable) -> list[str]:
    """Headings of figures."""
    return [heading for heading, cell in england(table).items() if number(cell) is not None]


def authorities(table: PublishedTable) -> list[Row]:
    """Every row but England's."""
    return [row for row in table.rows.values() if row[CLASS] != "Eng"]


def england(table: PublishedTable) -> Row:
    """England's row."""
    return table.where(Class="Eng")


def times(factor: float, rows: Callable[[PublishedTable], list[Row]]) -> Callable[..., None]:
    """All figures of some rows multiplied."""

    def change(table: PublishedTable) -> None:
        for row in rows(table):
            for heading in totals(table):
                value = number(row[heading])
                row[heading] = row[heading] if value is None else shown(value * factor, 2)

    return change


def of(*names: str) -> Callable[[PublishedTable], list[Row]]:
    """The rows of authorities."""
    return lambda table: [table.where(Local_authority=name) for name in names]


def everybody(table: PublishedTable) -> list[Row]:
    """Every row."""
    return list(table.rows.values())


def swapped(one: str, other: str, *headings: str) -> Callable[[PublishedTable], None]:
    """Cells of two authorities, all figures or those of some headings, in each other's place."""

    def change(table: PublishedTable) -> None:
        mine, theirs = of(one, other)(table)
        for heading in headings or totals(table):
            mine[heading], theirs[heading] = theirs[heading], mine[heading]

    return change


def slipped(rows: Callable[[PublishedTable], list[Row]]) -> Callable[[PublishedTable], None]:
    """All figures of some rows one row further down."""

    def change(table: PublishedTable) -> None:
        for heading in totals(table):
            cells = [row[heading] for row in rows(table)]
            for row, cell in zip(rows(table), [cells[-1], *cells[:-1]], strict=True):
                row[heading] = cell

    return change


def _london(table: PublishedTable) -> list[Row]:
    return [row for row in authorities(table) if row[CODE].startswith("E09")]


def _summed(table: PublishedTable) -> None:
    for heading in totals(table):
        values = [number(row[heading]) or 0 for row in authorities(table)]
        england(table)[heading] = shown(sum(values), 3)


def _certified_missing(table: PublishedTable) -> None:
    table.remove(authorities(table)[10:40])


def _not_received_is_nothing(table: PublishedTable) -> None:
    for row in authorities(table):
        for heading in totals(table):
            row[heading] = "0" if row[heading] in ("[x]", "M") else row[heading]


def _commas(table: PublishedTable) -> None:
    for row in everybody(table):
        for heading in totals(table):
            row[heading] = row[heading].replace(".", ",")


def _with_greater_london(table: PublishedTable) -> None:
    row = table.where(Local_authority="Croydon")
    table.append({**row, CODE: "E12000007", NAME: "Greater London Authority", CLASS: "LB"})


def _net(table: PublishedTable) -> None:
    total, net = (f"The column of RSX-csc-{part}-exp" for part in ("tot", "net-cur"))
    for row in everybody(table):
        row[total] = row[net]


def _without_estimates(table: PublishedTable) -> None:
    times(0.985, lambda t: [england(t)])(table)


TABLES: tuple[tuple[str, Callable[[PublishedTable], None], str], ...] = (
    ("pounds, not thousands", times(1000, everybody), PER_CHILD),
    ("one authority in pounds", times(1000, of("Croydon")), SUMS),
    ("one small authority in pounds", times(1000, of("Rutland UA")), PER_CHILD),
    ("net instead of gross, everywhere", _net, MOVES),
    ("two authorities swapped", swapped("Croydon", "Bromley"), MOVES),
    ("a county and a borough swapped", swapped("Croydon", "Kent CC"), PER_CHILD),
    ("all figures slipped by one", slipped(authorities), PER_CHILD),
    ("London's figures slipped by one", slipped(_london), MOVES),
    ("thirty authorities' rows missing", _certified_missing, "every current authority has a row"),
    ("England without estimates", _summed, "England includes estimates for missing returns"),
    ("England a little low", _without_estimates, SUMS),
    ("England's row missing", lambda t: t.remove([england(t)]), "England is there"),
    ("returns not received become 0", _not_received_is_nothing, PER_CHILD),
    ("one authority ten times as large", times(10, of("Croydon")), PER_CHILD),
    ("one authority a tenth as large", times(0.1, of("Croydon")), PER_CHILD),
    ("one authority up by a fifth", times(1.2, of("Croydon")), "nothing: within a year's change"),
    ("names of two authorities swapped, not their codes", swapped("Croydon", "Bromley", NAME),
     NAMES),
    ("codes of two authorities swapped, not their names", swapped("Croydon", "Bromley", CODE),
     NAMES),
    ("decimal commas", _commas, "numbers or markers"),
    ("a negative total", times(-1, of("Croydon")), PER_CHILD),
    ("the Greater London Authority as a borough", _with_greater_london, "known codes"),
)  # fmt: skip


def _corrupted(change: Callable[[PublishedTable], None], kind: str) -> Folder:
    workbook = edition(kind)
    before = workbook.to_bytes()
    change(workbook.tables[TABLE])
    assert workbook.to_bytes() != before, "the corruption changes nothing"
    return {"rsx.ods": workbook.to_bytes()}


def _year_before_again() -> Folder:
    """The old figures under the next year's title."""
    workbook, old = edition(NEXT), published_workbook(OUTTURN)
    workbook.tables[TABLE].rows = old.tables[TABLE].rows
    return {"rsx.ods": workbook.to_bytes()}


def _old_title() -> Folder:
    """The next year's figures under the old title."""
    workbook = edition(NEXT)
    workbook.tables[TABLE].title = "Worksheet 2: Revenue Outturn (RO) 2024-25 by service"
    return {"rsx.ods": workbook.to_bytes()}


def _years_ahead() -> Folder:
    workbook = edition(NEXT)
    workbook.names[TABLE] = "RSX_LA_Data_202728"
    workbook.tables[TABLE].title = "Worksheet 2: Revenue Outturn (RO) 2027-28 by service"
    return {"rsx.ods": workbook.to_bytes()}


def _published_on(day: str) -> Folder:
    workbook = edition(NEXT)
    workbook.covers["Front_Page"] = [[f"The figures were published on {day}"]]
    return {"rsx.ods": workbook.to_bytes()}


WORKBOOKS = (
    ("last year's figures under the next year's title", _year_before_again,
     "a new period is not a copy of an old one"),
    ("this year's figures under last year's title", _old_title, STATED),
    ("a year that is not over", _years_ahead, "a period does not end after publication"),
    ("published in the future", partial(_published_on, "19 November 2031"),
     "published no later than today"),
    ("published before the year's end", partial(_published_on, "3 December 2025"),
     "a period does not end after publication"),
)  # fmt: skip


def cases() -> Iterator[Case]:
    """Every wrong file of this source."""
    for name, change, meant in TABLES:
        for kind in (SAME, NEXT):
            yield Case(name, OUTTURN, kind, meant, partial(_corrupted, change, kind))
    for name, make, meant in WORKBOOKS:
        yield Case(name, OUTTURN, NEXT, meant, make)
