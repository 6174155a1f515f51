"""The text layer of a report's first two pages, by two libraries, and its cleaning."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import pypdf
import pypdfium2

from orchestration.readers.inspection_report.rules import ReportHeld
from orchestration.readers.invisible import without_invisible

Pages = tuple[str, str]
TextReader = Callable[[bytes], Pages]

# The judgements stand on page 1; one table of 2015 runs on to page 2.
PAGES_READ: Final = 2
# The thinnest first page published has 178 characters: a cover.
FEWEST_CHARACTERS: Final = 100
# A first page has about 3,000 characters; a page beyond this is not a page of such a report.
MOST_CHARACTERS: Final = 30_000

_DASHES = re.compile("[\u2010-\u2015\u2043\u2212\u2500\u2501\ufe58\ufe63\uff0d]")
_APOSTROPHES = re.compile("[\u2018\u2019\u201b\u02bc\u00b4\u0060\u2032]")
# A hyphen that is only there because the line ends.
_LINE_END_HYPHEN = re.compile("[\u00ad\ufffe\u0002][ \t]*\r?\n?")
# A hyphen between two days is a dash: "1-2 July" is not the twelfth.
_HYPHEN_AS_DASH = re.compile("(?<=\\d)[\u00ad\ufffe\u0002](?=\\d)")
_LINE_BREAK = re.compile("[\r\n\f\v\u0085\u2028\u2029]+")
_BLANK = re.compile(r"[^\S\n]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_BLANK_LINES = re.compile(r" ?\n[ \n]*")


@dataclass(frozen=True)
class Text:
    """The cleaned text of pages 1 and 2, joined.

    Attributes:
        whole: Both pages.
        second_page_at: The position at which page 2 begins.
    """

    whole: str
    second_page_at: int

    @classmethod
    def joined(cls, first: str, second: str) -> Text:
        """Join two cleaned pages."""
        return cls(f"{first}\n{second}", len(first) + 1)

    def page(self, position: int) -> int:
        """Return the page on which a position stands."""
        return 1 if position < self.second_page_at else 2


def clean_text(text: str, line_end_hyphen: str = "") -> str:
    """Return the text with one kind of space, dash, apostrophe and line end.

    Word writes ligatures, non-breaking spaces, soft hyphens, box-drawing dashes and marks of zero
    width; they change no meaning and are undone before anything is matched. A hyphen at the end of
    a line parts a word, unless the caller knows better: in a name it belongs to it.
    """
    text = _HYPHEN_AS_DASH.sub("-", text)
    text = _LINE_END_HYPHEN.sub(line_end_hyphen, text)
    text = _APOSTROPHES.sub("'", text)  # before NFKC, which splits a spacing accent
    text = unicodedata.normalize("NFKC", text)
    text = without_invisible(text)
    text = _DASHES.sub("-", text)
    text = _LINE_BREAK.sub("\n", text)
    text = _CONTROL.sub(" ", text)
    text = _BLANK.sub(" ", text)
    return _BLANK_LINES.sub("\n", text).strip()


def pages_by_first_reader(data: bytes) -> Pages:
    """Return the text of pages 1 and 2 as PDFium gives it.

    Raises:
        ReportHeld: `not-opened` or `one-page`.
    """
    with _hold_damaged_file(), pypdfium2.PdfDocument(data) as document:
        _require_pages(len(document))
        first, second = (
            document[number].get_textpage().get_text_bounded() for number in range(PAGES_READ)
        )
    return first, second


def pages_by_second_reader(data: bytes) -> Pages:
    """Return the text of pages 1 and 2 as pypdf gives it.

    Raises:
        ReportHeld: `not-opened` or `one-page`.
    """
    with _hold_damaged_file():
        document = pypdf.PdfReader(io.BytesIO(data))
        _require_pages(len(document.pages))
        first, second = (document.pages[number].extract_text() for number in range(PAGES_READ))
    return first, second


@contextmanager
def _hold_damaged_file() -> Iterator[None]:
    try:
        yield
    except ReportHeld:
        raise
    except Exception as error:  # a damaged file fails in any way; it is held in one
        raise ReportHeld("not-opened", f"the file does not open as a PDF ({error})") from error


def _require_pages(count: int) -> None:
    if count < PAGES_READ:
        raise ReportHeld("one-page", f"the file has {count} page(s); a report has several")


def check_file(data: bytes) -> None:
    """Hold what is not a PDF by its first bytes.

    Raises:
        ReportHeld: `html-page` or `not-a-pdf`.
    """
    if data.startswith(b"%PDF"):
        return
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<!--", b"<head", b"<?xml", b"<")):
        raise ReportHeld("html-page", "the file is a web page under the name of a PDF")
    raise ReportHeld("not-a-pdf", "the file does not begin as a PDF")


def check_text(pages: Pages) -> None:
    """Hold a file without a text layer on its first two pages.

    Raises:
        ReportHeld: `no-text-layer` or `page-too-long`.
    """
    for number, text in enumerate(pages, start=1):
        if len(text) > MOST_CHARACTERS:
            raise ReportHeld("page-too-long", f"page {number} is not a report's page", number)
    if len(pages[0]) < FEWEST_CHARACTERS:
        raise ReportHeld("no-text-layer", "page 1 has no text layer", 1)
    if not pages[1]:
        raise ReportHeld("no-text-layer", "page 2 has no text layer", 2)
