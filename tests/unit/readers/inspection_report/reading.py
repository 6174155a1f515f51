"""How the tests of the report reader read: known names, usual listings, and what is held."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pytest

from orchestration.readers.inspection_report.reader import read_pages
from orchestration.readers.inspection_report.rules import InspectionReport, Listing, ReportHeld
from tests.fixtures.report_pdf import LISTING, NARRATIVE, Line, text

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
