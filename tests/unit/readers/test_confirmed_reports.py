"""Reports that a person looked at, and what is said of those that nobody did."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from orchestration.archive import Archive
from orchestration.editions import Reading
from orchestration.readers import reports as reader
from orchestration.readers.confirmed_reports import CONFIRMED_REPORTS, confirmed_findings
from orchestration.readers.inspection_report.reader import read_report
from orchestration.readers.inspection_report.rules import Finding, ReportHeld
from orchestration.readers.remedies import what_to_do
from orchestration.readers.report_kinds import KINDS
from tests.fixtures.published_files import CATALOGUE
from tests.fixtures.report_pdf import LISTING, ilacs_2023, pdf
from tests.unit.readers.inspection_report.reading import KNOWN, PAGE_2, held

HEADER = "file_id,rule,detail,page,reviewed_on,reason"
TOO_LONG = ("inspection-too-long", "2024-04-01 to 2024-05-24 is longer than 45 days")


def _report(dates: str = "1 April to 24 May 2024") -> bytes:
    page = [
        line.replace("13 to 24 May 2024", dates) if isinstance(line, str) else line
        for line in ilacs_2023()
    ]
    return pdf(page, PAGE_2)


def _file(folder: Path, *rows: str) -> Path:
    path = folder / "confirmed_reports.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    return path


def test_a_confirmed_report_counts() -> None:
    assert held(lambda: read_report(_report(), LISTING, KNOWN)).rule == TOO_LONG[0]
    row = read_report(_report(), LISTING, KNOWN, [TOO_LONG])
    assert (row.inspection_start_date, row.inspection_end_date) == (
        date(2024, 4, 1), date(2024, 5, 24)
    )  # fmt: skip
    assert (
        row.overall_effectiveness
        == read_report(pdf(ilacs_2023(), PAGE_2), LISTING, KNOWN).overall_effectiveness
    )


@pytest.mark.parametrize(
    ("dates", "known", "confirmed", "rule"),
    [
        ("2 April to 24 May 2024", KNOWN, TOO_LONG, "inspection-too-long"),
        ("1 April to 24 May 2024", ("Camford",), TOO_LONG, "authority-differs"),
        ("1 April to 24 May 2024", KNOWN, (TOO_LONG[0], ""), "inspection-too-long"),
        ("1 April to 24 May 2024", KNOWN, ("start-weekday", TOO_LONG[1]), "inspection-too-long"),
    ],
)  # fmt: skip
def test_a_line_confirms_one_finding_and_no_other(
    dates: str, known: tuple[str, ...], confirmed: Finding, rule: str
) -> None:
    listing = replace(LISTING, listing_name=known[0].lower())
    assert held(lambda: read_report(_report(dates), listing, known, [confirmed])).rule == rule


def test_a_report_that_is_held_says_when_its_inspection_began() -> None:
    assert held(lambda: read_report(_report(), LISTING, KNOWN)).begun_on == date(2024, 4, 1)
    assert held(lambda: read_report(b"<html>", LISTING, KNOWN)).begun_on is None


def test_a_report_with_a_line_is_read_and_one_without_says_which_to_add(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(confirmed: dict[str, frozenset[Finding]]) -> Reading:
        monkeypatch.setattr(reader, "confirmed_findings", lambda: confirmed)
        archive = Archive(tmp_path)
        row = {
            "urn": "80000",
            "listing_name": "barchester",
            "title": "children's services inspection",
            "publication_date": "2024-07-12",
            "file_id": "50000000",
            "url": LISTING.url,
            "file": "80000/50000000.pdf",
        }
        listed = [reader.ListedReport(row, archive.keep("50000000.pdf", _report()))]
        return reader.read_reports(CATALOGUE["ofsted_inspection_reports"], listed, archive)

    (held_row,) = read({}).held
    assert held_row.inspection_start_date == "2024-04-01"
    line = held_row.detail.split("the line ")[1].replace("<date>", "2026-11-24")
    path = _file(tmp_path, line.replace("<reason>", "an inspection of eight weeks"))
    reading = read(confirmed_findings(path))
    assert reading.held == []
    (release,) = reading.releases
    assert release.edition == "50000000"
    assert read({"50000001": frozenset({TOO_LONG})}).held == [held_row]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("1,html-page,a page,1,2026-11-24,why", "cannot be confirmed"),
        ("1,judgement-missing,x is missing,1,2026-11-24,why", "cannot be confirmed"),
        ("1,start-weekday,,1,2026-11-24,why", "line 2: detail is empty"),
        ("1,start-weekday,a Friday,1,2026-11-24,", "line 2: reason is empty"),
        ("1,start-weekday,a Friday,,2026-11-24,why", "line 2: page is empty"),
        ("1,start-weekday,a Friday,1,yesterday,why", "line 2: reviewed_on"),
    ],
)
def test_a_line_that_says_too_little_is_refused(tmp_path: Path, row: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        confirmed_findings(_file(tmp_path, row))


def test_the_lines_of_the_project_are_in_order() -> None:
    assert CONFIRMED_REPORTS.read_text("utf-8").splitlines()[0] == HEADER
    assert confirmed_findings() is not None


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("send-inspection", "its title in the listing names area SEND"),
        ("html-page", "fetch the PDF again from https://files.ofsted.gov.uk/v1/file/50000000"),
        ("authority-differs", "add the name to dbt_project/seeds/report_names.csv"),
        ("publication-lag", 'the line 50000000,publication-lag,"so ""it"" is",2,'),
        ("monitoring-visit", "nothing is to be done"),
        ("grade-unknown", "is taught to orchestration/readers/inspection_report"),
    ],
)
def test_a_report_that_is_held_says_what_to_do(rule: str, words: str) -> None:
    assert words in what_to_do(ReportHeld(rule, 'so "it" is', 2), LISTING, KINDS["report"])


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("html-page", "fetch the PDF again from https://files.ofsted.gov.uk/v1/file/50000000"),
        ("outcome-contradicted", "the line 50000000,outcome-contradicted,"),
        ("area-send-before-2023", "nothing is to be done"),
        ("outcome-unknown", "is taught to orchestration/readers/area_send_report"),
    ],
)
def test_an_area_send_report_that_is_held_says_what_to_do(rule: str, words: str) -> None:
    kind = KINDS["area_send_report"]
    assert words in what_to_do(ReportHeld(rule, 'so "it" is', 2), LISTING, kind)
