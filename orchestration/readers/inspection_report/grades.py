"""The table of judgements: each grade beside its own label."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from orchestration.readers.inspection_report.labels import (
    ADEQUATE,
    ADOPTION,
    ANY_GRADE,
    CELL,
    GRADE_NAMES,
    ILACS_LABELS,
    LATER_NUMBERED_ROW,
    LATER_ROW,
    NEXT_LABEL,
    OVERALL_ADEQUATE,
    OVERALL_SENTENCES,
    SIF_LABELS,
)
from orchestration.readers.inspection_report.rules import (
    NO_OVERALL_FROM,
    SEPARATE_CARE_LEAVERS_FROM,
    ReportHeld,
)
from orchestration.readers.inspection_report.text import Text

# Below the table, a row that is not known is looked for within so many characters.
_NEXT_ROWS: Final = 160


@dataclass(frozen=True)
class _Row:
    column: str
    start: int
    end: int
    grade: str


def _grade_name(printed: str) -> str:
    return GRADE_NAMES[re.sub(r"[\s-]+", "", printed).lower()]


def _read_table(
    text: Text, labels: dict[str, re.Pattern[str]], wanted: Collection[str], begin: int
) -> list[_Row]:
    """Return the rows of the table of judgements, in printed order.

    The table is the first place of each label. Each grade must follow its own label and end its
    line, no other grade may stand between two rows, and a label that is met again with a grade
    must carry the same one.

    Raises:
        ReportHeld: `label-missing`, `grade-missing`, `grade-unknown`, `grade-before-2013`,
            `grade-between-rows` or `judgements-disagree`.
    """
    rows = [_read_row(text, column, labels[column], begin) for column in wanted]
    rows.sort(key=lambda row: row.start)
    for above, below in pairwise(rows):
        if ANY_GRADE.search(text.whole, above.end, below.start):
            raise ReportHeld(
                "grade-between-rows",
                f"a grade without a known label stands between {above.column} and {below.column}",
                text.page(above.end),
            )
    for row in rows:
        for again in labels[row.column].finditer(text.whole, row.end):
            cell = CELL.match(text.whole, again.end())
            if cell and _grade_name(cell["grade"]) != row.grade:
                raise ReportHeld(
                    "judgements-disagree",
                    f"{row.column} is '{row.grade}' in the table and '{cell['grade']}' below",
                    text.page(again.start()),
                )
    return rows


def _read_row(text: Text, column: str, label: re.Pattern[str], begin: int) -> _Row:
    found = label.search(text.whole, begin)
    if found is None:
        raise ReportHeld("label-missing", f"the label of {column} is not on pages 1 and 2")
    page = text.page(found.start())
    cell = CELL.match(text.whole, found.end())
    if cell:
        return _Row(column, found.start(), cell.end(), _grade_name(cell["grade"]))
    if ADEQUATE.match(text.whole, found.end()):
        raise ReportHeld("grade-before-2013", f"{column} is 'adequate', a grade of before", page)
    printed = " ".join(text.whole[found.end() : found.end() + 60].split()[:3])
    if NEXT_LABEL.match(text.whole, found.end()):
        raise ReportHeld("grade-missing", f"no grade stands beside the label of {column}", page)
    raise ReportHeld("grade-unknown", f"beside the label of {column} stands '{printed}'", page)


def _read_sif_overall(text: Text, begin: int, table: int) -> str:
    """Return the overall judgement of a SIF report: a sentence between the dates and the table.

    Raises:
        ReportHeld: `overall-missing`, `grade-before-2013` or `judgements-disagree`.
    """
    above = {
        _grade_name(found["grade"])
        for sentence in OVERALL_SENTENCES
        for found in sentence.finditer(text.whole, begin, table)
    }
    if not above:
        if OVERALL_ADEQUATE.search(text.whole, begin, table):
            raise ReportHeld("grade-before-2013", "the overall is 'adequate', a grade of before", 1)
        raise ReportHeld("overall-missing", "no sentence above the table gives the overall", 1)
    # "The overall judgement is" may be said of the safeguarding board below the table.
    below = OVERALL_SENTENCES[-1].finditer(text.whole, table)
    given = above | {_grade_name(found["grade"]) for found in below}
    if len(given) > 1:
        raise ReportHeld("judgements-disagree", f"the overall is given as {sorted(given)}", 1)
    return above.pop()


def read_sif(text: Text, begin: int) -> dict[str, str]:
    """Return the grades of a SIF report by column, without the row on adoption.

    Args:
        text: The two pages.
        begin: Where the label of the dates ends; the table stands below it.

    Raises:
        ReportHeld: The table or the sentence above it is not as the layout has it.
    """
    rows = _read_table(text, SIF_LABELS, tuple(SIF_LABELS), begin)
    _require_no_more_rows(text, rows[-1].end, LATER_NUMBERED_ROW)
    overall = _read_sif_overall(text, begin, rows[0].start)
    grades = {row.column: row.grade for row in rows if row.column != ADOPTION}
    return grades | {"overall_effectiveness": overall}


def read_ilacs(text: Text, begin: int, start: date) -> dict[str, str]:
    """Return the grades of an ILACS report by column.

    Args:
        text: The two pages.
        begin: Where the label of the dates ends; the table stands below it.
        start: The first day of the inspection, which decides on the judgements there are.

    Raises:
        ReportHeld: A judgement is missing, or one is made that was not made at that date.
    """
    separate = start >= SEPARATE_CARE_LEAVERS_FROM
    care = ["in_care", "care_leavers"] if separate else ["in_care_and_care_leavers"]
    overall = ["overall_effectiveness"] if start < NO_OVERALL_FROM else []
    wanted = ["impact_of_leaders", "help_and_protection", *care, *overall]
    for column, label in ILACS_LABELS.items():
        for found in () if column in wanted else label.finditer(text.whole, begin):
            if CELL.match(text.whole, found.end()):
                raise ReportHeld(
                    "judgement-not-of-this-date",
                    f"{column} is judged, which was not done in inspections begun on {start}",
                    text.page(found.start()),
                )
    rows = _read_table(text, ILACS_LABELS, wanted, begin)
    _require_no_more_rows(text, rows[-1].end, LATER_ROW)
    grades = {row.column: row.grade for row in rows}
    if not separate:
        grades["in_care"] = grades.pop("in_care_and_care_leavers")
    return grades


def _require_no_more_rows(text: Text, end: int, row: re.Pattern[str]) -> None:
    """Hold a table that goes on with a row that is not known."""
    if row.search(text.whole[end : end + _NEXT_ROWS]):
        raise ReportHeld("row-unknown", "the table has a row that is not known", text.page(end))
