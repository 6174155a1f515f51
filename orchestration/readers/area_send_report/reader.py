"""One report of an area SEND inspection from its bytes to its row: read, checked, read again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Final

from orchestration.readers.area_send_report.head import read_name
from orchestration.readers.area_send_report.outcome import check_outcome, read_outcome
from orchestration.readers.inspection_report.dates import read_dates
from orchestration.readers.inspection_report.rules import (
    Finding,
    Listing,
    ReportHeld,
    check_authority,
    check_dates,
)
from orchestration.readers.inspection_report.text import Pages, Text, check_text, clean_text
from orchestration.readers.inspection_report.twice import (
    begun_on,
    hold_unless_confirmed,
    read_twice,
)

AREA_SEND: Final = "area SEND"
# The framework came into use in January 2023; its first inspections began in February.
FRAMEWORK_BEGINS: Final = date(2023, 1, 1)
SATURDAY: Final = 5


@dataclass(frozen=True)
class AreaSendReport:
    """The outcome of one area SEND inspection, by its name in `outcome`."""

    la_name_on_page: str
    inspection_start_date: date
    inspection_end_date: date
    outcome: str


def read_pages(
    pages: Pages,
    listing: Listing,
    known_names: Collection[str],
    confirmed: Collection[Finding] = (),
) -> AreaSendReport:
    """Return the row that the text of pages 1 and 2 gives, after the per-report gates.

    Args:
        pages: the text of pages 1 and 2.
        listing: what the publisher's site says of the file.
        known_names: every name by which the listed authority is known.
        confirmed: findings about the file that a person confirmed.

    Raises:
        ReportHeld: the first rule that the text does not meet, and that nobody confirmed.
    """
    first, second = clean_text(pages[0]), clean_text(pages[1])
    check_text((first, second))
    name = read_name(clean_text(pages[0], line_end_hyphen="-"))
    _, spells = read_dates(first)
    start, end = spells[0][0], spells[-1][1]
    with begun_on(start):
        about_the_head = chain(
            _check_calendar(spells),
            check_dates(AREA_SEND, spells, listing, printed_publication=None),
            check_authority(name, {*known_names, listing.listing_name}),
        )
        hold_unless_confirmed(about_the_head, confirmed)
        said = read_outcome(Text.joined(first, second))
        hold_unless_confirmed(check_outcome(said), confirmed)
    return AreaSendReport(name, start, end, said.outcome)


def _check_calendar(spells: Sequence[tuple[date, date]]) -> Iterator[ReportHeld]:
    """Check that the framework was in use, and that inspectors came on working days.

    Yields:
        `framework-date` or `start-weekday`.
    """
    start = spells[0][0]
    if start < FRAMEWORK_BEGINS:
        yield ReportHeld("framework-date", f"the framework of 2023 was not in use on {start}", 1)
    for day in chain.from_iterable(spells):
        if day.weekday() >= SATURDAY:
            yield ReportHeld("start-weekday", f"{day} is a Saturday or a Sunday", 1)


def read_report(
    data: bytes,
    listing: Listing,
    known_names: Collection[str],
    confirmed: Collection[Finding] = (),
) -> AreaSendReport:
    """Return the outcome of one area SEND inspection, read twice.

    Args:
        data: the file.
        listing: what the publisher's site says of it.
        known_names: every name by which the listed authority is known.
        confirmed: findings about the file that a person confirmed.

    Raises:
        ReportHeld: the first rule that the file does not meet; no other error leaves here.
    """
    return read_twice(data, lambda pages: read_pages(pages, listing, known_names, confirmed))
