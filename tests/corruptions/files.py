"""Files damaged as files: by an export, a spreadsheet program, a download, or a stranger.

Beside the file lies a sound one, so that a file which nobody recognises must be named: a folder in
which nothing is recognised is refused in any case.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import partial

from tests.corruptions.case import (
    BESIDE,
    LOOKED_AFTER,
    NEXT,
    PLANS,
    SAME,
    WORKFORCE,
    Case,
    Folder,
    Statistic,
)
from tests.corruptions.demand import COUNT, RATE
from tests.corruptions.spend import edition as outturn
from tests.fixtures.published_files import OUTCOMES, OUTTURN, csv_bytes, published_workbook

Damage = Callable[[bytes], bytes]
REFUSED = "refused as it is read, or named and not used"
KNOWN = "closed headings, vocabularies and codes"


def _separated(delimiter: str) -> Damage:
    def damage(data: bytes) -> bytes:
        text = io.StringIO()
        rows = csv.reader(io.StringIO(data.decode("utf-8-sig")))
        csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
        return text.getvalue().encode()

    return damage


def _cells(change: Callable[[str, str], str]) -> Damage:
    """Every cell below the header written anew from its heading and itself."""

    def damage(data: bytes) -> bytes:
        header, *rows = csv.reader(io.StringIO(data.decode()))
        written = [[change(h, c) for h, c in zip(header, row, strict=True)] for row in rows]
        return csv_bytes([header, *written])

    return damage


def _scientific(heading: str, cell: str) -> str:
    is_large = heading != "time_period" and re.fullmatch(r"\d{5,}", cell)
    return f"{float(cell):.2E}" if is_large else cell


def _with_column(data: bytes) -> bytes:
    header, *rows = csv.reader(io.StringIO(data.decode()))
    return csv_bytes([[*header, "checked"], *([*row, "yes"] for row in rows)])


def _packed(data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("plans.csv", data)
    return packed.getvalue()


def _last_lines(text: bytes) -> Damage:
    return lambda data: data + text


def _twice(data: bytes) -> bytes:
    return data + data.split(b"\r\n", 1)[1]


PAGE = b"<!DOCTYPE html>\n<html><body>Page not found</body></html>\n"
DAMAGED: tuple[tuple[str, Statistic, Damage, str], ...] = (
    ("line ends of an old Macintosh", PLANS, lambda d: d.replace(b"\r\n", b"\r"), REFUSED),
    ("semicolons", PLANS, _separated(";"), REFUSED),
    ("tabs", PLANS, _separated("\t"), REFUSED),
    ("UTF-16", PLANS, lambda d: d.decode().encode("utf-16"), REFUSED),
    ("UTF-16 without a mark", PLANS, lambda d: d.decode().encode("utf-16-le"), REFUSED),
    ("a byte order mark twice", PLANS, lambda d: b"\xef\xbb\xbf" * 2 + d, REFUSED),
    ("the header quoted as one cell", PLANS,
     lambda d: b'"' + d.replace(b"\r\n", b'"\r\n', 1), REFUSED),
    ("nothing", PLANS, lambda d: b"", REFUSED),
    ("only the header", PLANS, lambda d: d.split(b"\r\n")[0] + b"\r\n", REFUSED),
    ("cut short within a line", PLANS, lambda d: d[: len(d) // 2], REFUSED),
    ("cut short at a line end", PLANS,
     lambda d: d[: d.rindex(b"\r\n", 0, len(d) // 2) + 2], "every authority of its day"),
    ("every row twice", PLANS, _twice, "one row per key"),
    ("a web page", PLANS, lambda d: PAGE, REFUSED),
    ("packed", PLANS, _packed, REFUSED),
    ("the second half zeros", PLANS, lambda d: d[: len(d) // 2] + bytes(len(d) // 2), REFUSED),
    ("a formula for a name", PLANS,
     lambda d: d.replace(b"Croydon", b"=HYPERLINK(1)"), REFUSED),
    ("a formula that runs a program", PLANS,
     lambda d: d.replace(b"Croydon", b"@SUM(1)*cmd"), REFUSED),
    ("codes without their zeros, as numbers", PLANS,
     _cells(lambda h, c: f"{c}.0" if h == "old_la_code" and c else c), KNOWN),
    ("large counts in scientific notation", WORKFORCE, _cells(_scientific), KNOWN),
    ("thousands separators", WORKFORCE,
     _cells(lambda h, c: f"{int(c):,}" if h == "cases" and c.isdigit() else c), KNOWN),
    ("per cent signs", WORKFORCE,
     _cells(lambda h, c: f"{c}%" if "rate" in h and c[:1].isdigit() else c), KNOWN),
    ("markers as error cells", PLANS, _cells(lambda h, c: "#N/A" if c in "cxz" and c else c),
     KNOWN),
    ("a column more", PLANS, _with_column, KNOWN),
    ("a column renamed", PLANS, lambda d: d.replace(b"CPP_At31", b"CPP_At_31"), KNOWN),
    ("a footnote below", PLANS, _last_lines(b"Source: children in need census\r\n"), REFUSED),
    ("a total below", PLANS, _last_lines(b"," * 200 + b"\r\n"), REFUSED),
    ("digits of another script", PLANS,
     lambda d: d.replace(b"2019", "\uff12\uff10\uff11\uff19".encode()), KNOWN),
)  # fmt: skip


def _damaged(statistic: Statistic, damage: Damage) -> Folder:
    data = csv_bytes(statistic.edition(NEXT).table.grid())
    assert damage(data) != data, "the corruption changes nothing"
    return {**statistic.beside(damage(data), NEXT), BESIDE: _sound()}


def _sound() -> bytes:
    return published_workbook(OUTCOMES).to_bytes()


def _workbook(damage: Damage) -> Folder:
    return {"rsx.ods": damage(outturn(NEXT).to_bytes()), BESIDE: _sound()}


WORKBOOKS: tuple[tuple[str, Damage], ...] = (
    ("a workbook cut short", lambda d: d[:-2000]),
    ("a workbook of which half came", lambda d: d[: len(d) // 2]),
    ("a web page for a workbook", lambda d: PAGE),
    ("a workbook with the bytes of a picture", lambda d: b"\x89PNG\r\n\x1a\n" + d),
)


def _only_population() -> Folder:
    edition = LOOKED_AFTER.edition(SAME)
    edition.table.header = [h for h in edition.table.header if h not in (COUNT, RATE)]
    return {"cla.csv": csv_bytes(edition.table.grid()), BESIDE: _sound()}


def cases() -> Iterator[Case]:
    """Every damaged file."""
    for name, statistic, damage, meant in DAMAGED:
        yield Case(name, statistic.source, NEXT, meant, partial(_damaged, statistic, damage))
    for name, damage in WORKBOOKS:
        yield Case(name, OUTTURN, NEXT, REFUSED, partial(_workbook, damage))
    yield Case("a looked-after file with nothing but its population", LOOKED_AFTER.source, SAME,
               "never taken for the population", _only_population)  # fmt: skip
