"""Wrong listings and reports of area SEND: two made-up reports of 2026, as the site files them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from tests.corruptions.case import NEXT, Case, Folder
from tests.corruptions.reports import SITE, Listed, folder
from tests.fixtures.area_send_pdf import (
    FAILINGS,
    INCONSISTENT,
    POSITIVE,
    SECOND_PAGE,
    SENTENCE,
    TITLE,
    area_send,
)
from tests.fixtures.area_send_pdf import (
    NEXT as FOLLOWING,
)
from tests.fixtures.report_pdf import pdf

SOURCE = "ofsted_area_send"
USUAL = "Inspection dates: 14 September 2026 to 18 September 2026"
NAMES = "the report names the authority it is filed under"
DATES = "in order, published 10 to 210 days after it ended"
BORNE_OUT = "the plan and the next inspection are those of the outcome"
THREE = "exactly one of the three standard sentences"


@dataclass(frozen=True)
class ListedSend(Listed):
    """A report of area SEND and its row of the listing.

    Attributes:
        outcome: The outcome that plan and next inspection are of.
        sentence: The standard sentence; that of the outcome where it is empty.
        following: The words about the next inspection; those of the outcome where empty.
    """

    dates: str = USUAL
    title: str = TITLE
    outcome: str = INCONSISTENT
    sentence: tuple[str, ...] = ()
    following: tuple[str, ...] = ()

    @property
    def data(self) -> bytes:
        """The report."""
        head = (f"Area SEND inspection of {self.printed or self.name}", "Local Area Partnership")
        page = area_send(
            self.outcome,
            head=head,
            dates=self.dates,
            sentence=self.sentence or None,
            following=self.following or None,
        )
        return pdf(page, SECOND_PAGE)


ONE = ListedSend("80426", "Barnsley", "2026-11-10", "50320101")
OTHER = ListedSend(
    "80441", "Bristol, City of", "2026-11-12", "50320102", printed="Bristol", outcome=FAILINGS
)
# A report that the snapshot has: Surrey's of 2023.
KNOWN = ListedSend(
    "80567", "Surrey", "2023-11-24", "50233738",
    dates="Inspection dates: 25 to 29 September 2023",
)  # fmt: skip


def usual() -> Folder:
    """Both reports as they should be."""
    return folder(ONE, OTHER)


def _with(**changes: object) -> Callable[[], Folder]:
    return lambda: folder(replace(ONE, **changes), OTHER)  # type: ignore[arg-type]


def _page() -> Folder:
    page = b"<!DOCTYPE html>\n<html><body>Page not found</body></html>\n"
    return folder(ONE, OTHER, files={ONE.path: page})


WRONG: tuple[tuple[str, Callable[[], Folder], str], ...] = (
    ("the number of another authority", _with(urn="80432"), NAMES),
    ("the partnership of another authority", _with(printed="Bolton"), NAMES),
    ("number of no authority", _with(urn="89999"), "every report belongs to a known authority"),
    ("a report under another title", _with(title="children's services inspection"),
     "each kind of report has its reader"),
    ("a report of children's services under this title",
     lambda: folder(Listed("80426", "Barnsley", "2026-10-27", "50320103", title=TITLE)),
     "each kind of report has its reader"),
    ("published a year early", _with(published="2025-11-10"), DATES),
    ("published a year late", _with(published="2027-11-10"), DATES),
    ("ended before it began", _with(dates="Inspection dates: 18 to 14 September 2026"), DATES),
    ("a year that is not printed", _with(dates="Inspection dates: 14 to 18 September"), DATES),
    ("begun on a Sunday", _with(dates="Inspection dates: 13 to 18 September 2026"), DATES),
    ("an address elsewhere", _with(url="https://files.ofsted.gov.uk.example/v1/file/50320101"),
     "an address is https of an allow-listed host"),
    ("an address of another report", _with(url=SITE + OTHER.file_id),
     "address, file and number agree"),
    ("a report twice under two numbers", lambda: folder(ONE, replace(ONE, file_id="50320109")),
     "one report per authority and inspection"),
    ("a web page for a report", _page, "held, named and not used"),
    ("two outcomes", _with(sentence=(*SENTENCE[INCONSISTENT], *SENTENCE[FAILINGS])), THREE),
    ("an outcome in other words", _with(sentence=("Experiences and outcomes are mixed.",)), THREE),
    ("a better outcome", _with(sentence=SENTENCE[POSITIVE]), BORNE_OUT),
    ("a worse outcome", _with(sentence=SENTENCE[FAILINGS]), BORNE_OUT),
    ("the next inspection of another outcome", _with(following=FOLLOWING[POSITIVE]), BORNE_OUT),
    ("an inspection again after a year",
     lambda: folder(replace(KNOWN, file_id="50320104", published="2024-11-22",
                            dates="Inspection dates: 23 to 27 September 2024")),
     "a full inspection is not made again within two years"),
    ("a known report with another outcome", lambda: folder(replace(KNOWN, outcome=FAILINGS)),
     "a report does not change"),
    ("a new report, better throughout", _with(outcome=POSITIVE),
     "nothing: there is no other witness"),
)  # fmt: skip


def cases() -> Iterator[Case]:
    """Every wrong file of this source."""
    for name, make, meant in WRONG:
        yield Case(name, SOURCE, NEXT, meant, partial(make))
