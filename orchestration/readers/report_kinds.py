"""The kinds of report that are read: one per reader that a source page names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from orchestration.catalogue import Source
from orchestration.readers.area_send_report import head as area_send_head
from orchestration.readers.area_send_report import reader as area_send_report
from orchestration.readers.area_send_report.reader import AreaSendReport
from orchestration.readers.inspection_report import reader as inspection_report
from orchestration.readers.inspection_report import title as inspection_title
from orchestration.readers.inspection_report.rules import Finding, InspectionReport, Listing

Report = InspectionReport | AreaSendReport
AREA_SEND: Final = "area_send_report"


@dataclass(frozen=True)
class ReportKind:
    """One kind of report.

    Attributes:
        table: The table of the source page that has a row per report, and lays out the listing.
        read: Its reader.
        other_kinds: Rules that hold what is known to be another kind of report.
        taught_in: Where a new layout is taught.
    """

    table: str
    read: Callable[[bytes, Listing, Collection[str], Collection[Finding]], Report]
    other_kinds: frozenset[str]
    taught_in: str


KINDS: Final[Mapping[str, ReportKind]] = {
    "report": ReportKind(
        "judgements",
        inspection_report.read_report,
        inspection_title.OTHER_KINDS,
        "orchestration/readers/inspection_report",
    ),
    AREA_SEND: ReportKind(
        "inspections",
        area_send_report.read_report,
        area_send_head.OTHER_KINDS,
        "orchestration/readers/area_send_report",
    ),
}


def kind_of_report(source: Source) -> ReportKind:
    """The kind of report that a source page is about."""
    return KINDS[source.reader]


def is_of(source: Source, row: Mapping[str, str]) -> bool:
    """Whether a row of a listing, by its title, is for this source page and no other.

    One listing has all that an authority was inspected for. What it does not call area SEND goes
    to the reader of full inspections, which holds what is none.
    """
    return area_send_head.is_listed_as_area_send(row["title"]) == (source.reader == AREA_SEND)
