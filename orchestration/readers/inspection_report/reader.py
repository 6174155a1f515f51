"""One inspection report from its bytes to its row: read, checked, and read again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from itertools import chain

from orchestration.readers.inspection_report.dates import (
    inspection_type,
    printed_publication,
    read_dates,
)
from orchestration.readers.inspection_report.grades import read_ilacs, read_sif
from orchestration.readers.inspection_report.rules import (
    ILACS,
    NO_OVERALL_FROM,
    NOT_JUDGED,
    OVERALL_ABSENT_REASON,
    SIF,
    Finding,
    InspectionReport,
    Listing,
    ReportHeld,
    check_arithmetic,
    check_authority,
    check_dates,
    check_framework_date,
    check_judgements,
)
from orchestration.readers.inspection_report.text import (
    Pages,
    Text,
    TextReader,
    check_file,
    check_text,
    clean_text,
    pages_by_first_reader,
    pages_by_second_reader,
)
from orchestration.readers.inspection_report.title import Title, read_title
from orchestration.readers.inspection_report.twice import (
    begun_on,
    confirm,
    hold_unless_confirmed,
    read_twice,
)


def read_pages(
    pages: Pages,
    listing: Listing,
    known_names: Collection[str],
    confirmed: Collection[Finding] = (),
) -> InspectionReport:
    """Return the row that the text of pages 1 and 2 gives, after the per-report gates.

    Args:
        pages: the text of pages 1 and 2.
        listing: what the publisher's site says of the file.
        known_names: every name by which the listed authority is known.
        confirmed: findings about the file that a person confirmed.

    Raises:
        ReportHeld: the first rule that the text does not meet, and that nobody confirmed.
    """
    first, second = clean_text(pages[0]), clean_text(pages[1])
    check_text((first, second))
    text = Text.joined(first, second)
    title = read_title(first)
    label_end, spells = read_dates(first)
    start, end = spells[0][0], spells[-1][1]
    with begun_on(start):
        about_the_head = chain(
            check_framework_date(title.framework, start),
            check_dates(title.framework, spells, listing, printed_publication(first)),
            check_authority(title.name, {*known_names, listing.listing_name}),
        )
        hold_unless_confirmed(about_the_head, confirmed)
        if title.framework == SIF:
            grades = read_sif(text, label_end)
        else:
            grades = read_ilacs(text, label_end, start)
        kind = inspection_type(title.framework, title.again, spells)
        report = _report(title, kind, start, end, grades)
        about_the_row = chain(check_judgements(report), check_arithmetic(report))
        hold_unless_confirmed(about_the_row, confirmed)
    return report


def _report(
    title: Title, kind: str, start: date, end: date, grades: dict[str, str]
) -> InspectionReport:
    absent = title.framework == ILACS and start >= NO_OVERALL_FROM
    not_judged = tuple(sorted(column for column, grade in grades.items() if grade == NOT_JUDGED))
    if not_judged and (title.framework != SIF or "overall_effectiveness" in not_judged):
        raise ReportHeld("grade-unknown", f"{', '.join(not_judged)} is 'not judged'", 1)
    judged = {column: grade for column, grade in grades.items() if column not in not_judged}
    return InspectionReport(
        framework=title.framework,
        inspection_type=kind,
        la_name_on_page=title.name,
        inspection_start_date=start,
        inspection_end_date=end,
        overall_effectiveness=judged.get("overall_effectiveness"),
        impact_of_leaders=judged.get("impact_of_leaders"),
        help_and_protection=judged.get("help_and_protection"),
        in_care=judged.get("in_care"),
        care_leavers=judged.get("care_leavers"),
        overall_absent_reason=OVERALL_ABSENT_REASON if absent else None,
        not_judged=not_judged,
    )


def read_first(
    data: bytes,
    listing: Listing,
    known_names: Collection[str],
    confirmed: Collection[Finding] = (),
) -> InspectionReport:
    """Return the row of one file as the first reader gives it; not yet confirmed.

    Raises:
        ReportHeld: the first rule that the file does not meet.
    """
    check_file(data)
    return read_pages(pages_by_first_reader(data), listing, known_names, confirmed)


def confirm_with_second_reader(
    data: bytes,
    listing: Listing,
    known_names: Collection[str],
    row: InspectionReport,
    confirmed: Collection[Finding] = (),
    reader: TextReader = pages_by_second_reader,
) -> None:
    """Hold a file from which the second reader does not give the same row.

    Raises:
        ReportHeld: `second-reader-differs`.
    """
    confirm(data, row, lambda pages: read_pages(pages, listing, known_names, confirmed), reader)


def read_report(
    data: bytes,
    listing: Listing,
    known_names: Collection[str],
    confirmed: Collection[Finding] = (),
) -> InspectionReport:
    """Return the judgements of one inspection report, read twice.

    Args:
        data: the file.
        listing: what the publisher's site says of it.
        known_names: every name by which the listed authority is known.
        confirmed: findings about the file that a person confirmed.

    Raises:
        ReportHeld: the first rule that the file does not meet; no other error leaves here.
    """
    return read_twice(data, lambda pages: read_pages(pages, listing, known_names, confirmed))
