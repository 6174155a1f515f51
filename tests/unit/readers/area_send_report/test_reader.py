"""Reports of area SEND inspections: what is read, and what holds one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from orchestration.readers.area_send_report.reader import (
    AreaSendReport,
    read_pages,
    read_report,
)
from orchestration.readers.inspection_report.rules import Listing
from orchestration.readers.inspection_report.text import Pages
from orchestration.readers.inspection_report.twice import confirm
from tests.fixtures.area_send_pdf import (
    FAILINGS,
    INCONSISTENT,
    LISTED,
    NEXT,
    POSITIVE,
    PRIORITY_PLAN,
    SECOND_PAGE,
    SENTENCE,
    STRATEGIC_PLAN,
    area_send,
)
from tests.fixtures.report_pdf import NARRATIVE, Line, ilacs_2023, pdf, text
from tests.unit.readers.inspection_report.reading import KNOWN, held


def _read(
    page: Sequence[Line], listing: Listing = LISTED, known: Sequence[str] = KNOWN
) -> AreaSendReport:
    """Read the text layer alone."""
    return read_pages((text(page), text(SECOND_PAGE)), listing, known)


@pytest.mark.parametrize("outcome", [POSITIVE, INCONSISTENT, FAILINGS])
def test_each_outcome_is_read_from_its_sentence(outcome: str) -> None:
    assert read_report(pdf(area_send(outcome), SECOND_PAGE), LISTED, KNOWN) == AreaSendReport(
        la_name_on_page="Barchester",
        inspection_start_date=date(2024, 5, 13),
        inspection_end_date=date(2024, 5, 17),
        outcome=outcome,
    )


@pytest.mark.parametrize(
    ("dates", "first", "last"),
    [
        ("13 May 2024 to 17 May 2024", date(2024, 5, 13), date(2024, 5, 17)),
        ("29 April to 3 May 2024", date(2024, 4, 29), date(2024, 5, 3)),
        ("29 April 2024 to 03 May 2024", date(2024, 4, 29), date(2024, 5, 3)),
        ("9 to 17 May 2024", date(2024, 5, 9), date(2024, 5, 17)),
        ("18 to 22 March and 13 to 14 May 2024", date(2024, 3, 18), date(2024, 5, 14)),
        ("18 March to 22 March 2024, 13 May 2024", date(2024, 3, 18), date(2024, 5, 13)),
        ("11 December 2023 to 15 December 2023 and 10 January 2024",
         date(2023, 12, 11), date(2024, 1, 10)),
        ("Monday 13 to Friday 17 May 2024", date(2024, 5, 13), date(2024, 5, 17)),
        ("2 May and 6 to 10 May 2024", date(2024, 5, 2), date(2024, 5, 10)),
        ("13–17 May 2024", date(2024, 5, 13), date(2024, 5, 17)),
    ],
)  # fmt: skip
def test_dates_are_those_of_this_inspection_from_the_first_part_to_the_last(
    dates: str, first: date, last: date
) -> None:
    listing = replace(LISTED, publication_date=last + timedelta(days=60))
    report = _read(area_send(dates=f"Inspection dates: {dates}"), listing)
    assert (report.inspection_start_date, report.inspection_end_date) == (first, last)


@pytest.mark.parametrize(
    ("head", "known", "name"),
    [
        (["Area SEND inspection of the Barchester Local Area", "Partnership"], "Barchester",
         "the Barchester"),
        (["Area SEND inspection of Barchester", "Borough Local Area Partnership"], "Barchester",
         "Barchester Borough"),
        (["Area SEND inspection of Barset and", "Ullathorne Local Area Partnership"],
         "Barset & Ullathorne", "Barset and Ullathorne"),
        (["Area SEND inspection of Plumstead-on-", "Sea Local Area Partnership"],
         "Plumstead-on-Sea", "Plumstead-on-Sea"),
        (["Area SEND inspection of Plumstead-on\u0002Sea Local Area Partnership"],
         "Plumstead-on-Sea", "Plumstead-on-Sea"),
        (["Area SEND inspection of Barchester Area Partnership"], "Barchester", "Barchester"),
        (["Area SEND full inspection of Barchester"], "Barchester", "Barchester"),
    ],
)  # fmt: skip
def test_the_name_is_that_of_the_partnerships_authority(
    head: list[str], known: str, name: str
) -> None:
    listing = replace(LISTED, listing_name=known.lower())
    assert _read(area_send(head=head), listing, [known]).la_name_on_page == name


@pytest.mark.parametrize(
    ("page", "rule"),
    [
        (area_send(head=["Area SEND inspection of North Barchester", "Local Area Partnership"]),
         "authority-differs"),
        (area_send(head=["Area SEND inspection of the", "Local Area Partnership"]),
         "authority-not-printed"),
        (area_send(dates="Inspection dates: 17 to 13 May 2024"), "dates-reversed"),
        (area_send(dates="Inspection dates: 13 to 17 May"), "dates-unreadable"),
        (area_send(dates="Inspection dates:"), "dates-unreadable"),
        (area_send(dates="Lead inspector: A Name"), "unknown-layout"),
        (area_send(dates="Inspection dates: 30 February to 1 March 2024"), "date-impossible"),
        (area_send(dates="Inspection dates: 18 to 24 May 2024"), "start-weekday"),
        (area_send(dates="Inspection dates: 13 to 19 May 2024"), "start-weekday"),
        (area_send(dates="Inspection dates: 1 April to 17 May 2024"), "inspection-too-long"),
        (area_send(dates="Inspection dates: 15 to 19 May 2023"), "publication-lag"),
        (area_send(dates="Inspection dates: 15 to 19 July 2024"), "publication-lag"),
        (area_send(sentence=[]), "outcome-unknown"),
        (area_send(sentence=["The arrangements do not typically lead to positive experiences",
                             "and outcomes."]), "outcome-unknown"),
        (area_send(sentence=["The arrangements lead to mixed experiences and outcomes."]),
         "outcome-unknown"),
        (area_send(sentence=[*SENTENCE[POSITIVE], *SENTENCE[INCONSISTENT]]), "outcomes-several"),
        (area_send(POSITIVE, following=NEXT[INCONSISTENT]), "outcome-contradicted"),
        (area_send(INCONSISTENT, following=NEXT[POSITIVE]), "outcome-contradicted"),
        (area_send(FAILINGS, following=NEXT[POSITIVE]), "outcome-contradicted"),
        (area_send(INCONSISTENT, following=NEXT[FAILINGS]), "outcome-contradicted"),
        (area_send(INCONSISTENT, plan=PRIORITY_PLAN), "outcome-contradicted"),
        (area_send(FAILINGS, plan=STRATEGIC_PLAN), "outcome-contradicted"),
        (area_send(following=[], plan=[]), "outcome-not-borne-out"),
        ([line for line in area_send() if line != "Inspection outcome"], "outcome-not-found"),
    ],
)  # fmt: skip
def test_what_is_not_certain_is_held(page: list[Line], rule: str) -> None:
    caught = held(lambda: read_report(pdf(page, SECOND_PAGE), LISTED, KNOWN))
    assert caught.rule == rule
    assert caught.detail


def test_any_outcome_in_place_of_another_is_held() -> None:
    for printed in SENTENCE:
        for meant in SENTENCE.keys() - {printed}:
            page = area_send(meant, sentence=SENTENCE[printed])
            assert held(lambda page=page: _read(page)).rule == "outcome-contradicted"


def test_an_inspection_before_the_framework_is_held() -> None:
    listing = replace(LISTED, publication_date=date(2022, 12, 20))
    page = area_send(dates="Inspection dates: 3 to 7 October 2022")
    assert held(lambda: _read(page, listing)).rule == "framework-date"


def test_a_report_borne_out_by_one_of_plan_and_next_inspection_is_read() -> None:
    assert _read(area_send(POSITIVE, plan=[])).outcome == POSITIVE
    assert _read(area_send(FAILINGS, following=[])).outcome == FAILINGS


def test_an_outcome_that_runs_on_to_the_second_page_is_read() -> None:
    page = area_send(FAILINGS)
    cut = page.index(NEXT[FAILINGS][0])
    pages = text(page[:cut]), text(["2", *page[cut:]])
    assert read_pages(pages, LISTED, KNOWN).outcome == FAILINGS


def test_an_outcome_in_the_narrative_alone_does_not_count() -> None:
    page = [*area_send(sentence=[], following=[], plan=[]), *SENTENCE[POSITIVE]]
    assert held(lambda: _read(page)).rule == "outcome-unknown"


@pytest.mark.parametrize(
    ("head", "rule"),
    [
        (["Area SEND monitoring inspection of Barchester", "Local Area Partnership"],
         "area-send-monitoring"),
        (["Area SEND thematic visit to Barchester"], "area-send-thematic"),
        (["Dear Director", "Joint area SEND revisit in Barchester", "On 3 June 2019 Ofsted and the "
          "CQC revisited the area to see whether the written statement of action is met."],
         "area-send-revisit"),
        (["Dear Director", "Joint area SEND inspection in Barchester", "Ofsted and the CQC looked "
          "at the local area, and require a Written Statement of Action."],
         "area-send-before-2023"),
        (["Dear Director", "Joint local area special educational needs and/or disabilities",
          "inspection in Barchester"], "area-send-before-2023"),
        (["Inspection of Barchester local authority", "children's services"], "unknown-layout"),
        (["Annual report of the Bishop"], "unknown-layout"),
    ],
)  # fmt: skip
def test_other_publications_are_named_and_held(head: list[str], rule: str) -> None:
    caught = held(lambda: read_report(pdf([*head, *NARRATIVE], SECOND_PAGE), LISTED, KNOWN))
    assert (caught.rule, caught.page) == (rule, 1)


def test_a_full_inspection_of_childrens_services_is_held() -> None:
    data = pdf(ilacs_2023(), SECOND_PAGE)
    assert held(lambda: read_report(data, LISTED, KNOWN)).rule == "unknown-layout"


def test_readers_that_differ_hold_the_report() -> None:
    def read(pages: Pages) -> AreaSendReport:
        return read_pages(pages, LISTED, KNOWN)

    def other(_: bytes) -> Pages:
        return text(area_send(POSITIVE)), text(SECOND_PAGE)

    data = pdf(area_send(INCONSISTENT), SECOND_PAGE)
    row = read((text(area_send(INCONSISTENT)), text(SECOND_PAGE)))
    confirm(data, row, read)
    caught = held(lambda: confirm(data, row, read, other))
    assert (caught.rule, caught.detail) == (
        "second-reader-differs",
        "the readers differ in outcome",
    )
    assert caught.begun_on == date(2024, 5, 13)


def test_a_confirmed_finding_is_read_and_no_other() -> None:
    page = area_send(POSITIVE, following=NEXT[INCONSISTENT])
    data = pdf(page, SECOND_PAGE)
    caught = held(lambda: read_report(data, LISTED, KNOWN))
    finding = (caught.rule, caught.detail)
    assert read_report(data, LISTED, KNOWN, [finding]).outcome == POSITIVE
    other = (caught.rule, "something else")
    assert held(lambda: read_report(data, LISTED, KNOWN, [other])).rule == caught.rule
