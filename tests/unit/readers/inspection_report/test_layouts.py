"""The layouts that are read, on small reports of our own."""

from __future__ import annotations

from datetime import date

from orchestration.readers.inspection_report.reader import read_pages, read_report
from orchestration.readers.inspection_report.rules import OVERALL_ABSENT_REASON, InspectionReport
from tests.fixtures.report_pdf import (
    HELP,
    IN_CARE,
    LEADERS,
    LEAVERS,
    LISTING,
    NARRATIVE,
    OVERALL,
    SIF_LABELS,
    ilacs,
    ilacs_2018,
    ilacs_2023,
    ilacs_2026,
    pdf,
    sif,
    text,
)
from tests.unit.readers.inspection_report.reading import (
    KNOWN,
    LISTED_2019,
    LISTED_2026,
    PAGE_2,
    RI,
    SIF_LISTING,
    held_lines,
    listed,
    read_lines,
)


def test_sif_is_read_from_a_pdf_by_both_readers() -> None:
    assert read_report(pdf(sif(), PAGE_2), SIF_LISTING, KNOWN) == InspectionReport(
        framework="SIF",
        inspection_type="SIF",
        la_name_on_page="Barchester City Council",
        inspection_start_date=date(2015, 1, 14),
        inspection_end_date=date(2015, 2, 5),
        overall_effectiveness="Good",
        impact_of_leaders=RI,
        help_and_protection="Good",
        in_care="Good",
        care_leavers="Good",
        overall_absent_reason=None,
        not_judged=(),
    )


def test_ilacs_of_2018_has_no_separate_care_leavers() -> None:
    report = read_report(pdf(ilacs_2018(), PAGE_2), LISTED_2019, KNOWN)
    assert report.framework == "ILACS"
    assert report.inspection_type == "ILACS Standard Inspection"
    assert report.la_name_on_page == "Barchester City Council"
    assert (report.help_and_protection, report.in_care) == (RI, "Good")
    assert report.care_leavers is None
    assert report.overall_effectiveness == "Good"


def test_ilacs_of_2023_has_four_parts_and_overall() -> None:
    report = read_report(pdf(ilacs_2023(), PAGE_2), LISTING, KNOWN)
    assert report.la_name_on_page == "Barchester"
    assert (report.in_care, report.care_leavers) == ("Good", "Outstanding")
    assert report.overall_absent_reason is None


def test_ilacs_of_2026_says_why_there_is_no_overall() -> None:
    report = read_report(pdf(ilacs_2026(), PAGE_2), LISTED_2026, KNOWN)
    assert report.overall_effectiveness is None
    assert report.overall_absent_reason == OVERALL_ABSENT_REASON
    assert report.impact_of_leaders == "Inadequate"


def test_inspection_date_not_publication_decides_on_the_overall() -> None:
    rows = [(LEADERS, "Good"), (HELP, "Good"), (IN_CARE, "Good"), (LEAVERS, "Good")]
    late = listed(date(2026, 6, 18))
    dates = "Inspection dates: 26 to 30 January 2026"
    assert held_lines(ilacs(rows, dates=dates), late) == "label-missing"
    with_overall = ilacs([*rows, (OVERALL, "Good")], dates=dates)
    assert read_lines(with_overall, late).overall_effectiveness == "Good"
    after = ilacs([*rows, (OVERALL, "Good")], dates="Inspection dates: 27 April to 1 May 2026")
    assert held_lines(after, late) == "judgement-not-of-this-date"


def test_care_leavers_row_before_2023_is_held() -> None:
    rows = [(LEADERS, "Good"), (HELP, "Good"), (IN_CARE, "Good"), (LEAVERS, "Good")]
    page = ilacs([*rows, (OVERALL, "Good")], dates="Inspection dates: 3 to 14 June 2019")
    assert held_lines(page, LISTED_2019) == "judgement-not-of-this-date"


def test_leaders_numbered_one_and_printed_first() -> None:
    labels = [("1. Leadership, management and governance",), *SIF_LABELS[:4]]
    report = read_lines(sif([RI, "Good", "Good", "Good", "Outstanding"], labels=labels))
    assert (report.impact_of_leaders, report.help_and_protection) == (RI, "Good")
    assert report.care_leavers == "Outstanding"


def test_table_that_runs_on_to_page_two() -> None:
    page = sif(["Good", "Good", "Good", "Inadequate", "Good"])
    cut = page.index(("2.2 Experiences and progress of care leavers", "Inadequate"))
    page_2 = ["2", *page[cut:]]
    report = read_lines([*page[:cut], *NARRATIVE], page_2=page_2)
    assert (report.care_leavers, report.impact_of_leaders) == ("Inadequate", "Good")


def test_grades_over_lines_footnotes_and_odd_characters() -> None:
    page = text(sif(["Good", RI, "Good", "Inadequate", "Good"]))
    page = page.replace(RI, "Requires\r\nImprovement")
    page = page.replace("governance Good", "governance\u00b3\r\nGood.2")
    page = page.replace("leavers Inadequate", "leavers 1\r\nInadequate")
    page = page.replace("performance", "per\u00adformance").replace(" who ", "\u00a0who\u200b ")
    page = page.replace("Experiences", "Experiences ").replace("help and\r\n", "help and \r\n")
    report = read_pages((page, text(PAGE_2)), SIF_LISTING, KNOWN)
    assert (report.in_care, report.care_leavers) == (RI, "Inadequate")
    assert report.impact_of_leaders == "Good"


def test_not_judged_is_kept_apart_from_missing() -> None:
    grades = ["Good", "Not Judged", "Not Judged", "Not judged", "Good"]
    report = read_lines(sif(grades))
    assert (report.in_care, report.care_leavers) == (None, None)
    assert report.not_judged == ("care_leavers", "in_care")
    rows = [(LEADERS, "Good"), (HELP, "Good"), (IN_CARE, "Not judged"), (LEAVERS, "Good")]
    assert held_lines(ilacs([*rows, (OVERALL, "Good")]), LISTING) == "grade-unknown"


def test_ilacs_label_slips() -> None:
    rows = [
        (("The impact of leaders on practice with", "children and families"), "Good"),
        (HELP, "Good"),
        (("The experiences and progress of", "children in care."), "Good"),
        (("The experiences and progress of", "children care leavers"), RI),
        (OVERALL, "Good"),
    ]
    report = read_lines(ilacs(rows), LISTING)
    assert (report.in_care, report.care_leavers) == ("Good", RI)


def test_ilacs_leaders_last_and_grade_over_lines() -> None:
    rows = [(HELP, RI), (IN_CARE, "Good"), (LEAVERS, "Good"), (LEADERS, RI), (OVERALL, RI)]
    page = text(ilacs(rows)).replace(RI, "Requires improvement to \r\nbe good")
    report = read_pages((page, text(PAGE_2)), LISTING, KNOWN)
    assert (report.impact_of_leaders, report.overall_effectiveness) == (RI, RI)
