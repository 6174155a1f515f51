"""The dates of an inspection, and what its length says of its type."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from orchestration.readers.inspection_report.rules import SIF, ReportHeld

DATES_LABEL = re.compile(
    r"\b(?:(?:re-?)?inspection\s+dates?|dates?\s+of\s+(?:the\s+)?inspection)\b\s*[:;]?\s*",
    re.IGNORECASE,
)
PUBLISHED_LABEL = re.compile(r"\breport\s+published\s*:?\s*", re.IGNORECASE)
# Days from the first to the last: Monday to Friday, and Monday to the Friday of the next week.
SHORT_INSPECTION_DAYS: Final = 4
STANDARD_INSPECTION_DAYS: Final = 11

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


def read_dates(page: str) -> tuple[int, list[tuple[date, date]]]:
    """Return where the label of the inspection's dates ends on page 1, and its spells.

    Raises:
        ReportHeld: `dates-unreadable`: there is no label, or no dates after it.
    """
    label = DATES_LABEL.search(page)
    if label is None:
        raise ReportHeld("dates-unreadable", "page 1 has no label of the inspection's dates", 1)
    return label.end(), read_spells(page[label.end() :])


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


def printed_publication(page: str) -> date | None:
    """Return the publication date that SIF reports print, where it can be read."""
    label = PUBLISHED_LABEL.search(page)
    if label is None:
        return None
    try:
        return read_spells(page[label.end() :].split("\n")[0])[0][0]
    except ReportHeld:
        return None


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
