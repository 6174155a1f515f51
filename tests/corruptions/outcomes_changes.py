"""What happens to a workbook of Ofsted's outcomes: in one of its sheets, or in all that say it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from tests.corruptions.case import NEXT
from tests.corruptions.next_outcomes import (
    CODE,
    JUDGEMENTS,
    NAME,
    VISIT_DATE,
    VISIT_TYPE,
    next_outcomes,
)
from tests.fixtures.published_files import OUTCOMES, PublishedTable, Workbook, published_workbook

Row = dict[str, str]
Change = Callable[[Workbook], object]
BEGUN, PUBLISHED, OVERALL = "Inspection date", "Publication date", "Overall effectiveness"
GRADES = ["Outstanding", "Good", "Requires improvement to be good", "Inadequate"]
ALL = list(JUDGEMENTS.values())


def edition(kind: str) -> Workbook:
    """The workbook of the snapshot, or the next one."""
    return next_outcomes() if kind == NEXT else published_workbook(OUTCOMES)


def rows_of(workbook: Workbook, name: str, *sheets: str) -> list[Row]:
    """Rows of an authority's latest inspection, one per sheet that has it."""
    (in_force,) = workbook.tables["as_at"].all_where(Local_authority_name=name)
    found = []
    for sheet in sheets or ("as_at", "history", "in_year"):
        begun = VISIT_DATE if sheet == "in_year" else BEGUN
        for row in workbook.tables[sheet].all_where(Local_authority_name=name):
            if row[begun] == in_force[BEGUN] and "isit" not in row.get(VISIT_TYPE, ""):
                found.append(row)
    return found


def set(name: str, cells: dict[str, str], *sheets: str) -> Change:
    return lambda w: [
        row.update({k: v for k, v in cells.items() if k in row})
        for row in rows_of(w, name, *sheets)
    ]


def swapped(one: str, other: str, *sheets: str) -> Change:
    """Judgements of two authorities' latest inspections."""

    def change(workbook: Workbook) -> None:
        mine, theirs = (rows_of(workbook, name, "as_at")[0] for name in (one, other))
        cells = {one: {h: theirs[h] for h in ALL}, other: {h: mine[h] for h in ALL}}
        for name, judged in cells.items():
            for row in rows_of(workbook, name, *sheets):
                row.update(judged)

    return change


def better(name: str, *sheets: str) -> Change:
    """Every judgement one step better."""

    def change(workbook: Workbook) -> None:
        for row in rows_of(workbook, name, *sheets):
            for heading in ALL:
                if row[heading]:
                    row[heading] = GRADES[max(0, GRADES.index(row[heading]) - 1)]

    return change


def columns_swapped(one: str, other: str) -> Change:
    def change(workbook: Workbook) -> None:
        for table in workbook.tables.values():
            for row in table.rows.values():
                if row[one] and row[other]:
                    row[one], row[other] = row[other], row[one]

    return change


def slipped(sheet: str, *headings: str) -> Change:
    def change(workbook: Workbook) -> None:
        rows = list(workbook.tables[sheet].rows.values())
        cells = [[row[heading] for heading in headings] for row in rows]
        for row, values in zip(rows, [cells[-1], *cells[:-1]], strict=True):
            row.update(zip(headings, values, strict=True))

    return change


def moved(name: str, days: int, *headings: str) -> Change:
    """Dates of an authority's latest inspection some days later, wherever they stand."""

    def change(workbook: Workbook) -> None:
        for row in rows_of(workbook, name):
            for heading in headings:
                if row.get(heading):
                    moved = date.fromisoformat(row[heading]) + timedelta(days=days)
                    row[heading] = moved.isoformat()

    return change


def day_and_month(name: str) -> Change:
    """One inspection's date with day and month swapped, whether or not that is a date."""

    def change(workbook: Workbook) -> None:
        for row in rows_of(workbook, name):
            heading = BEGUN if BEGUN in row else VISIT_DATE
            year, month, day = row[heading].split("-")
            row[heading] = f"{year}-{day}-{month}"

    return change


def without_last(name: str) -> Change:
    """The latest inspection never was: the one before is in force."""

    def change(workbook: Workbook) -> None:
        history = workbook.tables["history"]
        gone = rows_of(workbook, name, "history")
        workbook.tables["in_year"].remove(rows_of(workbook, name, "in_year"))
        history.remove(gone)
        rows = history.all_where(Local_authority_name=name)
        last = max(rows, key=lambda row: row[BEGUN])
        (in_force,) = rows_of(workbook, name, "as_at")
        in_force.update({h: last[h] for h in (BEGUN, PUBLISHED, *ALL)})

    return change


def dropped(sheet: str, pick: Callable[[PublishedTable], Row]) -> Change:
    return lambda w: w.tables[sheet].remove([pick(w.tables[sheet])])


def under_another(name: str, other: str) -> Change:
    """The latest inspection stands under another authority in the history and the year."""

    def change(workbook: Workbook) -> None:
        (theirs,) = workbook.tables["as_at"].all_where(Local_authority_name=other)
        for row in rows_of(workbook, name, "history", "in_year"):
            row.update({CODE: theirs[CODE], NAME: other})

    return change


def cells_swapped(one: str, other: str, heading: str) -> Change:
    """Codes or names of two authorities, in every sheet."""

    def change(workbook: Workbook) -> None:
        mine, theirs = (
            workbook.tables["as_at"].all_where(Local_authority_name=n)[0] for n in (one, other)
        )
        other_of = {mine[heading]: theirs[heading], theirs[heading]: mine[heading]}
        for table in workbook.tables.values():
            for row in table.rows.values():
                row[heading] = other_of.get(row[heading], row[heading])

    return change


def first_visit(table: PublishedTable) -> Row:
    return next(row for row in table.rows.values() if not row[OVERALL])


def visit(**cells: str) -> Change:
    headings = {"begun": VISIT_DATE, "published": PUBLISHED, "kind": VISIT_TYPE, "grade": OVERALL}
    return lambda w: first_visit(w.tables["in_year"]).update(
        {headings[name]: value for name, value in cells.items()}
    )


def visit_is_inspection(workbook: Workbook) -> None:
    row = first_visit(workbook.tables["in_year"])
    row.update(dict.fromkeys(ALL, "Good"), **{VISIT_TYPE: "ILACS Short Inspection"})


def begun_after_reform(grade: str) -> Change:
    """An inspection begun in April 2026, in force though the reform's cut-off is past."""

    def change(workbook: Workbook) -> None:
        for row in rows_of(workbook, "Norfolk"):
            begun = BEGUN if BEGUN in row else VISIT_DATE
            row.update({begun: "2026-04-13", PUBLISHED: "2026-06-08", OVERALL: grade})

    return change


def cover(edition_: str, published_on: str) -> Change:
    def change(workbook: Workbook) -> None:
        workbook.covers["Cover"] = [
            [f"Local authority inspection outcomes as at {edition_}"],
            ["Published on:", published_on],
        ]

    return change


def earlier_year_better(workbook: Workbook) -> None:
    """An inspection of 2019 one step better; nothing of today changes."""
    row = next(r for r in workbook.tables["history"].rows.values() if r[BEGUN][:4] == "2019")
    for heading in ALL:
        if row[heading]:
            row[heading] = GRADES[max(0, GRADES.index(row[heading]) - 1)]
