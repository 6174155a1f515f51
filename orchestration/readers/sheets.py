"""Files opened as named grids of text, whatever their format.

Cells are text with outer white space removed: dates as ISO 8601, numbers in their shortest form.
Rows keep their position, so that a cell can be found again in the publisher's file.
"""

from __future__ import annotations

import codecs
import csv
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from python_calamine import CalamineError, CalamineWorkbook, ZipError

from orchestration.errors import SourceError

Kind = Literal["csv", "workbook", "pdf", "html", "unknown"]
Grid = list[list[str]]

MAX_BYTES = 100_000_000
MAX_UNPACKED_BYTES = 500_000_000
MAX_UNPACKED_RATIO = 200
# The longest published table has 20,041 rows, the largest 280,574 cells.
MAX_ROWS = 50_000
MAX_CELLS = 2_000_000
MAX_CELL_LENGTH = 100_000
# The longest published header has 4,000 bytes.
GLIMPSE_BYTES = 64_000

ODS_PART = re.compile(
    rb"<table:table[ >]|<table:table-row\b[^>]*>|<table:(?:covered-)?table-cell\b[^>]*>"
)
ODS_ROWS_REPEATED = re.compile(rb'number-rows-repeated\s*=\s*["\'](\d+)')
ODS_COLUMNS_REPEATED = re.compile(rb'number-columns-repeated\s*=\s*["\'](\d+)')
XLSX_CELL = re.compile(rb'\br\s*=\s*["\']([A-Z]{1,7})(\d{1,9})["\']')


@dataclass(frozen=True)
class Sheets:
    """One opened file: the names of its grids and a way to read each.

    A CSV file has a single grid with an empty name.
    """

    names: tuple[str, ...]
    read: Callable[[str], Grid]


def kind_of(data: bytes) -> Kind:
    """Tell a file's format from its first bytes, never from its name."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf").lstrip()
    if data.startswith(b"PK\x03\x04"):
        return "workbook"
    if start.startswith(b"%PDF"):
        return "pdf"
    if start.startswith(b"<"):
        return "html"
    head = data[:1024]
    if not head or (b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))):
        return "unknown"
    return "csv"


def open_sheets(name: str, data: bytes) -> Sheets:
    """Open a CSV file or a workbook.

    Raises:
        SourceError: The bytes are another format, cut short, not UTF-8, or unreasonably large.
    """
    if len(data) > MAX_BYTES:
        raise SourceError(name, "file size", f"{len(data):,} bytes; the limit is {MAX_BYTES:,}")
    kind = kind_of(data)
    if kind == "csv":
        grid = _csv_grid(name, data)
        return Sheets(("",), lambda _: grid)
    if kind == "workbook":
        return _workbook_sheets(name, data)
    raise SourceError(name, "file format", f"the content is {kind}, not a CSV file or a workbook")


def glimpse(data: bytes) -> Sheets:
    """The first lines of a text file, whatever its encoding and damage.

    For recognising what a file was meant to be, never for reading figures.
    """
    head = data[:GLIMPSE_BYTES]
    is_utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = head.decode("utf-16" if is_utf16 else "utf-8-sig", errors="replace")
    lines = text.replace("\x00", "").splitlines()
    grid = [[cell.strip() for cell in row] for row in csv.reader(lines)]
    return Sheets(("",), lambda _: grid)


def _csv_grid(name: str, data: bytes) -> Grid:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(name, "UTF-8", f"the file is not UTF-8: {error}") from error
    lines = data.count(b"\n")
    if lines > MAX_ROWS:
        raise SourceError(name, "file size", f"{lines:,} lines; the limit is {MAX_ROWS:,}")
    if not text.endswith("\n"):
        raise SourceError(
            name, "final newline", "the last line has no end: the file was probably cut short"
        )
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise SourceError(name, "CSV", f"not well-formed: {error}") from error
    longest = max((len(cell) for row in rows for cell in row), default=0)
    if longest > MAX_CELL_LENGTH:
        raise SourceError(name, "CSV", f"a cell of {longest:,} characters; a quote is not closed?")
    return [[cell.strip() for cell in row] for row in rows]


def _workbook_sheets(name: str, data: bytes) -> Sheets:
    _refuse_bomb(name, data)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (CalamineError, ZipError, ValueError, OSError) as error:
        raise SourceError(name, "workbook", f"cannot be opened: {error}") from error

    def read(sheet: str) -> Grid:
        try:
            rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        except (CalamineError, ZipError, ValueError, OSError) as error:
            raise SourceError(name, "workbook", f"cannot be read: {error}", sheet) from error
        return [[_cell_text(cell) for cell in row] for row in rows]

    return Sheets(tuple(workbook.sheet_names), read)


def _refuse_bomb(name: str, data: bytes) -> None:
    """Refuse an archive that unpacks to far more than any published workbook does.

    Every member is read to its end, so that neither a size it understates nor damage goes unseen;
    and the sheets are measured, because a few bytes can place a cell at the end of the world.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
            if unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_UNPACKED_RATIO * len(data):
                raise SourceError(name, "workbook size", f"unpacks to {unpacked:,} bytes")
            if "xl/workbook.bin" in archive.namelist():
                raise SourceError(name, "workbook", "binary workbooks (.xlsb) are not read")
            cells = max((_cells(archive.read(m)) for m in archive.infolist()), default=0)
    except (
        zipfile.BadZipFile, zlib.error, lzma.LZMAError, ValueError, OSError, EOFError,
        LookupError, RuntimeError, struct.error,
    ) as error:  # fmt: skip
        raise SourceError(name, "workbook", f"cut short or damaged: {error}") from error
    if cells > MAX_CELLS:
        raise SourceError(name, "workbook size", f"a sheet of {cells:,} cells")


def _cells(xml: bytes) -> int:
    """Cells of the largest sheet in a member, from the first to the last that holds something."""
    columns = rows = 0
    for letters, row in XLSX_CELL.findall(xml):
        columns = max(columns, _column_number(letters))
        rows = max(rows, int(row))
    return max(columns * rows, _ods_cells(xml))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _ods_cells(xml: bytes) -> int:
    largest = row = rows = column = columns = 0
    for match in ODS_PART.finditer(xml):
        tag = match.group()
        if tag.startswith(b"<table:table-row"):
            row, column = row + _repeated(ODS_ROWS_REPEATED, tag), 0
        elif tag.startswith((b"<table:table ", b"<table:table>")):
            row = rows = column = columns = 0
        else:
            column += _repeated(ODS_COLUMNS_REPEATED, tag)
            if not tag.endswith(b"/>") or b"value" in tag:
                rows, columns = row, max(columns, column)
                largest = max(largest, rows * columns)
    return largest


def _repeated(pattern: re.Pattern[bytes], tag: bytes) -> int:
    match = pattern.search(tag)
    return int(match.group(1)) if match else 1


def _cell_text(cell: object) -> str:
    if isinstance(cell, datetime):
        return (cell.date() if cell.time() == datetime.min.time() else cell).isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
