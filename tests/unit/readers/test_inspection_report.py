"""The reader of inspection reports, on small reports of our own in each layout."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.readers.inspection_report.reader import (
    InspectionReport,
    Listing,
    ReportHeld,
    clean_text,
    confirm_with_second_reader,
    read_first,
    read_pages,
    read_report,
    read_spells,
)
from orchestration.readers.inspection_report.rules import (
    GRADES,
    OVERALL_ABSENT_REASON,
    check_arithmetic,
    check_judgements,
    normalise_name,
)
from tests.fixtures.report_pdf import (
    HELP,
    IN_CARE,
    LEADERS,
    LEAVERS,
    LISTING,
    NARRATIVE,
    OVERALL,
    SIF_LABELS,
    SIF_TITLE,
    Line,
    ilacs,
    ilacs_2018,
    ilacs_2023,
    ilacs_2026,
    pdf,
    sif,
    text,
)

KNOWN = ("Barchester",)
PAGE_2: list[Line] = ["2", *NARRATIVE]
RI = "Requires improvement"


def listed(published: date) -> Listing:
    return replace(LISTING, publication_date=published)


SIF_LISTING = listed(date(2015, 3, 20))
LISTED_2019 = listed(date(2019, 7, 15))
LISTED_2026 = listed(date(2026, 8, 3))


def read_lines(
    page: Sequence[Line], listing: Listing = SIF_LISTING, page_2: Sequence[Line] = PAGE_2
) -> InspectionReport:
    """Read the text layer alone: what a PDF's own font cannot write is tested here."""
    return read_pages((text(page), text(page_2)), listing, KNOWN)


def held(read: Callable[[], object]) -> ReportHeld:
    with pytest.raises(ReportHeld) as caught:
        read()
    return caught.value


def held_lines(
    page: Sequence[Line], listing: Listing = SIF_LISTING, page_2: Sequence[Line] = PAGE_2
) -> str:
    return held(lambda: read_lines(page, listing, page_2)).rule


# --- layouts that are read ------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("sentence", "grade"),
    [
        (["The overall judgement is good."], "Good"),
        (["The overall judgement is requires improvement"], RI),
        (["The overall judgement is inadequate.2"], "Inadequate"),
        (["The overall judgement is Inadequate", "2"], "Inadequate"),
        (["The overall judgement is that children's services require", "improvement"], RI),
        (
            ["The overall judgement is that children\u2019s services are inadequate.\u00b2"],
            "Inadequate",
        ),
        (["Children's services in Barchester are outstanding "], "Outstanding"),
        (["Children\u2019s services in the Royal Borough of", "Barchester are good."], "Good"),
        (["Children's services in Barchester area", "require improvement to be Good"], RI),
        (["Children's services in Barchester requires improvement to be", "good"], RI),
        (["Children's services require improvement to be good"], RI),
        (["Children's services in St. Ewold's & Wold are good"], "Good"),
        (["Children's services in St Ewold\u2019s-on-Sea are in\u00ad\nadequate"], "Inadequate"),
    ],
)
def test_sif_overall_is_read_from_each_wording(sentence: list[str], grade: str) -> None:
    parts = {
        "Good": ["Good"] * 5,
        "Outstanding": ["Outstanding"] * 5,
        RI: [RI] * 5,
        "Inadequate": ["Inadequate"] * 5,
    }[grade]
    assert read_lines(sif(parts, overall=sentence)).overall_effectiveness == grade


@pytest.mark.parametrize(
    "sentence",
    [
        "Children's services in Barchester were good",
        "Children's services in Barchester are not good",
        "Children's services in Barchester are good at keeping records",
        "Children's services in Barchester are good,",
        "Children's services for children who are looked after in Barchester are good.",
        "The overall judgement is not good.",
        "The effectiveness of the Local Safeguarding Children Board is good.",
        "The overall judgement is that the board is good.",
    ],
)
def test_a_sentence_that_says_something_else_is_not_the_overall(sentence: str) -> None:
    assert held_lines(sif(["Good"] * 5, overall=[sentence])) == "overall-missing"


def test_two_overall_sentences_that_differ_are_held() -> None:
    two = ["The overall judgement is good.", "Children's services in Barchester are inadequate"]
    assert held_lines(sif(["Good"] * 5, overall=two)) == "judgements-disagree"


def test_boilerplate_above_the_table_is_not_a_row() -> None:
    overall = [
        "Children's services in Barchester require improvement to be good",
        "Leadership, management and governance require improvement when this is said.2",
    ]
    grades = ["Good", RI, "Good", "Good", RI]
    assert read_lines(sif(grades, overall=overall)).impact_of_leaders == RI


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


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        (SIF_TITLE, "SIF re-inspection"),  # the board was reviewed in first inspections only
        (["Re-inspection of services for children in need of help and", SIF_TITLE[1]], None),
        (["Reinspection of services for children in need of help and", SIF_TITLE[1]], None),
        (["Re\u2011inspection of services for children in need of help and", SIF_TITLE[1]], None),
    ],
)
def test_sif_re_inspection(title: list[str], kind: str | None) -> None:
    assert read_lines(sif(title=title)).inspection_type == (kind or "SIF re-inspection")


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


def test_header_that_repeats_title_and_date() -> None:
    head = (
        "Inspection of Barchester local authority children's services",
        "13 May 2024",
        "Inspection of Barchester local authority",
        "children's services",
    )
    page = ["Line", *ilacs_2023()[2:]]
    assert read_lines([*head, *page[1:]], LISTING).la_name_on_page == "Barchester"


def test_narrative_may_mention_visits() -> None:
    page = [*ilacs_2023(), "A focused visit and a monitoring visit were made; also a JTAI."]
    assert read_lines(page, LISTING).overall_effectiveness == "Good"


# --- dates ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "spells"),
    [
        ("6 to 30 July 2015\nReport", [((2015, 7, 6), (2015, 7, 30))]),
        ("1\u00ad2 July 2015", [((2015, 7, 1), (2015, 7, 2))]),
        ("9-24 November 2017", [((2017, 11, 9), (2017, 11, 24))]),
        ("26 October \u2013 19 November 2015 1", None),
        ("26 October \u2013 19 November 2015", [((2015, 10, 26), (2015, 11, 19))]),
        ("4 July 2016\u201328 July 2016", [((2016, 7, 4), (2016, 7, 28))]),
        ("20 June 2017 \u2500 13 July 2017", [((2017, 6, 20), (2017, 7, 13))]),
        ("05/07/2016 - 27/07/2016", [((2016, 7, 5), (2016, 7, 27))]),
        ("05.07.16 to 27.07.16", [((2016, 7, 5), (2016, 7, 27))]),
        ("28 July 2016\nReport published", [((2016, 7, 28), (2016, 7, 28))]),
        ("Monday 6th July to Thursday 30th July 2015", [((2015, 7, 6), (2015, 7, 30))]),
        ("24 Nov - 17 Dec 2013", [((2013, 11, 24), (2013, 12, 17))]),
        (
            "8 July 2019 to 12 July 2019 and 7 August 2019 to\n8 August 2019\nLead",
            [((2019, 7, 8), (2019, 7, 12)), ((2019, 8, 7), (2019, 8, 8))],
        ),
        ("3, 4 and 9 June 2014", [((2014, 6, day), (2014, 6, day)) for day in (3, 4, 9)]),
        (
            "3 to 7 June 2014\n16 to 18 June 2014",
            [((2014, 6, 3), (2014, 6, 7)), ((2014, 6, 16), (2014, 6, 18))],
        ),
        ("28 January-5 February\nReport published: 2014", None),
        ("13 January 2015 to 4 February", None),
        ("31 June 2015", None),
        ("13/14/2015", None),
        ("30 July 2015 to 6 July 2015", None),
        ("19 December to 20 January 2017", None),
        ("July 6 2015", None),
        ("to 24 November 2017", None),
        ("6 July 2015 to\nReport published", None),
        ("spring 2015", None),
        ("", None),
    ],
)
def test_spells(
    printed: str, spells: list[tuple[tuple[int, int, int], tuple[int, int, int]]] | None
) -> None:
    cleaned = clean_text(printed)
    if spells is None:
        assert held(lambda: read_spells(cleaned)).rule in {
            "dates-unreadable",
            "date-impossible",
            "dates-reversed",
        }
    else:
        expected = [(date(*first), date(*last)) for first, last in spells]
        assert read_spells(cleaned) == expected


@pytest.mark.parametrize(
    ("dates", "kind"),
    [
        ("13 to 17 May 2024", "ILACS Short Inspection"),
        ("13 to 16 May 2024", "ILACS Short Inspection"),
        ("13 to 24 May 2024", "ILACS Standard Inspection"),
        ("13 to 29 May 2024", "ILACS Standard Inspection"),
        ("13 to 21 May 2024", "ILACS inspection"),
        ("13 to 17 May and 3 to 4 June 2024", "ILACS inspection"),
    ],
)
def test_type_follows_from_the_length_where_it_can(dates: str, kind: str) -> None:
    page = [line.replace("13 to 24 May 2024", dates) if isinstance(line, str) else line
            for line in ilacs_2023()]  # fmt: skip
    assert read_lines(page, LISTING).inspection_type == kind


def test_gates_on_dates() -> None:
    def with_dates(dates: str) -> list[Line]:
        return [f"Inspection dates: {dates}" if "dates:" in line else line for line in ilacs_2023()]

    assert held_lines(with_dates("15 to 24 May 2024"), LISTING) == "start-weekday"
    assert held_lines(with_dates("1 April to 24 May 2024"), LISTING) == "inspection-too-long"
    assert held_lines(with_dates("1 to 12 July 2024"), LISTING) == "publication-lag"
    assert held_lines(with_dates("13 to 24 May 2022"), LISTING) == "publication-lag"
    assert held_lines(sif(published="Report published: 20 May 2015")) == "publication-date-differs"
    old = sif(dates="Inspection date: 14 January - 5 February 2013", published="")
    assert held_lines(old, listed(date(2013, 3, 20))) == "framework-date"
    early = with_dates("15 to 26 May 2017")
    assert held_lines(early, listed(date(2017, 7, 12))) == "framework-date"


# --- files and documents that are no full inspection ----------------------------------------------


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "not-a-pdf"),
        (b"PK\x03\x04", "not-a-pdf"),
        (b"\r\n<!DOCTYPE html><html><body>Report not found</body></html>", "html-page"),
        (b"\xef\xbb\xbf<HTML>", "html-page"),
        (b"%PDF", "not-opened"),
        (b"%PDF-1.7\n1 0 obj\n<<", "not-opened"),
    ],
)
def test_what_is_no_pdf(data: bytes, rule: str) -> None:
    assert held(lambda: read_report(data, LISTING, KNOWN)).rule == rule


def test_pdf_without_pages_or_text() -> None:
    assert held(lambda: read_report(pdf(sif()), SIF_LISTING, KNOWN)).rule == "one-page"
    assert held(lambda: read_report(pdf([], []), SIF_LISTING, KNOWN)).rule == "no-text-layer"
    assert held(lambda: read_report(pdf(sif(), []), SIF_LISTING, KNOWN)).rule == "no-text-layer"
    long = (text(sif()), "word " * 10_000)
    assert held(lambda: read_pages(long, SIF_LISTING, KNOWN)).rule == "page-too-long"


def test_truncated_pdf() -> None:
    whole = pdf(sif(), PAGE_2)
    for length in range(0, len(whole), 97):
        try:
            read_first(whole[:length], SIF_LISTING, KNOWN)
        except ReportHeld:
            continue


@pytest.mark.parametrize(
    ("head", "rule"),
    [
        (
            [
                "Barchester Local Safeguarding Children Board",
                "Review of the effectiveness of the Local Safeguarding",
                "Children Board",
                "Inspection date: 14 January - 5 February 2015",
                "The Local Safeguarding Children Board is good",
            ],
            "lscb-review",
        ),
        (
            [
                "Barchester County Council",
                "Inspection of looked after children services",
                "Inspection dates: 10-19 June 2013",
                "Overall effectiveness: Grade 3 (adequate)",
            ],
            "looked-after-only",
        ),
        (
            ["Inspection of safeguarding and looked after children services", "Barchester"],
            "safeguarding-and-looked-after",
        ),
        (
            ["Inspection of local authority arrangements for the protection of children"],
            "protection-of-children-2012",
        ),
        (
            [
                "12 July 2024",
                "The Director of Children's Services, The Town Hall",
                "Dear Director",
                "Monitoring visit of Barchester children's services",
                "This letter is about the first visit since the focused visit of last year.",
            ],
            "monitoring-visit",
        ),
        (
            ["Focused visit to Barchester local authority children's services"],
            "focused-visit",
        ),
        (
            ["Inspection of Barchester local authority children's services", "Focused visit"],
            "focused-visit",
        ),
        (["Joint targeted area inspection of Barchester"], "jtai"),
        (["Area SEND inspection of Barchester Local Area Partnership"], "send-inspection"),
        (["Ofsted assurance visit to Barchester"], "assurance-visit"),
        (["Annual report of the Bishop"], "unknown-layout"),
    ],
)
def test_other_publications_are_named_and_held(head: list[str], rule: str) -> None:
    caught = held(lambda: read_report(pdf([*head, *NARRATIVE], PAGE_2), LISTING, KNOWN))
    assert (caught.rule, caught.page) == (rule, 1)


@pytest.mark.parametrize("grade", ["Adequate", "adequate", "Grade 3 (adequate)"])
def test_the_third_grade_of_before_2013_is_never_mapped(grade: str) -> None:
    assert held_lines(sif(["Good", grade, "Good", "Good", "Good"])) == "grade-before-2013"
    overall = ["The overall judgement is adequate."]
    assert held_lines(sif(["Good"] * 5, overall=overall)) == "grade-before-2013"


# --- the authority --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "known"),
    [
        ("City of London", "london corporation"),
        ("Hull City Council", "Kingston upon Hull"),
        ("Newcastle City Council", "newcastle upon tyne"),
        ("East Riding", "East Riding of Yorkshire"),
        ("Royal Borough of Windsor and \nMaidenhead", "windsor & maidenhead"),
        ("Medway Children\u2019s Services", "Medway"),
        ("Bristol City of", "bristol"),
        ("Cheshire East Unitary Authority", "cheshire east"),
        ("Southend on Sea", "southend-on-sea"),
        ("Durham County Council", "County Durham"),
    ],
)
def test_names_that_are_one_authority(printed: str, known: str) -> None:
    assert normalise_name(printed) == normalise_name(known) != ""


@pytest.mark.parametrize(
    ("printed", "known"),
    [
        ("Somerset", "North Somerset"),
        ("Derby City Council", "Derbyshire"),
        ("Bedford", "Central Bedfordshire"),
        ("Nottingham", "Nottinghamshire"),
    ],
)
def test_names_that_are_two_authorities(printed: str, known: str) -> None:
    assert normalise_name(printed) != normalise_name(known)


def test_authority_is_equal_never_contained_and_never_empty() -> None:
    def rule(name: str, known: Sequence[str], listing_name: str) -> str:
        listing = replace(SIF_LISTING, listing_name=listing_name)
        pages = (text(sif(name=name)), text(PAGE_2))
        return held(lambda: read_pages(pages, listing, known)).rule

    assert rule("North Barchester", ["Barchester"], "barchester") == "authority-differs"
    assert rule("Barchester", ["North Barchester"], "north barchester") == "authority-differs"
    # A name of generic words only, or none, must not match a name that is left empty too.
    assert rule("County Council", ["", "City Council"], "") == "authority-not-printed"
    assert rule("1", ["", "Council"], "borough") == "authority-not-printed"
    assert rule("Barchester", ["", "The City Council"], "") == "authority-differs"


# --- damage ---------------------------------------------------------------------------------------

LAYOUTS = [
    pytest.param(sif(), SIF_LISTING, id="sif"),
    pytest.param(ilacs_2018(), LISTED_2019, id="ilacs-2018"),
    pytest.param(ilacs_2023(), LISTING, id="ilacs-2023"),
    pytest.param(ilacs_2026(), LISTED_2026, id="ilacs-2026"),
]


def rows_of(page: Sequence[Line]) -> list[int]:
    """Return the places of the rows that carry a grade."""
    return [
        number
        for number, line in enumerate(page)
        if isinstance(line, tuple) and line != ("Judgement", "Grade")
    ]


@pytest.mark.parametrize(("page", "listing"), LAYOUTS)
def test_filed_under_another_authority(page: list[Line], listing: Listing) -> None:
    other = replace(listing, listing_name="plumstead episcopi")
    data = pdf(page, PAGE_2)
    assert held(lambda: read_report(data, other, ["Plumstead"])).rule == "authority-differs"


@pytest.mark.parametrize(("page", "listing"), LAYOUTS)
@pytest.mark.parametrize("years", [-1, 1])
def test_years_shifted(page: list[Line], listing: Listing, years: int) -> None:
    moved = replace(
        listing, publication_date=listing.publication_date + timedelta(days=365 * years)
    )
    assert held(lambda: read_report(pdf(page, PAGE_2), moved, KNOWN)).rule == "publication-lag"


@pytest.mark.parametrize(("page", "listing"), LAYOUTS)
def test_first_page_lost(page: list[Line], listing: Listing) -> None:
    data = pdf(PAGE_2, PAGE_2)
    assert held(lambda: read_report(data, listing, KNOWN)).rule == "unknown-layout"


@pytest.mark.parametrize(("page", "listing"), LAYOUTS)
@pytest.mark.parametrize(
    ("damage", "rules"),
    [
        ("Needs attention", {"grade-unknown"}),
        ("Goodish", {"grade-unknown"}),
        ("", {"grade-missing", "grade-unknown"}),
        ("Good practice was seen in a few cases", {"grade-unknown"}),
    ],
)
def test_grade_changed_or_removed(
    page: list[Line], listing: Listing, damage: str, rules: set[str]
) -> None:
    for number in rows_of(page):
        label, _ = page[number]
        broken = [*page[:number], (label, damage) if damage else label, *page[number + 1 :]]
        assert held_lines(broken, listing) in rules


@pytest.mark.parametrize(("page", "listing"), LAYOUTS)
def test_label_reworded_or_lost(page: list[Line], listing: Listing) -> None:
    for number in rows_of(page):
        label, grade = page[number]
        reworded = [*page[:number], (f"{label[:-4]}room", grade), *page[number + 1 :]]
        assert held_lines(reworded, listing) in {"label-missing", "grade-unknown"}
        lost = [*page[:number], grade, *page[number + 1 :]]
        assert held_lines(lost, listing) == "label-missing"


@pytest.mark.parametrize(("page", "listing"), LAYOUTS)
def test_grades_apart_from_their_labels_are_held(page: list[Line], listing: Listing) -> None:
    rows = rows_of(page)
    first = rows[0] if listing == SIF_LISTING else rows[0] - 1  # ILACS labels take two lines
    labels = [line[0] if number in rows else line for number, line in enumerate(page)]
    grades = [page[number][1] for number in rows]
    table, rest = labels[first : rows[-1] + 1], labels[rows[-1] + 1 :]
    after = [*labels[:first], *table, *grades, *rest]
    before = [*labels[:first], *grades, *table, *rest]
    # The worst order: each grade stands above its own label, so beside the label of another.
    above: list[Line] = [*labels[:first]]
    for line, original in zip(table, page[first : rows[-1] + 1], strict=True):
        above += [original[1], line] if isinstance(original, tuple) else [line]
    for damaged in (after, before, [*above, *rest]):
        assert held_lines(damaged, listing) in {"grade-missing", "grade-unknown", "label-missing"}


def test_a_row_that_is_not_known_is_held() -> None:
    rows = [(LEADERS, "Good"), (HELP, "Good"), (IN_CARE, "Good"), (LEAVERS, "Good")]
    new = ("The experiences of families", "Good")
    within = ilacs([*rows, ((new[0],), new[1]), (OVERALL, "Good")])
    assert held_lines(within, LISTING) == "grade-between-rows"
    after = ilacs([*rows, (OVERALL, "Good"), ((new[0],), new[1])])
    assert held_lines(after, LISTING) == "row-unknown"
    labels = [*SIF_LABELS, ("4. Something new in this table",)]
    assert held_lines(sif(["Good"] * 6, labels=labels)) == "row-unknown"
    board = [*SIF_LABELS, ("The effectiveness of the LSCB",)]
    assert read_lines(sif(["Good"] * 6, labels=board)).overall_effectiveness == "Good"


def test_the_body_may_not_contradict_the_table() -> None:
    heading = "The experiences and progress of children in care: inadequate"
    page_2 = [heading, *NARRATIVE]
    assert held_lines(ilacs_2023(), LISTING, page_2) == "judgements-disagree"
    agreeing = [heading.replace("inadequate", "good"), *NARRATIVE]
    assert read_lines(ilacs_2023(), LISTING, agreeing).in_care == "Good"


def test_arithmetic() -> None:
    good = read_lines(sif(["Good"] * 5))

    def rule(**changes: str | None) -> str:
        return held(lambda: check_arithmetic(replace(good, **changes))).rule  # type: ignore[arg-type]

    assert rule(overall_effectiveness="Outstanding") == "overall-outside-parts"
    assert rule(overall_effectiveness="Inadequate") == "overall-outside-parts"
    assert rule(overall_effectiveness=RI, in_care="Inadequate") == "overall-inadequate"
    # Under ILACS an inadequate part does not make the overall inadequate.
    ilacs_row = replace(
        good, framework="ILACS", overall_effectiveness=RI, impact_of_leaders="Inadequate"
    )
    check_arithmetic(ilacs_row)


@pytest.mark.parametrize("column", ["overall_effectiveness", "help_and_protection", "in_care"])
def test_completeness(column: str) -> None:
    row = read_lines(ilacs_2023(), LISTING)
    missing = replace(row, **{column: None})
    unknown = replace(row, **{column: "Requires improvement to be good"})
    assert held(lambda: check_judgements(missing)).rule == "judgement-missing"
    assert held(lambda: check_judgements(unknown)).rule == "judgement-unknown"


@pytest.mark.parametrize(("page", "listing"), LAYOUTS)
def test_second_reader_must_give_the_same_row(page: list[Line], listing: Listing) -> None:
    data = pdf(page, PAGE_2)
    row = read_first(data, listing, KNOWN)
    confirm_with_second_reader(data, listing, KNOWN, row)
    number = rows_of(page)[1]
    label, grade = page[number]
    other = "Outstanding" if grade != "Outstanding" else "Good"
    changed = (text([*page[:number], (label, other), *page[number + 1 :]]), text(PAGE_2))
    for pages in (changed, ("", "")):
        caught = held(
            lambda pages=pages: confirm_with_second_reader(
                data, listing, KNOWN, row, reader=lambda _: pages
            )
        )
        assert caught.rule == "second-reader-differs"


# --- anything at all ------------------------------------------------------------------------------

FUZZ = settings(
    max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@FUZZ
@given(st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.7\n", b"%PDF-1.4\n%%EOF\n"]))
def test_any_bytes_are_read_or_held(body: bytes, start: bytes) -> None:
    try:
        report = read_report(start + body, LISTING, KNOWN)
    except ReportHeld as caught:
        assert caught.rule and caught.detail
    else:
        assert isinstance(report, InspectionReport)


@FUZZ
@given(st.data())
def test_any_damage_to_a_pdf_is_read_or_held(data: st.DataObject) -> None:
    whole = bytearray(pdf(ilacs_2023(), PAGE_2))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        report = read_report(bytes(whole), LISTING, KNOWN)
    except ReportHeld:
        return
    assert report.overall_effectiveness in GRADES


@FUZZ
@given(st.data())
def test_any_lost_or_moved_line_never_gives_another_row(data: st.DataObject) -> None:
    page, listing = data.draw(st.sampled_from([tuple(layout.values) for layout in LAYOUTS]))
    lines = text(page).split("\r\n")
    expected = read_lines(page, listing)
    place = data.draw(st.integers(0, len(lines) - 1))
    line = lines.pop(place)
    if data.draw(st.booleans()):
        lines.insert(place + 1, line)
    try:
        found = read_pages(("\n".join(lines), text(PAGE_2)), listing, KNOWN)
    except ReportHeld:
        return
    judgements = ("overall_effectiveness", "impact_of_leaders", "help_and_protection", "in_care")
    assert [getattr(found, name) for name in judgements] == [
        getattr(expected, name) for name in judgements
    ]


@FUZZ
@given(st.text(max_size=300), st.text(max_size=50))
def test_any_text_is_read_or_held(before: str, within: str) -> None:
    page = text(sif()).replace("Inspection date: ", f"Inspection date: {within}")
    for pages in ((before * 3, before), (page, before), (before + page, text(PAGE_2))):
        try:
            read_pages(pages, SIF_LISTING, KNOWN)
        except ReportHeld:
            continue
