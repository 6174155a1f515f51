"""The kind of report, and the partnership that its title names."""

from __future__ import annotations

import re
from typing import Final

from orchestration.readers.inspection_report.dates import DATES_LABEL
from orchestration.readers.inspection_report.rules import ReportHeld
from orchestration.readers.inspection_report.title import HEAD, LETTER_HEAD

_TITLE = re.compile(
    r"\barea\s+send\s+(?:full\s+)?(?:re-?)?inspection\s+of\s+(?P<name>[^:\d]{1,120}?)"
    r"(?:\s+local)?(?:\s+area)?(?:\s+partnership)?\s*\Z",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\b(?:send|special\s+educational\s+needs)\b", re.IGNORECASE)
# What Ofsted publishes, or has published, of area SEND beside the full inspections.
_OTHER_KINDS: Final = (
    (
        "area-send-monitoring",
        re.compile(r"\bsend\b[^.]{0,40}\bmonitoring\s+(?:inspection|visit)", re.I),
    ),
    ("area-send-thematic", re.compile(r"\bthematic\s+(?:visit|review)", re.I)),
    (
        "area-send-revisit",
        re.compile(r"\bre-?visit\s+to\b|\bsend\b[^.]{0,40}\bre-?visit\b", re.I),
    ),
    (
        "area-send-before-2023",
        re.compile(
            r"\bwritten\s+statement\s+of\s+action\b"
            r"|\bjoint\s+(?:local\s+)?area\s+(?:send\s+|special\s+educational\s+needs\b[^.]{0,40})"
            r"inspection\b|\bjoint\s+inspection\s+of\s+the\s+local\s+area\b"
            r"|\blocal\s+area\s+of\b[^.]{0,120}\bto\s+judge\s+the\s+effectiveness\b",
            re.I,
        ),
    ),
)
OTHER_KINDS: Final = frozenset(kind for kind, _ in _OTHER_KINDS)


def is_listed_as_area_send(title: str) -> bool:
    """Whether the title of an entry of the reports site names area SEND."""
    return bool(_LISTED.search(title))


def read_name(page: str) -> str:
    """Return the authority whose partnership the title at the head of page 1 names.

    Args:
        page: page 1, in which hyphens at the end of a line are kept: they belong to the name.

    Raises:
        ReportHeld: the kind of report that it is instead, or `unknown-layout`.
    """
    dates = DATES_LABEL.search(page)
    head = page[: min(dates.start() if dates else HEAD, HEAD)]
    title = _TITLE.search(head)
    if title:
        return " ".join(title["name"].split()).replace("- ", "-")
    for kind, pattern in _OTHER_KINDS:
        if pattern.search(page[:LETTER_HEAD]):
            raise ReportHeld(kind, "not a full inspection under the framework of 2023", 1)
    raise ReportHeld("unknown-layout", "the head of page 1 is no title that is known", 1)
