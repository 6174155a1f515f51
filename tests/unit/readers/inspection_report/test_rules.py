"""What a report must be before its judgements enter the warehouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from orchestration.readers.inspection_report.reader import read_pages
from orchestration.readers.inspection_report.rules import (
    check_arithmetic,
    check_judgements,
    normalise_name,
)
from tests.fixtures.report_pdf import LISTING, Line, ilacs_2023, sif, text
from tests.unit.readers.inspection_report.reading import (
    PAGE_2,
    RI,
    SIF_LISTING,
    held,
    held_lines,
    listed,
    read_lines,
)


def test_gates_on_dates() -> None:
    def with_dates(dates: str) -> list[Line]:
        return [f"Inspection dates: {dates}" if "dates:" in line else line for line in ilacs_2023()]

    assert held_lines(with_dates("15 to 24 May 2024"), LISTING) == "start-weekday"
    assert held_lines(with_dates("1 April to 24 May 2024"), LISTING) == "inspection-too-long"
    parts = "2 to 6 October 2023 and 15 to 17 May 2024"
    assert held_lines(with_dates(parts), LISTING) == "inspection-too-long"
    assert held_lines(with_dates("1 to 12 July 2024"), LISTING) == "publication-lag"
    assert held_lines(with_dates("13 to 24 May 2022"), LISTING) == "publication-lag"
    assert held_lines(sif(published="Report published: 20 May 2015")) == "publication-date-differs"
    old = sif(dates="Inspection date: 14 January - 5 February 2013", published="")
    assert held_lines(old, listed(date(2013, 3, 20))) == "framework-date"
    early = with_dates("15 to 26 May 2017")
    assert held_lines(early, listed(date(2017, 7, 12))) == "framework-date"


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
        ("Cam\u200bden", "Camden"),
        ("\u202eCamden\u202c", "\u2067Camden\u2069"),
        ("Bradford Children and\nFamilies Trust", "bradford children & families trust"),
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


def test_arithmetic() -> None:
    good = read_lines(sif(["Good"] * 5))

    def rule(**changes: str | None) -> str:
        (held,) = check_arithmetic(replace(good, **changes))  # type: ignore[arg-type]
        return held.rule

    assert rule(overall_effectiveness="Outstanding") == "overall-outside-parts"
    assert rule(overall_effectiveness=RI, in_care="Inadequate") == "overall-inadequate"
    # Under ILACS an inadequate part does not make the overall inadequate.
    ilacs_row = replace(
        good, framework="ILACS", overall_effectiveness=RI, impact_of_leaders="Inadequate"
    )
    assert not [*check_arithmetic(ilacs_row)]


def test_every_rule_that_is_broken_is_named() -> None:
    good = read_lines(sif(["Good"] * 5))
    both = check_arithmetic(replace(good, overall_effectiveness="Inadequate"))
    assert [held.rule for held in both] == ["overall-outside-parts", "overall-inadequate"]


@pytest.mark.parametrize("column", ["overall_effectiveness", "help_and_protection", "in_care"])
def test_completeness(column: str) -> None:
    row = read_lines(ilacs_2023(), LISTING)
    missing = replace(row, **{column: None})
    unknown = replace(row, **{column: "Requires improvement to be good"})
    assert [held.rule for held in check_judgements(missing)] == ["judgement-missing"]
    assert [held.rule for held in check_judgements(unknown)] == ["judgement-unknown"]


def test_an_inspection_in_two_parts_is_read_though_ten_weeks_lie_between() -> None:
    dates = "4 to 8 March 2024 and 16 to 17 May 2024"
    page = [f"Inspection dates: {dates}" if "dates:" in line else line for line in ilacs_2023()]
    row = read_lines(page, LISTING)
    assert row.inspection_start_date == date(2024, 3, 4)
    assert row.inspection_end_date == date(2024, 5, 17)
