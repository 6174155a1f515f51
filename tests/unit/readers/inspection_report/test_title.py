"""The kind of report: what is read, and what is named and held."""

from __future__ import annotations

import pytest

from orchestration.readers.inspection_report.reader import read_report
from tests.fixtures.report_pdf import LISTING, NARRATIVE, SIF_TITLE, ilacs_2023, pdf, sif
from tests.unit.readers.inspection_report.reading import KNOWN, PAGE_2, held, read_lines


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
