"""Inspection reports read through their listing."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.archive import Archive
from orchestration.errors import SourceError
from orchestration.readers.reports import (
    ListedReport,
    is_listing,
    read_listing,
    read_reports,
)
from orchestration.readers.sheets import open_sheets
from tests.fixtures.published_files import CATALOGUE

SOURCE = CATALOGUE["ofsted_inspection_reports"]
HEADER = "urn,listing_name,title,publication_date,file_id,url,file"
ROW = "80492,croydon,children's services inspection,2020-03-04,1,https://files.ofsted.gov.uk/v1/file/1,1.pdf"


def _listing(*rows: str, header: str = HEADER) -> list[dict[str, str]]:
    text = "\n".join([header, *rows]) + "\n"
    return read_listing("index.csv", open_sheets("index.csv", text.encode()), SOURCE)


def test_a_listing_is_told_by_its_columns() -> None:
    for text, expected in ((HEADER, True), ("url,file", False)):
        assert is_listing(open_sheets("x", f"{text}\n".encode()), SOURCE) is expected


def test_rows_keep_their_place() -> None:
    (row,) = _listing(ROW)
    assert (row["urn"], row["file"], row["_locator"]) == ("80492", "1.pdf", "row 2")


@pytest.mark.parametrize("day", ["04/03/2020", "2020-02-30", ""])
def test_a_date_that_is_none_is_named_with_its_row(day: str) -> None:
    with pytest.raises(SourceError, match=r"index\.csv \(row 2\): publication date"):
        _listing(ROW.replace("2020-03-04", day))


def test_a_file_listed_twice_is_refused() -> None:
    with pytest.raises(SourceError, match=r"\(row 3\): listed once: file 1"):
        _listing(ROW, ROW)


def test_a_listing_with_a_column_more_is_refused() -> None:
    with pytest.raises(SourceError, match="unknown column: 'grade'"):
        _listing(ROW + ",Good", header=HEADER + ",grade")


@pytest.mark.parametrize(
    "data",
    [b"<!DOCTYPE html>", b"%PDF-1.4 cut short", b"", b"\x00" * 100],
)
def test_a_report_that_cannot_be_read_is_held_with_its_place_and_authority(
    tmp_path: Path, data: bytes
) -> None:
    archive = Archive(tmp_path)
    (row,) = _listing(ROW)
    reading = read_reports(SOURCE, [ListedReport(row, archive.keep("1.pdf", data))], archive)
    (held,) = reading.held
    assert held.locator == "1.pdf page 1"
    assert (held.urn, held.publication_date) == ("80492", "2020-03-04")
    assert held.rule and held.detail
    assert reading.releases == []
    assert len(reading.frame("judgements", ())) == 0


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("javascript:alert(1)", set()),
        ("javascript://files.ofsted.gov.uk/1", set()),
        ("http://files.ofsted.gov.uk/v1/file/1", set()),
        ("https://files.ofsted.gov.uk/v1/file/2", set()),
        ("https://mirror.example/v1/file/1", set()),
        ("https://mirror.example/v1/file/2", {"mirror.example"}),
        ("", set()),
    ],
)
def test_a_report_whose_address_is_not_the_publishers_is_held(
    tmp_path: Path, url: str, hosts: set[str]
) -> None:
    archive = Archive(tmp_path)
    (row,) = _listing(ROW.replace("https://files.ofsted.gov.uk/v1/file/1", url))
    report = ListedReport(row, archive.keep("1.pdf", b"%PDF-1.4"))
    (held,) = read_reports(SOURCE, [report], archive, hosts).held
    assert held.rule == "report's address"


def test_a_report_at_a_mirror_is_read(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    url = "http://127.0.0.1:8000/v1/file/1"
    (row,) = _listing(ROW.replace("https://files.ofsted.gov.uk/v1/file/1", url))
    report = ListedReport(row, archive.keep("1.pdf", b"%PDF-1.4"))
    (held,) = read_reports(SOURCE, [report], archive, {"127.0.0.1"}).held
    assert held.rule != "report's address"


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"listing_name": "camden"}, "listed name"),
        ({"urn": "80491"}, "listed name"),
        ({"file": "2/7.pdf"}, "report's address"),
        ({"file_id": "2"}, "report's address"),
    ],
)
def test_a_row_that_contradicts_itself_is_held(
    tmp_path: Path, changed: dict[str, str], rule: str
) -> None:
    archive = Archive(tmp_path)
    (row,) = _listing(ROW)
    report = ListedReport({**row, **changed}, archive.keep("1.pdf", b"%PDF-1.4"))
    (held,) = read_reports(SOURCE, [report], archive).held
    assert held.rule == rule


def test_a_file_may_have_a_name_of_its_own(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    (row,) = _listing(ROW)
    report = ListedReport({**row, "file": "croydon.pdf"}, archive.keep("1.pdf", b"%PDF-1.4"))
    (held,) = read_reports(SOURCE, [report], archive).held
    assert held.rule not in ("report's address", "listed name")
