"""Wrong workbooks of Ofsted's outcomes: judgements in force, the year's visits, the history."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tests.corruptions.case import NEXT, SAME, Case, Folder
from tests.corruptions.next_outcomes import CODE, JUDGEMENTS, NAME, VISIT_DATE
from tests.corruptions.outcomes_changes import (
    ALL,
    BEGUN,
    OVERALL,
    PUBLISHED,
    Change,
    begun_after_reform,
    better,
    cells_swapped,
    columns_swapped,
    cover,
    day_and_month,
    dropped,
    earlier_year_better,
    edition,
    first_visit,
    moved,
    set,
    slipped,
    swapped,
    under_another,
    visit,
    visit_is_inspection,
    without_last,
)
from tests.fixtures.published_files import OUTCOMES, published_workbook

REPORTED = "an inspection is the report's: grades and dates"
IN_FORCE = "the judgement in force is the last of the history"
STAYS = "an inspection published before is in the history, with its judgements"
VISITS = "a visit lies in the workbook's year, 1 to 300 days before its publication"
VISIT_STAYS = "a visit published before does not vanish"
DATES = "dates are plausible"
NAMES = "code and name are a known pair"
STATED = "the edition is the year of its visits"
REFORM = "an overall grade exactly where the inspection began before April 2026"

BARKING = "Barking and Dagenham"
HELP, IN_CARE = JUDGEMENTS["help_and_protection"], JUDGEMENTS["in_care"]
WRONG: tuple[tuple[str, Change, str], ...] = (
    ("grades of two authorities swapped in the as-at sheet", swapped("Croydon", BARKING, "as_at"),
     IN_FORCE),
    ("grades of two authorities swapped in every sheet", swapped("Croydon", BARKING), REPORTED),
    ("a grade better in the as-at sheet", better("Medway", "as_at"), IN_FORCE),
    ("a grade better in every sheet", better("Medway"), REPORTED),
    ("a grade of 2019 better", earlier_year_better, REPORTED),
    ("a judgement without a report better", better("Slough"), STAYS),
    ("two judgements' columns swapped", columns_swapped(HELP, IN_CARE), REPORTED),
    ("judgements of the as-at sheet slipped by one", slipped("as_at", *ALL), IN_FORCE),
    ("judgements of the history slipped by one", slipped("history", *ALL), IN_FORCE),
    ("codes of the as-at sheet slipped by one", slipped("as_at", CODE), NAMES),
    ("names of the year's visits slipped by one", slipped("in_year", NAME), NAMES),
    ("codes of two authorities swapped, not their names", cells_swapped("Kent", "Medway", CODE),
     NAMES),
    ("names of two authorities swapped, not their codes", cells_swapped("Kent", "Medway", NAME),
     NAMES),
    ("an inspection a year later", moved("Medway", 364, BEGUN, PUBLISHED, VISIT_DATE), REPORTED),
    ("an inspection a week later", moved("Medway", 7, BEGUN, VISIT_DATE), REPORTED),
    ("day and month of an inspection swapped", day_and_month("Barnsley"), DATES),
    ("a date that is none", day_and_month("Croydon"), "dates are dates"),
    ("published before it began", moved("Medway", -120, PUBLISHED), DATES),
    ("published years later", moved("Medway", 400, PUBLISHED), DATES),
    ("the latest inspection of an authority missing", without_last("Croydon"), STAYS),
    ("an old inspection missing",
     dropped("history", lambda t: t.all_where(Local_authority_name="Croydon")[0]), STAYS),
    ("an inspection under another authority", under_another("Medway", "Merton"), IN_FORCE),
    ("a grade spelt otherwise", set("Medway", {OVERALL: "Requires Improvement"}),
     "grades are exactly Ofsted's"),
    ("a blank overall grade before the reform", set("Medway", {OVERALL: ""}), REFORM),
    ("not applicable before the reform", set("Medway", {OVERALL: "Not applicable"}), REFORM),
    ("a visit outside the year", visit(begun="2023-02-01", published="2023-03-01"), VISITS),
    ("a visit published before it was made", visit(published="2024-01-08"), VISITS),
    ("a visit with a grade", visit(grade="Good"), "visits have no grade"),
    ("a visit that is called an inspection", visit_is_inspection,
     "an inspection of the year is in the history"),
    ("the year of the cover is one too early", cover("31 March 2024", "2024-09-26"), STATED),
    ("the year of the cover is one too late", cover("31 March 2027", "2027-09-23"), DATES),
    ("published in the future", cover("31 March 2026", "2031-09-24"),
     "published no later than today"),
    ("published before the day it is as at", cover("31 March 2026", "2026-03-12"), DATES),
)  # fmt: skip


def _corrupted(change: Change, kind: str) -> Folder:
    workbook = edition(kind)
    before = workbook.to_bytes()
    change(workbook)
    assert workbook.to_bytes() != before, "the corruption changes nothing"
    return {"outcomes.ods": workbook.to_bytes()}


def _old_under_new_cover() -> Folder:
    workbook = published_workbook(OUTCOMES)
    cover("31 March 2026", "2026-09-24")(workbook)
    return {"outcomes.ods": workbook.to_bytes()}


def cases() -> Iterator[Case]:
    """Every wrong file of this source."""
    for name, change, meant in WRONG:
        for kind in (SAME, NEXT):
            yield Case(name, OUTCOMES, kind, meant, partial(_corrupted, change, kind))
    for name, change, meant in (
        ("grades of two of the year's inspections swapped", swapped("Kent", "Torbay"), REPORTED),
        ("one of the year's inspections better", better("Kent"), REPORTED),
        ("an overall grade after the reform", begun_after_reform("Good"), REFORM),
        ("an inspection after the day it is as at", begun_after_reform(""), DATES),
        ("a visit of last year vanished", dropped("in_year", first_visit), VISIT_STAYS),
    ):
        kind = SAME if "visit" in name else NEXT
        yield Case(name, OUTCOMES, kind, meant, partial(_corrupted, change, kind))
    yield Case("last year's workbook under a new cover", OUTCOMES, NEXT, STATED,
               _old_under_new_cover)  # fmt: skip
