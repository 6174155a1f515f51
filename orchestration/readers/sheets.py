"""Files opened as named grids of text, whatever their format.

Cells are text with outer white space removed: dates as ISO 8601, numbers in their shortest form.
Rows keep their position, so that a cell can be found again in the publisher's file.
"""

from __future__ import annotations

import csv
import io
import zipfile
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


def _csv_grid(name: str, data: bytes) -> Grid:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(name, "UTF-8", f"the file is not UTF-8: {error}") from error
    if not text.endswith("\n"):
        raise SourceError(
            name, "final newline", "the last line has no end: the file was probably cut short"
        )
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise SourceError(name, "CSV", f"not well-formed: {error}") from error
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
    """Refuse an archive that unpacks to far more than any published workbook does."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise SourceError(name, "workbook", f"cut short or damaged: {error}") from error
    if unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_UNPACKED_RATIO * len(data):
        raise SourceError(name, "workbook size", f"unpacks to {unpacked:,} bytes")


def _cell_text(cell: object) -> str:
    if isinstance(cell, datetime):
        return (cell.date() if cell.time() == datetime.min.time() else cell).isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
