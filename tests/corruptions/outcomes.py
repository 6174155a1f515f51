"""Wrong workbooks of Ofsted's outcomes: the judgements in force, the year's visits, the history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from tests.corruptions.case import NEXT, SAME, Case, Folder
from tests.corruptions.next_outcomes import (
    CODE, JUDGEMENTS, NAME, VISIT_DATE, VISIT_TYPE, next_outcomes,
)  # fmt: skip
from tests.fixtures.published_files import OUTCOMES, PublishedTable, Workbook, published_workbook

Row = dict[str, str]
Change = Callable[[Workbook], object]
BEGUN, PUBLISHED, OVERALL = "Inspection date", "Publication date", "Overall effectiveness"
GRADES = ["Outstanding", "Good", "Requires improvement to be good", "Inadequate"]
ALL = list(JUDGEMENTS.values())
REPORTED = "an inspection is the report's: grades and dates"
IN_FORCE = "the judgement in force is the last of the history"
STAYS = "an inspection published before is in the history, with its judgements"
VISITS = "a visit lies in the workbook's year, 1 to 300 days before its publication"
VISIT_STAYS = "a visit published before does not vanish"
DATES = "dates are plausible"
NAMES = "code and name are a known pair"
STATED = "the edition is the year of its visits"
REFORM = "an overall grade exactly where the inspection began before April 2026"


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


def _set(name: str, cells: dict[str, str], *sheets: str) -> Change:
    return lambda w: [
        row.update({k: v for k, v in cells.items() if k in row})
        for row in rows_of(w, name, *sheets)
    ]


def _swapped(one: str, other: str, *sheets: str) -> Change:
    """Judgements of two authorities' latest inspections."""

    def change(workbook: Workbook) -> None:
        mine, theirs = (rows_of(workbook, name, "as_at")[0] for name in (one, other))
        cells = {one: {h: theirs[h] for h in ALL}, other: {h: mine[h] for h in ALL}}
        for name, judged in cells.items():
            for row in rows_of(workbook, name, *sheets):
                row.update(judged)

    return change


def _better(name: str, *sheets: str) -> Change:
    """Every judgement one step better."""

    def change(workbook: Workbook) -> None:
        for row in rows_of(workbook, name, *sheets):
            for heading in ALL:
                if row[heading]:
                    row[heading] = GRADES[max(0, GRADES.index(row[heading]) - 1)]

    return change


def _columns_swapped(one: str, other: str) -> Change:
    def change(workbook: Workbook) -> None:
        for table in workbook.tables.values():
            for row in table.rows.values():
                if row[one] and row[other]:
                    row[one], row[other] = row[other], row[one]

    return change


def _slipped(sheet: str, *headings: str) -> Change:
    def change(workbook: Workbook) -> None:
        rows = list(workbook.tables[sheet].rows.values())
        cells = [[row[heading] for heading in headings] for row in rows]
        for row, values in zip(rows, [cells[-1], *cells[:-1]], strict=True):
            row.update(zip(headings, values, strict=True))

    return change


def _moved(name: str, days: int, *headings: str) -> Change:
    """Dates of an authority's latest inspection some days later, wherever they stand."""

    def change(workbook: Workbook) -> None:
        for row in rows_of(workbook, name):
            for heading in headings:
                if row.get(heading):
                    moved = date.fromisoformat(row[heading]) + timedelta(days=days)
                    row[heading] = moved.isoformat()

    return change


def _day_and_month(name: str) -> Change:
    """One inspection's date with day and month swapped, where that is a date."""

    def change(workbook: Workbook) -> None:
        for row in rows_of(workbook, name):
            heading = BEGUN if BEGUN in row else VISIT_DATE
            year, month, day = row[heading].split("-")
            row[heading] = f"{year}-{day}-{month}"

    return change


def _without_last(name: str) -> Change:
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


def _dropped(sheet: str, pick: Callable[[PublishedTable], Row]) -> Change:
    return lambda w: w.tables[sheet].remove([pick(w.tables[sheet])])


def _under_another(name: str, other: str) -> Change:
    """The latest inspection stands under another authority in the history and the year."""

    def change(workbook: Workbook) -> None:
        (theirs,) = workbook.tables["as_at"].all_where(Local_authority_name=other)
        for row in rows_of(workbook, name, "history", "in_year"):
            row.update({CODE: theirs[CODE], NAME: other})

    return change


def _cells_swapped(one: str, other: str, heading: str) -> Change:
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


def _first_visit(table: PublishedTable) -> Row:
    return next(row for row in table.rows.values() if not row[OVERALL])


def _visit(**cells: str) -> Change:
    headings = {"begun": VISIT_DATE, "published": PUBLISHED, "kind": VISIT_TYPE, "grade": OVERALL}
    return lambda w: _first_visit(w.tables["in_year"]).update(
        {headings[name]: value for name, value in cells.items()}
    )


def _visit_is_inspection(workbook: Workbook) -> None:
    row = _first_visit(workbook.tables["in_year"])
    row.update(dict.fromkeys(ALL, "Good"), **{VISIT_TYPE: "ILACS Short Inspection"})


def _begun_after_reform(grade: str) -> Change:
    """An inspection begun in April 2026, in force though the reform's cut-off is past."""

    def change(workbook: Workbook) -> None:
        for row in rows_of(workbook, "Norfolk"):
            begun = BEGUN if BEGUN in row else VISIT_DATE
            row.update({begun: "2026-04-13", PUBLISHED: "2026-06-08", OVERALL: grade})

    return change


def _cover(edition_: str, published_on: str) -> Change:
    def change(workbook: Workbook) -> None:
        workbook.covers["Cover"] = [
            [f"Local authority inspection outcomes as at {edition_}"],
            ["Published on:", published_on],
        ]

    return change


def _earlier_year_better(workbook: Workbook) -> None:
    """An inspection of 2019 one step better; nothing of today changes."""
    row = next(r for r in workbook.tables["history"].rows.values() if r[BEGUN][:4] == "2019")
    for heading in ALL:
        if row[heading]:
            row[heading] = GRADES[max(0, GRADES.index(row[heading]) - 1)]


HELP, IN_CARE = JUDGEMENTS["help_and_protection"], JUDGEMENTS["in_care"]
# Each for both editions; Barnet, Medway and Kirklees were inspected before the year, the next
# edition's Kent within it, so a report is at hand in every case.
WRONG: tuple[tuple[str, Change, str], ...] = (
    ("grades of two authorities swapped in the as-at sheet", _swapped("Kent", "Medway", "as_at"),
     IN_FORCE),
    ("grades of two authorities swapped in every sheet", _swapped("Kent", "Medway"), REPORTED),
    ("a grade better in the as-at sheet", _better("Medway", "as_at"), IN_FORCE),
    ("a grade better in every sheet", _better("Medway"), REPORTED),
    ("a grade of 2019 better", _earlier_year_better, REPORTED),
    ("a judgement without a report better", _better("Slough"), STAYS),
    ("two judgements' columns swapped", _columns_swapped(HELP, IN_CARE), REPORTED),
    ("judgements of the as-at sheet slipped by one", _slipped("as_at", *ALL), IN_FORCE),
    ("judgements of the history slipped by one", _slipped("history", *ALL), IN_FORCE),
    ("codes of the as-at sheet slipped by one", _slipped("as_at", CODE), NAMES),
    ("names of the year's visits slipped by one", _slipped("in_year", NAME), NAMES),
    ("codes of two authorities swapped, not their names", _cells_swapped("Kent", "Medway", CODE),
     NAMES),
    ("names of two authorities swapped, not their codes", _cells_swapped("Kent", "Medway", NAME),
     NAMES),
    ("an inspection a year later", _moved("Medway", 364, BEGUN, PUBLISHED, VISIT_DATE), REPORTED),
    ("an inspection a week later", _moved("Medway", 7, BEGUN, VISIT_DATE), REPORTED),
    ("day and month of an inspection swapped", _day_and_month("Croydon"), DATES),
    ("published before it began", _moved("Medway", -120, PUBLISHED), DATES),
    ("published years later", _moved("Medway", 400, PUBLISHED), DATES),
    ("the latest inspection of an authority missing", _without_last("Croydon"), STAYS),
    ("an old inspection missing",
     _dropped("history", lambda t: t.all_where(Local_authority_name="Croydon")[0]), STAYS),
    ("an inspection under another authority", _under_another("Medway", "Merton"), IN_FORCE),
    ("a grade spelt otherwise", _set("Medway", {OVERALL: "Requires Improvement"}),
     "grades are exactly Ofsted's"),
    ("a blank overall grade before the reform", _set("Medway", {OVERALL: ""}), REFORM),
    ("not applicable before the reform", _set("Medway", {OVERALL: "Not applicable"}), REFORM),
    ("a visit outside the year", _visit(begun="2023-02-01", published="2023-03-01"), VISITS),
    ("a visit published before it was made", _visit(published="2024-01-08"), VISITS),
    ("a visit with a grade", _visit(grade="Good"), "visits have no grade"),
    ("a visit that is called an inspection", _visit_is_inspection,
     "an inspection of the year is in the history"),
    ("the year of the cover is one too early", _cover("31 March 2024", "2024-09-26"), STATED),
    ("the year of the cover is one too late", _cover("31 March 2027", "2027-09-23"), DATES),
    ("published in the future", _cover("31 March 2026", "2031-09-24"),
     "published no later than today"),
    ("published before the day it is as at", _cover("31 March 2026", "2026-03-12"), DATES),
)  # fmt: skip


def _corrupted(change: Change, kind: str) -> Folder:
    workbook = edition(kind)
    before = workbook.to_bytes()
    change(workbook)
    assert workbook.to_bytes() != before, "the corruption changes nothing"
    return {"outcomes.ods": workbook.to_bytes()}


def _old_under_new_cover() -> Folder:
    workbook = published_workbook(OUTCOMES)
    _cover("31 March 2026", "2026-09-24")(workbook)
    return {"outcomes.ods": workbook.to_bytes()}


def cases() -> Iterator[Case]:
    """Every wrong file of this source."""
    for name, change, meant in WRONG:
        for kind in (SAME, NEXT):
            yield Case(name, OUTCOMES, kind, meant, partial(_corrupted, change, kind))
    for name, change, meant in (
        ("an overall grade after the reform", _begun_after_reform("Good"), REFORM),
        ("an inspection after the day it is as at", _begun_after_reform(""), DATES),
        ("a visit of last year vanished", _dropped("in_year", _first_visit), VISIT_STAYS),
    ):
        kind = SAME if "visit" in name else NEXT
        yield Case(name, OUTCOMES, kind, meant, partial(_corrupted, change, kind))
    yield Case("last year's workbook under a new cover", OUTCOMES, NEXT, STATED,
               _old_under_new_cover)  # fmt: skip
