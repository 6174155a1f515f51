"""Wrong workbooks of 2023: the only history of the single inspections, and a year's visits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from tests.corruptions.case import AGAIN, SAME, Case, Folder
from tests.corruptions.outcomes import VISITS
from tests.corruptions.outcomes_changes import GRADES
from tests.fixtures.published_files import SOCIAL_CARE, Workbook, published_workbook

Row = dict[str, str]
NAME, VISIT_DATE = "Local authority name", "Inspection/Visit date"
DAY = "Single Inspection of LA Children's Services (SIF) First SIF publication date"
FIRST_BEFORE_SIF = "Safeguarding & Looked After Children (SLAC) Inspection publication date"
CHILD_PROTECTION = "CPI Overall Effectiveness (OE)"
OVERALL = "First SIF Overall Judgement (OE)"
PARTS = (
    "First SIF children who need help and protection",
    "First SIF children looked after and achieving permanence",
    "First SIF leadership, management and governance",
)
REPORTED = "an inspection is the report's: grades and dates"
STAYS = "a history once published stays"


def _sif(workbook: Workbook, name: str) -> Row:
    return workbook.tables["history"].where(Local_authority_name=name)


def _croydon(**cells: str) -> Callable[[Workbook], object]:
    headings = {"day": DAY, "overall": OVERALL, "name": NAME, "before": FIRST_BEFORE_SIF}
    return lambda w: _sif(w, "Croydon").update({headings[k]: v for k, v in cells.items()})


def _figures(workbook: Workbook) -> list[str]:
    return [h for h in workbook.tables["history"].header if "SIF" in h and h != "filler"]


def _before_sif(workbook: Workbook) -> list[str]:
    headings = workbook.tables["history"].header
    return headings[headings.index(FIRST_BEFORE_SIF) : headings.index(DAY)]


def _slipped(workbook: Workbook) -> None:
    _slip(workbook, _figures(workbook))


def _slipped_before_sif(workbook: Workbook) -> None:
    _slip(workbook, _before_sif(workbook))


def _slip(workbook: Workbook, headings: list[str]) -> None:
    rows = list(workbook.tables["history"].rows.values())
    cells = [[row[heading] for heading in headings] for row in rows]
    for row, values in zip(rows, [cells[-1], *cells[:-1]], strict=True):
        row.update(zip(headings, values, strict=True))


def _swapped(one: str, other: str) -> Callable[[Workbook], object]:
    def change(workbook: Workbook) -> None:
        mine, theirs = _sif(workbook, one), _sif(workbook, other)
        for heading in _figures(workbook):
            mine[heading], theirs[heading] = theirs[heading], mine[heading]

    return change


def _better(name: str) -> Callable[[Workbook], object]:
    def change(workbook: Workbook) -> None:
        row = _sif(workbook, name)
        for heading in (OVERALL, *PARTS):
            row[heading] = GRADES[max(0, GRADES.index(row[heading]) - 1)]

    return change


def _first_visit(workbook: Workbook) -> Row:
    rows = workbook.tables["in_year"].rows.values()
    return next(row for row in rows if not row["Overall effectiveness"])


def _visit_gone(workbook: Workbook) -> None:
    workbook.tables["in_year"].remove([_first_visit(workbook)])


WRONG: tuple[tuple[str, Callable[[Workbook], object], str], ...] = (
    ("single inspections slipped by one row", _slipped, REPORTED),
    ("single inspections of two authorities swapped", _swapped("Croydon", "Barnet"), REPORTED),
    ("a single inspection one step better", _better("Croydon"), REPORTED),
    ("a single inspection a year later", _croydon(day="2018-09-04"), REPORTED),
    ("day and month swapped", _croydon(day="2017-04-09"), REPORTED),
    ("a single inspection before there were any", _croydon(day="2012-09-04"),
     "SIF was published from 2014 to 2018"),
    ("a name is another authority's", _croydon(name="Barnet"), "one row per authority"),
    ("an overall grade without its parts'", _croydon(overall="Good"),
     "Inadequate exactly when a part is"),
    ("judgements before SIF slipped by one row", _slipped_before_sif,
     "a single inspection comes after one before SIF"),
    ("a judgement before SIF one step better",
     lambda w: _sif(w, "Birmingham").update({CHILD_PROTECTION: GRADES[2]}),
     "no figure is another under the same release"),
    ("an inspection before SIF in the time of SIF", _croydon(before="2014-06-28"),
     "before SIF is before November 2013"),
    ("a visit vanished", _visit_gone, STAYS),
    ("a visit outside the year", lambda w: _first_visit(w).update({VISIT_DATE: "2021-05-04"}),
     VISITS),
    ("a visit by another authority's name", lambda w: _first_visit(w).update({NAME: "Barnet"}),
     STAYS),
)  # fmt: skip


def _corrupted(change: Callable[[Workbook], object], kind: str) -> Folder:
    workbook = published_workbook(SOCIAL_CARE)
    before = workbook.to_bytes()
    change(workbook)
    assert workbook.to_bytes() != before, "the corruption changes nothing"
    if kind == AGAIN:
        workbook.covers["Cover"][1] = ["Published on:", "2023-12-14"]
    return {"social_care.ods": workbook.to_bytes()}


def cases() -> Iterator[Case]:
    """Every wrong file of this source."""
    for name, change, meant in WRONG:
        for kind in (SAME, AGAIN):
            yield Case(name, SOCIAL_CARE, kind, meant, partial(_corrupted, change, kind))
