"""The reader of area SEND reports over the published files: each looked at by a person.

The published files are not part of the repository: they are read where the publisher's folder
stands beside it, and the tests say so when it does not.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest

from orchestration.archive import Archive
from orchestration.connectors.folder import FolderConnector
from orchestration.connectors.snapshot import SnapshotConnector
from orchestration.editions import Reading
from orchestration.readers.area_send_report.reader import read_pages
from orchestration.readers.inspection_report.dates import read_spells
from orchestration.readers.inspection_report.rules import Listing, ReportHeld
from orchestration.readers.inspection_report.text import (
    Pages,
    clean_text,
    pages_by_first_reader,
)
from orchestration.settings import PROJECT_ROOT, SNAPSHOT
from tests.fixtures.published_files import CATALOGUE

REPORTS = PROJECT_ROOT.parent / "shared" / "published" / "ofsted" / "area_send"
SOURCE = CATALOGUE["ofsted_area_send"]
FILES = 44
# As a person reads them; what is in neither list is inconsistent.
POSITIVE = {
    "bedford", "bolton", "brighton and hove", "dorset", "greenwich", "hartlepool",
    "middlesbrough", "rotherham", "telford & wrekin", "wakefield", "wiltshire",
}  # fmt: skip
FAILINGS = {
    "bexley", "derbyshire", "hertfordshire", "north northamptonshire", "oldham", "oxfordshire",
    "plymouth", "worcestershire",
}  # fmt: skip
# The head of these pages gives another first day than the title; the title counts.
OTHER_FIRST_DAY = {"greenwich", "oxfordshire", "warrington"}
SENTENCES = (
    ("arrangements typically lead to positive experiences and outcomes", "typically positive"),
    ("arrangements lead to inconsistent experiences and outcomes", "inconsistent"),
    ("There are widespread and/or systemic failings", "widespread and/or systemic failings"),
)
HEAD_DATES = re.compile(r"\d{1,2}(?: \w+)?(?: \d{4})? to \d{1,2} \w+ \d{4}")

pytestmark = pytest.mark.skipif(
    not (REPORTS / "index.csv").is_file(), reason="the published reports are not beside the repo"
)


@dataclass(frozen=True)
class Read:
    """A report, and the row that was read from it."""

    listing: Listing
    path: Path
    first: date
    last: date
    outcome: str

    @property
    def pages(self) -> Pages:
        """The cleaned text of its first two pages, each line one line."""
        first, second = pages_by_first_reader(self.path.read_bytes())
        return clean_text(first, line_end_hyphen="-"), clean_text(second)


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    archive = Archive(tmp_path_factory.mktemp("landing"))
    connector = FolderConnector(REPORTS, CATALOGUE, archive, SnapshotConnector(SNAPSHOT))
    begun = time.perf_counter()
    reading = connector.read(SOURCE)
    print(f"\nread in {time.perf_counter() - begun:.1f} s")
    assert connector.unrecognised() == []
    assert connector.read(CATALOGUE["ofsted_inspection_reports"]).held == []
    return reading


@pytest.fixture(scope="module")
def read(reading: Reading) -> list[Read]:
    return [
        Read(
            Listing(
                row.urn,
                row.listing_name,
                row.title,
                date.fromisoformat(row.publication_date),
                row.file_id,
                row.url,
            ),
            REPORTS / row.file,
            date.fromisoformat(row.inspection_start_date),
            date.fromisoformat(row.inspection_end_date),
            row.outcome,
        )
        for row in reading.frame("inspections", ()).itertuples()
    ]


def test_every_report_is_read_and_none_is_held(reading: Reading, read: list[Read]) -> None:
    assert reading.held == []
    assert len(read) == len(reading.releases) == FILES


def test_every_outcome_is_the_one_a_person_reads(read: list[Read]) -> None:
    positive, inconsistent, failings = (name for _, name in SENTENCES)
    for report in read:
        name = report.listing.listing_name
        expected = positive if name in POSITIVE else failings if name in FAILINGS else inconsistent
        assert report.outcome == expected, name


def test_the_days_are_those_at_the_head_of_the_later_pages(read: list[Read]) -> None:
    for report in read:
        name = report.listing.listing_name
        with pypdfium2.PdfDocument(report.path.read_bytes()) as document:
            page = clean_text(document[2].get_textpage().get_text_bounded())
        printed = HEAD_DATES.search(" ".join(page.split("\n")[:3]))
        assert printed, name
        ((first, last),) = read_spells(printed[0])
        assert last == report.last, name
        assert (first != report.first) == (name in OTHER_FIRST_DAY), name


def test_another_standard_sentence_in_place_of_its_own_is_held(read: list[Read]) -> None:
    for report in read:
        first, second = report.pages
        flat = re.sub(r"\n(?!Inspection|Dates? of|Information|What is it)", " ", first)
        for sentence, outcome in SENTENCES:
            if outcome == report.outcome:
                continue
            (own,) = (said for said, name in SENTENCES if name == report.outcome)
            assert own in flat
            with pytest.raises(ReportHeld) as caught:
                read_pages((flat.replace(own, sentence), second), report.listing, ())
            assert caught.value.rule == "outcome-contradicted"


def test_filed_under_another_authority_is_held(read: list[Read]) -> None:
    for report, other in pairwise([*read, read[0]]):
        moved = replace(report.listing, listing_name=other.listing.listing_name)
        with pytest.raises(ReportHeld) as caught:
            read_pages(report.pages, moved, ())
        assert caught.value.rule == "authority-differs"


@pytest.mark.parametrize("days", [-365, 365])
def test_years_shifted_are_held(read: list[Read], days: int) -> None:
    for report in read:
        published = report.listing.publication_date + timedelta(days=days)
        with pytest.raises(ReportHeld) as caught:
            read_pages(report.pages, replace(report.listing, publication_date=published), ())
        assert caught.value.rule == "publication-lag"


def test_a_line_lost_from_the_first_page_is_held_or_changes_nothing(read: list[Read]) -> None:
    outcomes = {"same": 0, "held": 0}
    for report in read[::4]:
        first, second = report.pages
        lines = first.split("\n")
        for number in range(16):
            damaged = "\n".join([*lines[:number], *lines[number + 1 :]])
            try:
                found = read_pages((damaged, second), report.listing, ())
            except ReportHeld:
                outcomes["held"] += 1
                continue
            outcomes["same"] += 1
            assert found.outcome == report.outcome
            assert found.inspection_start_date == report.first
            assert found.inspection_end_date == report.last
    print(f"\na line lost: {outcomes}")
    assert outcomes["held"] > 40
