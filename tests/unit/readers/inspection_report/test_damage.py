"""A damaged report is held, or gives the same row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.readers.inspection_report.reader import (
    confirm_with_second_reader,
    read_first,
    read_pages,
    read_report,
)
from orchestration.readers.inspection_report.rules import (
    GRADES,
    InspectionReport,
    Listing,
    ReportHeld,
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
    Line,
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
    SIF_LISTING,
    held,
    held_lines,
    read_lines,
)

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
