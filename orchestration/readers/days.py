"""`published.csv`: when the files beside it were published, as a person who knows says.

One row per file: its name (`file`) and the day (`published_on`, ISO 8601). It is for files whose
day neither they themselves nor their source page tell, and for a later file of a known edition.
"""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from orchestration.editions import DAYS_FILE
from orchestration.errors import SourceError
from orchestration.readers.sheets import open_sheets

HEADER = ["file", "published_on"]


def published_days(folder: Path) -> dict[str, str]:
    """The days that every `published.csv` in a folder gives, by the hash of the file meant.

    Raises:
        SourceError: A row names no file beside it or no day that has been; a header is another.
    """
    days: dict[str, str] = {}
    for path in sorted(folder.rglob(DAYS_FILE)):
        name = path.relative_to(folder).as_posix()
        header, *rows = open_sheets(name, path.read_bytes()).read("") or [[]]
        if header != HEADER:
            raise SourceError(name, "header", f"the first line must be {','.join(HEADER)}", "row 1")
        for number, row in enumerate(rows, start=2):
            if any(row):
                days.update([_day(path.parent, name, row, f"row {number}")])
    return days


def _day(folder: Path, name: str, row: list[str], locator: str) -> tuple[str, str]:
    """The hash of the file that a row names, and the day it gives."""
    if len(row) != len(HEADER):
        raise SourceError(name, "row length", f"{len(row)} fields", locator)
    file, day = (folder / row[0]).resolve(), row[1]
    if not file.is_relative_to(folder.resolve()) or not file.is_file():
        raise SourceError(name, "file beside it", f"{row[0]} is not there", locator)
    try:
        published = date.fromisoformat(day)
    except ValueError as error:
        raise SourceError(name, "day of publication", str(error), locator) from error
    if published > date.today():
        raise SourceError(name, "day of publication", f"{day} is still to come", locator)
    return hashlib.sha256(file.read_bytes()).hexdigest(), published.isoformat()
