"""What a person can do about a report that is held."""

from __future__ import annotations

from typing import Final

from orchestration.readers.inspection_report.rules import CONFIRMABLE, Listing, ReportHeld
from orchestration.readers.report_kinds import ReportKind

# What stands in place of a report, or is cut short, comes whole another time.
DAMAGED: Final = frozenset(
    {"html-page", "not-a-pdf", "not-opened", "one-page", "no-text-layer", "page-too-long"}
)


def what_to_do(held: ReportHeld, listing: Listing, kind: ReportKind) -> str:
    """Say in words how a held report comes to count, or that it need not."""
    if held.rule == "send-inspection":
        return "it is read where its title in the listing names area SEND: mend the listing"
    if held.rule in kind.other_kinds:
        return "nothing is to be done: it gives no judgement or outcome of a full inspection"
    if held.rule in DAMAGED:
        return f"fetch the PDF again from {listing.url}"
    if held.rule == "authority-differs":
        return (
            "if the authority's services may be called that, add the name to "
            "dbt_project/seeds/report_names.csv, with where it was seen"
        )
    if held.rule in CONFIRMABLE:
        detail = held.detail.replace('"', '""')
        return (
            f"if page {held.page or 1} of {listing.url} bears it out, add to "
            f"data/sources/confirmed_reports.csv the line {listing.file_id},{held.rule},"
            f'"{detail}",{held.page or 1},<date>,<reason>'
        )
    return f"look at {listing.url}: a new layout or wording is taught to {kind.taught_in}"
