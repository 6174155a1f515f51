"""Files that are no PDF, or have no text."""

from __future__ import annotations

import pytest

from orchestration.readers.inspection_report.reader import read_first, read_pages, read_report
from orchestration.readers.inspection_report.rules import ReportHeld
from tests.fixtures.report_pdf import LISTING, pdf, sif, text
from tests.unit.readers.inspection_report.reading import KNOWN, PAGE_2, SIF_LISTING, held


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
    "mark", [chr(n) for n in (0x61C, 0x200B, 0x200D, 0x200E, 0x202A, 0x202E, 0x2060, 0x2067,
                              0x2069, 0xFE0F, 0xFEFF, 0xFFF9, 0xE0041)],
)  # fmt: skip
def test_a_mark_that_nobody_sees_changes_nothing(mark: str) -> None:
    page = text(sif())
    marked = page.replace("o", f"o{mark}").replace("\n", f"{mark}\n{mark}")
    assert marked != page
    read = [read_pages((p, text(PAGE_2)), SIF_LISTING, KNOWN) for p in (page, marked)]
    assert read[0] == read[1]
