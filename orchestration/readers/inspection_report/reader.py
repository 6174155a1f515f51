"""Reader of Ofsted's inspection reports of local-authority children's services (PDF).

Grain: one file, one row. Treatment: the text of pages 1 and 2 is read twice, by two libraries,
and every value is required beside its own label. Nothing is inferred from position, from the
narrative, or from the authority's name; what is not certain is held with a reason.

Layouts read: the single inspection framework (SIF, 2013-2018) and its re-inspections, and the
ILACS layouts of 2018-2022 (three parts and overall), from 2023 (four parts and overall) and from
April 2026 (four parts). Everything else is recognised where it can be and held.

Known defects of the publications: a SIF report states its overall judgement in a sentence above
the table; row numbers and labels carry typing slips (`SIF_ROWS`, `ILACS_LABELS`); the type of an
ILACS inspection is not printed; a web page that says "not found" was saved as a PDF in 2012.

Inspectors' names stand on the first page and are not read.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass, fields
from datetime import date
from itertools import pairwise
from typing import Final

import pypdf
import pypdfium2

from orchestration.readers.inspection_report.rules import (
    GOOD,
    ILACS,
    INADEQUATE,
    NO_OVERALL_FROM,
    NOT_JUDGED,
    OUTSTANDING,
    OVERALL_ABSENT_REASON,
    REQUIRES_IMPROVEMENT,
    SEPARATE_CARE_LEAVERS_FROM,
    SIF,
    InspectionReport,
    Listing,
    ReportHeld,
    check_arithmetic,
    check_authority,
    check_dates,
    check_framework_date,
    check_judgements,
)

__all__ = [
    "InspectionReport",
    "Listing",
    "ReportHeld",
    "confirm_with_second_reader",
    "pages_by_first_reader",
    "pages_by_second_reader",
    "read_first",
    "read_pages",
    "read_report",
]

Pages = tuple[str, str]
Reader = Callable[[bytes], Pages]

# The judgements stand on page 1; one table of 2015 runs on to page 2.
PAGES_READ: Final = 2
# The thinnest first page published has 178 characters: a cover.
FEWEST_CHARACTERS: Final = 100
# A first page has about 3,000 characters; a page beyond this is not a page of such a report.
MOST_CHARACTERS: Final = 30_000
# The title stands at the head of page 1; a letter names its subject after the addresses.
HEAD: Final = 400
LETTER_HEAD: Final = 1_500


def _words(text: str) -> str:
    """Return the pattern of a phrase whose words may be broken over lines."""
    return r"\s+".join(re.escape(word).replace("'", "'?") for word in text.split())


# --- the text layer ------------------------------------------------------------------------------

_DASHES = re.compile("[\u2010-\u2015\u2043\u2212\u2500\u2501\ufe58\ufe63\uff0d]")
_APOSTROPHES = re.compile("[\u2018\u2019\u201b\u02bc\u00b4\u0060\u2032]")
# A hyphen that is only there because the line ends.
_LINE_END_HYPHEN = re.compile("[\u00ad\ufffe\u0002][ \t]*\r?\n?")
# A hyphen between two days is a dash: "1-2 July" is not the twelfth.
_HYPHEN_AS_DASH = re.compile("(?<=\\d)[\u00ad\ufffe\u0002](?=\\d)")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_LINE_BREAK = re.compile("[\r\n\f\v\u0085\u2028\u2029]+")
_BLANK = re.compile(r"[^\S\n]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_BLANK_LINES = re.compile(r" ?\n[ \n]*")


def clean_text(text: str) -> str:
    """Return the text with one kind of space, dash, apostrophe and line end.

    Word writes ligatures, non-breaking spaces, soft hyphens and box-drawing dashes; they change
    no meaning and are undone before anything is matched.
    """
    text = _HYPHEN_AS_DASH.sub("-", text)
    text = _LINE_END_HYPHEN.sub("", text)
    text = _APOSTROPHES.sub("'", text)  # before NFKC, which splits a spacing accent
    text = unicodedata.normalize("NFKC", text)
    text = _INVISIBLE.sub("", text)
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
    try:
        with pypdfium2.PdfDocument(data) as document:
            _require_pages(len(document))
            first, second = (
                document[number].get_textpage().get_text_bounded() for number in range(PAGES_READ)
            )
    except ReportHeld:
        raise
    except Exception as error:  # a damaged file fails in any way; it is held in one
        raise ReportHeld("not-opened", f"the file does not open as a PDF ({error})") from error
    return first, second


def pages_by_second_reader(data: bytes) -> Pages:
    """Return the text of pages 1 and 2 as pypdf gives it.

    Raises:
        ReportHeld: `not-opened` or `one-page`.
    """
    try:
        document = pypdf.PdfReader(io.BytesIO(data))
        _require_pages(len(document.pages))
        first, second = (document.pages[number].extract_text() for number in range(PAGES_READ))
    except ReportHeld:
        raise
    except Exception as error:  # a damaged file fails in any way; it is held in one
        raise ReportHeld("not-opened", f"the file does not open as a PDF ({error})") from error
    return first, second


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


# Days from the first to the last: Monday to Friday, and Monday to the Friday of the next week.
SHORT_INSPECTION_DAYS: Final = 4
STANDARD_INSPECTION_DAYS: Final = 11


# --- the kind of report --------------------------------------------------------------------------

_SIF_TITLE = re.compile(
    r"(?P<again>\bre-?\s?)?inspection\s+of\s+services\s+for\s+children\s+in\s+need\s+of\s+help"
    r"\s+and\s+protection\s?,?\s+(?:and\s+)?children\s+looked\s+after,?\s+and\s+care\s+leavers",
    re.IGNORECASE,
)
_ILACS_TITLE = re.compile(
    r"\binspection\s+of\s+(?P<name>[^:\d]{0,120}?)\s*(?:\blocal\s+authority\s+)?"
    r"\bchildren'?s\s+(?:social\s+care\s+)?services\b",
    re.IGNORECASE,
)
# Recognised by its table alone; the body it names decides at the authority gate.
_BARE_TITLE = re.compile(
    r"\A(?:\d+\n)?inspection\s+of\s+(?P<name>[^:\d]{1,120}?)\s*\n(?=inspection\s+dates?\b)",
    re.IGNORECASE,
)
# What Ofsted publishes, or has published, beside the full inspections.
_OTHER_KINDS: Final = (
    ("jtai", re.compile(r"joint\s+targeted\s+area\s+inspection|\bjtai\b", re.I)),
    (
        "send-inspection",
        re.compile(r"\b(?:area\s+send|special\s+educational\s+needs)\b", re.I),
    ),
    ("monitoring-visit", re.compile(r"monitoring\s+visit", re.I)),
    ("focused-visit", re.compile(r"focuss?ed\s+(?:assurance\s+)?visit", re.I)),
    ("assurance-visit", re.compile(r"assurance\s+visit|ofsted\s+visit", re.I)),
    (
        "safeguarding-and-looked-after",
        re.compile(r"inspection\s+of\s+safeguarding\s+and\s+looked\s+after\s+children", re.I),
    ),
    (
        "looked-after-only",
        re.compile(
            r"inspection\s+of\b[^.]{0,60}\blooked[\s-]+after\s+children"
            r"|services\s+for\s+looked[\s-]+after\s+children",
            re.I,
        ),
    ),
    (
        "protection-of-children-2012",
        re.compile(r"arrangements\s+for\s+the\s+protection\s+of\s+children", re.I),
    ),
    (
        "lscb-review",
        re.compile(
            r"review\s+of\s+(?:the\s+effectiveness\s+of\s+)?the\s+local\s+safeguarding", re.I
        ),
    ),
)
_PUBLISHED = re.compile(r"\breport\s+published\s*:?\s*", re.IGNORECASE)
_LETTER = re.compile(r"[a-z]", re.IGNORECASE)
_DATES_LABEL = re.compile(
    r"\b(?:(?:re-?)?inspection\s+dates?|dates?\s+of\s+(?:the\s+)?inspection)\b\s*[:;]?\s*",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"\d*|page \d+|ofsted|raising standards,?|improving lives|(?:www\.)?[\w.]+\.gov\.uk\S*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Title:
    framework: str
    again: bool
    name: str


def _read_title(page: str) -> _Title:
    """Return the framework and the authority as the head of page 1 prints them.

    SIF and ILACS to September 2021 print the authority above the title, later ILACS within it.

    Raises:
        ReportHeld: the kind of report that it is instead, or `unknown-layout`.
    """
    dates = _DATES_LABEL.search(page)
    head = page[: min(dates.start() if dates else HEAD, HEAD)]
    title = _SIF_TITLE.search(head)
    if title:
        rest = _PUBLISHED.split(page[title.end() : dates.start() if dates else None])[0]
        again = bool(title["again"]) or not _LETTER.search(rest)
        return _Title(SIF, again, _lines_above(head, title.start()))
    ilacs = _ILACS_TITLE.search(head) or _BARE_TITLE.match(page)
    if ilacs and not any(pattern.search(head) for _, pattern in _OTHER_KINDS):
        within = " ".join(ilacs["name"].split())
        return _Title(ILACS, False, within or _lines_above(head, ilacs.start()))
    # The narrative of a full inspection mentions visits too, so the head is asked first.
    for text in (head, page[:LETTER_HEAD]):
        found = [(hit.start(), kind) for kind, name in _OTHER_KINDS if (hit := name.search(text))]
        if found:
            _, kind = min(found, key=lambda named: named[0])
            raise ReportHeld(kind, "not a full inspection of children's services", 1)
    raise ReportHeld("unknown-layout", "the head of page 1 is no title that is known", 1)


def _lines_above(head: str, end: int) -> str:
    """Return the lines above the title, without page numbers and the publisher's own name."""
    lines = (line.strip() for line in head[:end].split("\n"))
    return " ".join(line for line in lines if not _NOT_A_NAME.fullmatch(line))


# --- the dates -----------------------------------------------------------------------------------

_MONTH_NAMES: Final = (
    ("january", "jan"),
    ("february", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may",),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
_MONTHS: Final = {
    name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names
}
_DATE_TOKEN = re.compile(
    r"\s*(?:(?P<numeric>\d{1,2}[/.]\d{1,2}[/.](?:20)?\d{2})(?!\d)"
    r"|(?P<year>20\d{2})(?!\d)"
    r"|(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d/.:])"
    rf"|(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
    r"|(?:(?:mon|tues|wednes|thurs|fri)day)\b"
    r"|(?P<until>-|to\b|until\b)"
    r"|(?P<also>[,;&]|and\b))",
    re.IGNORECASE,
)


@dataclass
class _PartialDate:
    """A date as printed; what it leaves out, the next date on the line says."""

    starts_spell: bool
    day: int
    month: int | None = None
    year: int | None = None


def read_spells(text: str) -> list[tuple[date, date]]:
    """Return the spells of an inspection, from the text that follows its label.

    "6 to 30 July 2015" leaves out the first month and year: they are those of the next date.
    The year is never taken from elsewhere.

    Raises:
        ReportHeld: `dates-unreadable`, `date-impossible` or `dates-reversed`.
    """
    partial = _partial_dates(text)
    if not partial:
        raise ReportHeld("dates-unreadable", "no date follows the label of the dates", 1)
    month: int | None = None
    year: int | None = None
    whole: list[date] = []
    for item in reversed(partial):
        if item.month is not None and item.year is None and year is None:
            raise ReportHeld("dates-unreadable", "a date has no year", 1)
        month, year = item.month or month, item.year or year
        if month is None or year is None:
            raise ReportHeld("dates-unreadable", "a date has no month or no year", 1)
        try:
            whole.insert(0, date(year, month, item.day))
        except ValueError as error:
            detail = f"{item.day}/{month}/{year} is no date"
            raise ReportHeld("date-impossible", detail, 1) from error
    if any(later < earlier for earlier, later in pairwise(whole)):
        raise ReportHeld("dates-reversed", "a later date is printed before an earlier one", 1)
    starts = [index for index, item in enumerate(partial) if item.starts_spell]
    ends = [index - 1 for index in starts[1:]] + [len(whole) - 1]
    return [(whole[first], whole[last]) for first, last in zip(starts, ends, strict=True)]


def _partial_dates(text: str) -> list[_PartialDate]:
    """Return the dates at the beginning of the text as printed, until the first other word."""
    found: list[_PartialDate] = []
    separator = "also"
    position = 0
    while token := _DATE_TOKEN.match(text, position):
        position = token.end()
        kind = token.lastgroup
        value = token[kind] if kind else ""
        if found and found[-1].year and not separator and token[0].lstrip(" ").startswith("\n"):
            separator = "also"  # a second spell on a line of its own
        if kind in ("until", "also"):
            if not found:
                raise ReportHeld("dates-unreadable", "the first date is missing", 1)
            separator = kind if separator != "until" else separator
        elif kind in ("numeric", "day"):
            if not separator:
                raise ReportHeld("dates-unreadable", "two dates stand side by side", 1)
            found.append(_new_date(value, separator == "also"))
            separator = ""
        elif kind in ("month", "year"):
            _complete(found, kind, value, separator)
            separator = ""
    if found and separator:
        raise ReportHeld("dates-unreadable", "the last date is missing", 1)
    return found


def _new_date(value: str, starts_spell: bool) -> _PartialDate:
    parts = [int(part) for part in re.split("[/.]", value)]
    if len(parts) == 1:
        return _PartialDate(starts_spell, parts[0])
    day, month, year = parts
    return _PartialDate(starts_spell, day, month, year if year > 99 else 2000 + year)


def _complete(found: list[_PartialDate], kind: str, value: str, separator: str) -> None:
    """Give the last date its month or its year."""
    last = found[-1] if found else None
    number = _MONTHS[value.lower()] if kind == "month" else int(value)
    if last is None or separator == "until" or getattr(last, kind) is not None:
        raise ReportHeld("dates-unreadable", f"'{value}' belongs to no date", 1)
    if kind == "month" and last.year is not None:
        raise ReportHeld("dates-unreadable", f"'{value}' follows a year", 1)
    setattr(last, kind, number)


def inspection_type(framework: str, again: bool, spells: list[tuple[date, date]]) -> str:
    """Return the type of an inspection.

    A SIF re-inspection says so in its title, or its title ends without the review of the local
    safeguarding children board, which belonged to each first inspection and to no re-inspection
    (21 of 21 in the official statistics: 16 by the word, 5 by the board).

    ILACS does not print the type; it follows from the length. A short inspection is made within
    one working week, a standard one takes two or more: all single spells in the official
    statistics. An inspection in parts, or of a length between the two, cannot be told.
    """
    if framework == SIF:
        return "SIF re-inspection" if again else "SIF"
    lengths = [(end - start).days for start, end in spells]
    if len(lengths) == 1 and lengths[0] <= SHORT_INSPECTION_DAYS:
        return "ILACS Short Inspection"
    if len(lengths) == 1 and lengths[0] >= STANDARD_INSPECTION_DAYS:
        return "ILACS Standard Inspection"
    return "ILACS inspection"


# --- the judgements ------------------------------------------------------------------------------

_GRADE = (
    r"(?P<grade>outstanding|good|in-?\n?adequate"
    r"|requires?\s+improvement(?:\s+to\s+be\s+good)?|not\s+judged)"
)
_GRADE_NAMES: Final = {
    "outstanding": OUTSTANDING,
    "good": GOOD,
    "inadequate": INADEQUATE,
    "requireimprovement": REQUIRES_IMPROVEMENT,
    "requiresimprovement": REQUIRES_IMPROVEMENT,
    "requireimprovementtobegood": REQUIRES_IMPROVEMENT,
    "requiresimprovementtobegood": REQUIRES_IMPROVEMENT,
    "notjudged": NOT_JUDGED,
}
# A label may end in a stop or a footnote mark; so may a grade, which ends its line.
_AFTER_LABEL = r"[ ]?[.:]?(?:\s?[1-9](?![.\d]))?\s*"
_NEXT_NUMBER = r"(?:[12]\.\s?[12]|[1-3])\.?\s?(?:children|adoption|experiences|leadership|the)\b"
_AFTER_GRADE = rf"[ ]?\.?[ ]?\d{{0,2}}[ ]?(?=\n|\Z|{_NEXT_NUMBER})"
_CELL = re.compile(_AFTER_LABEL + _GRADE + _AFTER_GRADE, re.IGNORECASE)
_ANY_GRADE = re.compile(
    r"\b(?:outstanding|good|(?:in)?adequate|requires?\s+improvement|not\s+judged)\b", re.IGNORECASE
)
# The third grade until 2013. It is not "requires improvement" and is never mapped to it.
_ADEQUATE = re.compile(r"[\s.:]*(?:grade\s+\d\s*\()?adequate\b", re.IGNORECASE)
# A row that is not known: a grade in capitals that ends its line.
_LATER_ROW = re.compile(
    r"(?:Outstanding|Good|Inadequate|Requires improvement(?: to be good)?|Not judged)\.?[ ]?$",
    re.MULTILINE,
)
_LATER_NUMBERED_ROW = re.compile(
    r"^\d(?:\.\d)?\.? (?![^\n]*(?:LSCB|Safeguarding))[A-Z][^\n]{5,80}"
    r"\b(?:Outstanding|Good|Inadequate|Requires improvement)\.?$",
    re.MULTILINE,
)
_NEXT_ROWS: Final = 160
# What stands beside a label whose grade is gone.
_NEXT_LABEL = re.compile(
    r"[\s.:]*(?:\Z|[1-3]\.|\d\s*\n|the\s+(?:impact|experiences)\b|overall\s+effectiveness\b)",
    re.IGNORECASE,
)

ADOPTION: Final = "adoption"  # a row of the SIF table that the warehouse does not keep

# The row's number is part of its label: the boilerplate of 2015 repeats the words without it.
SIF_ROWS: Final = {
    column: re.compile(r"(?<![\w.])" + number + r"\.?\s*" + label + r"(?![a-z])", re.IGNORECASE)
    for column, number, label in (
        (
            "help_and_protection",
            "1",
            rf"(?:{_words('the experiences and progress of')}\s+)?"
            rf"{_words('children who need help and protection')}",
        ),
        (
            "in_care",
            "2",
            rf"(?:{_words('the experiences and progress of')}\s+)?"
            rf"{_words('children looked after and achieving permanence')}",
        ),
        (ADOPTION, r"2\.1", r"adoption(?:\s+performance)?"),
        (
            "care_leavers",
            r"2\.2",
            rf"(?:the\s+)?{_words('experiences and progress of care leavers')}",
        ),
        # One report numbers this row 1.
        ("impact_of_leaders", "[13]", r"leadership,?\s+management,?\s+and\s+governance"),
    )
}
ILACS_LABELS: Final = {
    column: re.compile(r"\b" + label + r"(?![a-z])", re.IGNORECASE)
    for column, label in (
        # One report of 2026 leaves out "social work".
        (
            "impact_of_leaders",
            rf"{_words('the impact of leaders on')}\s+(?:{_words('social work')}\s+)?"
            rf"{_words('practice with children and families')}",
        ),
        (
            "help_and_protection",
            rf"{_words('the experiences and progress of children who need help and protection')}",
        ),
        (
            "in_care_and_care_leavers",
            rf"{_words('the experiences and progress of children in care and care leavers')}",
        ),
        (
            "in_care",
            rf"{_words('the experiences and progress of children in care')}(?!\s+and\s+care)",
        ),
        # Fourteen reports of 2025 and 2026 print "children care leavers".
        (
            "care_leavers",
            rf"{_words('the experiences and progress of')}\s+(?:children\s+)?care\s+leavers",
        ),
        ("overall_effectiveness", _words("overall effectiveness")),
    )
}

# A name is words in capitals and the small words between them; "who", "are" and the like end it.
_NAME = (
    r"(?:(?:[A-Z][\w'&-]*|St\.|&|of|and|the|upon|on|in|with|under|le|by|area|authority|borough"
    r"|city|council|county|district|metropolitan|unitary),?\s+){1,12}?"
)
# What follows begins anew: a small letter, a comma or a bracket would go on with the sentence.
_SENTENCE_END = r"(?:[ ]?\.)?[ ]?\d{0,2}(?=\s*(?:[^\sa-z,;:(-]|\Z))"
_SUBJECT = (
    r"(?i:(?:the\s+)?(?:local\s+authority(?:'s)?\s+)?children's\s+(?:social\s+care\s+)?services)\s+"
    rf"(?:(?i:in|for)\s+{_NAME})?"
)
_VERB = r"(?i:(?:are|is)\s+)?"
_OVERALL_SENTENCES: Final = (
    re.compile(
        rf"(?i:the\s+overall\s+(?:effectiveness\s+)?judgement\s+is)\s*:?\s+"
        rf"(?:(?i:that\s+)?{_SUBJECT}{_VERB})?(?i:{_GRADE}){_SENTENCE_END}"
    ),
    re.compile(rf"^{_SUBJECT}{_VERB}(?i:{_GRADE}){_SENTENCE_END}", re.MULTILINE),
)
_OVERALL_ADEQUATE = re.compile(r"overall\s+judgement\s+is\s+adequate\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Row:
    column: str
    start: int
    end: int
    grade: str


@dataclass(frozen=True)
class _Text:
    """The cleaned text of pages 1 and 2, joined, that knows where page 2 begins."""

    whole: str
    second_page_at: int

    def page(self, position: int) -> int:
        """Return the page on which a position stands."""
        return 1 if position < self.second_page_at else 2


def _grade_name(printed: str) -> str:
    return _GRADE_NAMES[re.sub(r"[\s-]+", "", printed).lower()]


def _read_table(
    text: _Text, labels: dict[str, re.Pattern[str]], wanted: Collection[str], begin: int
) -> list[_Row]:
    """Return the rows of the table of judgements, in printed order.

    The table is the first place of each label. Each grade must follow its own label and end its
    line, no other grade may stand between two rows, and a label that is met again with a grade
    must carry the same one.

    Raises:
        ReportHeld: `label-missing`, `grade-missing`, `grade-unknown`, `grade-before-2013`,
            `grade-between-rows` or `judgements-disagree`.
    """
    rows = [_read_row(text, column, labels[column], begin) for column in wanted]
    rows.sort(key=lambda row: row.start)
    for above, below in pairwise(rows):
        if _ANY_GRADE.search(text.whole, above.end, below.start):
            raise ReportHeld(
                "grade-between-rows",
                f"a grade without a known label stands between {above.column} and {below.column}",
                text.page(above.end),
            )
    for row in rows:
        for again in labels[row.column].finditer(text.whole, row.end):
            cell = _CELL.match(text.whole, again.end())
            if cell and _grade_name(cell["grade"]) != row.grade:
                raise ReportHeld(
                    "judgements-disagree",
                    f"{row.column} is '{row.grade}' in the table and '{cell['grade']}' below",
                    text.page(again.start()),
                )
    return rows


def _read_row(text: _Text, column: str, label: re.Pattern[str], begin: int) -> _Row:
    found = label.search(text.whole, begin)
    if found is None:
        raise ReportHeld("label-missing", f"the label of {column} is not on pages 1 and 2")
    page = text.page(found.start())
    cell = _CELL.match(text.whole, found.end())
    if cell:
        return _Row(column, found.start(), cell.end(), _grade_name(cell["grade"]))
    if _ADEQUATE.match(text.whole, found.end()):
        raise ReportHeld("grade-before-2013", f"{column} is 'adequate', a grade of before", page)
    printed = " ".join(text.whole[found.end() : found.end() + 60].split()[:3])
    if _NEXT_LABEL.match(text.whole, found.end()):
        raise ReportHeld("grade-missing", f"no grade stands beside the label of {column}", page)
    raise ReportHeld("grade-unknown", f"beside the label of {column} stands '{printed}'", page)


def _read_sif_overall(text: _Text, begin: int, table: int) -> str:
    """Return the overall judgement of a SIF report: a sentence between the dates and the table.

    Raises:
        ReportHeld: `overall-missing`, `grade-before-2013` or `judgements-disagree`.
    """
    above = {
        _grade_name(found["grade"])
        for sentence in _OVERALL_SENTENCES
        for found in sentence.finditer(text.whole, begin, table)
    }
    if not above:
        if _OVERALL_ADEQUATE.search(text.whole, begin, table):
            raise ReportHeld("grade-before-2013", "the overall is 'adequate', a grade of before", 1)
        raise ReportHeld("overall-missing", "no sentence above the table gives the overall", 1)
    # "The overall judgement is" may be said of the safeguarding board below the table.
    below = _OVERALL_SENTENCES[-1].finditer(text.whole, table)
    given = above | {_grade_name(found["grade"]) for found in below}
    if len(given) > 1:
        raise ReportHeld("judgements-disagree", f"the overall is given as {sorted(given)}", 1)
    return above.pop()


def _read_sif(text: _Text, begin: int) -> dict[str, str]:
    rows = _read_table(text, SIF_ROWS, tuple(SIF_ROWS), begin)
    _require_no_more_rows(text, rows[-1].end, _LATER_NUMBERED_ROW)
    overall = _read_sif_overall(text, begin, rows[0].start)
    return {row.column: row.grade for row in rows} | {"overall_effectiveness": overall}


def _read_ilacs(text: _Text, begin: int, start: date) -> dict[str, str]:
    separate = start >= SEPARATE_CARE_LEAVERS_FROM
    care = ["in_care", "care_leavers"] if separate else ["in_care_and_care_leavers"]
    overall = ["overall_effectiveness"] if start < NO_OVERALL_FROM else []
    wanted = ["impact_of_leaders", "help_and_protection", *care, *overall]
    for column in ILACS_LABELS.keys() - set(wanted):
        for found in ILACS_LABELS[column].finditer(text.whole, begin):
            if _CELL.match(text.whole, found.end()):
                raise ReportHeld(
                    "judgement-not-of-this-date",
                    f"{column} is judged, which was not done in inspections begun on {start}",
                    text.page(found.start()),
                )
    rows = _read_table(text, ILACS_LABELS, wanted, begin)
    _require_no_more_rows(text, rows[-1].end, _LATER_ROW)
    grades = {row.column: row.grade for row in rows}
    if not separate:
        grades["in_care"] = grades.pop("in_care_and_care_leavers")
    return grades


def _require_no_more_rows(text: _Text, end: int, row: re.Pattern[str]) -> None:
    """Hold a table that goes on with a row that is not known."""
    if row.search(text.whole[end : end + _NEXT_ROWS]):
        raise ReportHeld("row-unknown", "the table has a row that is not known", text.page(end))


# --- the report ----------------------------------------------------------------------------------


def read_pages(pages: Pages, listing: Listing, known_names: Collection[str]) -> InspectionReport:
    """Return the row that the text of pages 1 and 2 gives, after the per-report gates.

    Args:
        pages: the text of pages 1 and 2.
        listing: what the publisher's site says of the file.
        known_names: every name by which the listed authority is known.

    Raises:
        ReportHeld: the first rule that the text does not meet.
    """
    first, second = clean_text(pages[0]), clean_text(pages[1])
    check_text((first, second))
    text = _Text(f"{first}\n{second}", len(first) + 1)
    title = _read_title(first)
    label = _DATES_LABEL.search(first)
    if label is None:
        raise ReportHeld("dates-unreadable", "page 1 has no label of the inspection's dates", 1)
    spells = read_spells(first[label.end() :])
    start, end = spells[0][0], spells[-1][1]
    check_framework_date(title.framework, start)
    check_dates(title.framework, start, end, listing, _printed_publication(first))
    check_authority(title.name, {*known_names, listing.listing_name})
    if title.framework == SIF:
        grades = _read_sif(text, label.end())
    else:
        grades = _read_ilacs(text, label.end(), start)
    grades.pop(ADOPTION, None)
    kind = inspection_type(title.framework, title.again, spells)
    report = _report(title, kind, start, end, grades)
    check_judgements(report)
    check_arithmetic(report)
    return report


def _printed_publication(page: str) -> date | None:
    """Return the publication date that SIF reports print, where it can be read."""
    label = _PUBLISHED.search(page)
    if label is None:
        return None
    try:
        return read_spells(page[label.end() :].split("\n")[0])[0][0]
    except ReportHeld:
        return None


def _report(
    title: _Title, kind: str, start: date, end: date, grades: dict[str, str]
) -> InspectionReport:
    absent = title.framework == ILACS and start >= NO_OVERALL_FROM
    not_judged = tuple(sorted(column for column, grade in grades.items() if grade == NOT_JUDGED))
    if not_judged and (title.framework != SIF or "overall_effectiveness" in not_judged):
        raise ReportHeld("grade-unknown", f"{', '.join(not_judged)} is 'not judged'", 1)
    judged = {column: grade for column, grade in grades.items() if column not in not_judged}
    return InspectionReport(
        framework=title.framework,
        inspection_type=kind,
        la_name_on_page=title.name,
        inspection_start_date=start,
        inspection_end_date=end,
        overall_effectiveness=judged.get("overall_effectiveness"),
        impact_of_leaders=judged.get("impact_of_leaders"),
        help_and_protection=judged.get("help_and_protection"),
        in_care=judged.get("in_care"),
        care_leavers=judged.get("care_leavers"),
        overall_absent_reason=OVERALL_ABSENT_REASON if absent else None,
        not_judged=not_judged,
    )


def read_first(data: bytes, listing: Listing, known_names: Collection[str]) -> InspectionReport:
    """Return the row of one file as the first reader gives it; not yet confirmed.

    Raises:
        ReportHeld: the first rule that the file does not meet.
    """
    check_file(data)
    return read_pages(pages_by_first_reader(data), listing, known_names)


def confirm_with_second_reader(
    data: bytes,
    listing: Listing,
    known_names: Collection[str],
    row: InspectionReport,
    reader: Reader = pages_by_second_reader,
) -> None:
    """Hold a file from which the second reader does not give the same row.

    A plausible wrong grade passes every other rule of one report; two libraries that lay out
    text in different ways do not make the same mistake.

    Raises:
        ReportHeld: `second-reader-differs`.
    """
    try:
        again = read_pages(reader(data), listing, known_names)
    except ReportHeld as held:
        raise ReportHeld(
            "second-reader-differs", f"the second reader holds it: {held}", held.page
        ) from held
    names = [field.name for field in fields(row)]
    differing = [name for name in names if getattr(row, name) != getattr(again, name)]
    if differing:
        raise ReportHeld("second-reader-differs", f"the readers differ in {', '.join(differing)}")


def read_report(data: bytes, listing: Listing, known_names: Collection[str]) -> InspectionReport:
    """Return the judgements of one inspection report, read twice.

    Args:
        data: the file.
        listing: what the publisher's site says of it.
        known_names: every name by which the listed authority is known.

    Raises:
        ReportHeld: the first rule that the file does not meet; no other error leaves here.
    """
    row = read_first(data, listing, known_names)
    confirm_with_second_reader(data, listing, known_names, row)
    return row
