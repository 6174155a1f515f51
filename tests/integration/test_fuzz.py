"""Any bytes are read or refused with our own error; never another exception, never a crash."""

from __future__ import annotations

import io
import zipfile
from functools import cache

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from orchestration.archive import ArchivedFile
from orchestration.errors import SourceError
from orchestration.readers.files import read_file
from orchestration.readers.recognition import find_tables
from orchestration.readers.reports import is_listing, read_listing
from orchestration.readers.sheets import kind_of, open_sheets
from orchestration.readers.tables import read_table
from tests.fixtures.published_files import (
    CATALOGUE,
    csv_bytes,
    ods_of_content,
    published_csv,
    published_workbook,
)

BOUNDED = settings(
    max_examples=250, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
FEWER = settings(BOUNDED, max_examples=80)
REPORTS = CATALOGUE["ofsted_inspection_reports"]


def _read_or_refuse(data: bytes) -> list[int]:
    """Rows of every table found; nothing is found in bytes that are refused."""
    try:
        kind_of(data)
        sheets = open_sheets("fuzz", data)
        is_listing(sheets, REPORTS)
        found = find_tables(sheets, CATALOGUE.values())
        return [len(read_table("fuzz", sheets, match)[1]) for match in found]
    except SourceError as refused:
        assert refused.file == "fuzz"
        assert refused.rule
        assert "\n" not in refused.rule
        return []


@cache
def _grid() -> tuple[tuple[str, ...], ...]:
    """The first rows of a real file."""
    rows = published_csv("dfe_workforce", "indicators", "2025").grid()[:12]
    return tuple(tuple(row) for row in rows)


@cache
def _workbook() -> bytes:
    return published_workbook("ofsted_inspection_outcomes").to_bytes()


@BOUNDED
@given(st.binary(max_size=2000))
@example(b"PK\x03\x04")
@example(b"\xef\xbb\xbf")
@example(b"\xff\xfe\x00\x00")
@example(b"\n")
@example(b"\x00")
@example(b'"\n')
def test_any_bytes(data: bytes) -> None:
    _read_or_refuse(data)


@BOUNDED
@given(st.text(max_size=500))
def test_any_text_as_a_csv_file(text: str) -> None:
    _read_or_refuse(text.encode("utf-8", "surrogatepass") + b"\n")


@BOUNDED
@given(
    row=st.integers(0, 11),
    column=st.integers(0, 31),
    cell=st.one_of(
        st.text(max_size=40),
        st.sampled_from(
            ["", "=1+1", "@SUM(A1)", "-", "1e999", "NaN", "\u202e19.2", "0x13", "１９"]
        ),
    ),
)
def test_a_real_csv_file_with_one_cell_changed(row: int, column: int, cell: str) -> None:
    grid = [list(cells) for cells in _grid()]
    grid[row][column % len(grid[row])] = cell
    for rows in _read_or_refuse(csv_bytes(grid)):
        assert rows <= 11 * 22


@BOUNDED
@given(place=st.integers(0, 10**6), byte=st.integers(0, 255))
def test_a_real_csv_file_with_one_byte_changed(place: int, byte: int) -> None:
    data = bytearray(csv_bytes([list(cells) for cells in _grid()]))
    data[place % len(data)] = byte
    _read_or_refuse(bytes(data))


@FEWER
@given(place=st.integers(0, 10**6), replacement=st.binary(min_size=1, max_size=6))
def test_a_real_workbook_with_some_bytes_changed(place: int, replacement: bytes) -> None:
    data = bytearray(_workbook())
    place %= len(data)
    data[place : place + len(replacement)] = replacement
    _read_or_refuse(bytes(data))


@FEWER
@given(length=st.integers(0, 10**6))
def test_a_real_workbook_cut_short_at_any_length(length: int) -> None:
    whole = _workbook()
    assert _read_or_refuse(whole[: length % len(whole)]) == []


@FEWER
@given(place=st.integers(0, 10**7), replacement=st.text(max_size=30), length=st.integers(0, 30))
def test_a_workbook_around_changed_xml(place: int, replacement: str, length: int) -> None:
    with zipfile.ZipFile(io.BytesIO(_workbook())) as archive:
        content = archive.read("content.xml").decode()
    place %= len(content)
    changed = content[:place] + replacement + content[place + length :]
    _read_or_refuse(ods_of_content(changed.encode("utf-8", "replace").decode()))


@FEWER
@given(st.dictionaries(st.text(min_size=1, max_size=20), st.binary(max_size=200), max_size=4))
def test_any_archive(members: dict[str, bytes]) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in members.items():
            archive.writestr("m" + name.encode("utf-8", "replace").decode(), content)
    _read_or_refuse(data.getvalue())


@FEWER
@given(st.lists(st.text(max_size=12), min_size=7, max_size=7))
def test_any_row_of_a_listing(cells: list[str]) -> None:
    header = ["urn", "listing_name", "title", "publication_date", "file_id", "url", "file"]
    try:
        read_listing("fuzz", open_sheets("fuzz", csv_bytes([header, cells])), REPORTS)
    except SourceError as refused:
        assert refused.file == "fuzz"


@FEWER
@given(data=st.binary(max_size=300), source=st.sampled_from(sorted(CATALOGUE)))
def test_any_bytes_given_to_any_page(data: bytes, source: str) -> None:
    file = ArchivedFile("fuzz", "0" * 64, len(data), "2026-01-01T00:00:00+00:00")
    try:
        read_file(CATALOGUE[source], file, data)
    except SourceError as refused:
        assert refused.file == "fuzz"
