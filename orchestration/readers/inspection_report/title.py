"""The kind of report, and the authority that its head names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from orchestration.readers.inspection_report.dates import DATES_LABEL, PUBLISHED_LABEL
from orchestration.readers.inspection_report.rules import ILACS, SIF, ReportHeld

# The title stands at the head of page 1; a letter names its subject after the addresses.
HEAD: Final = 400
LETTER_HEAD: Final = 1_500

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
OTHER_KINDS: Final = frozenset(kind for kind, _ in _OTHER_KINDS)
_LETTER = re.compile(r"[a-z]", re.IGNORECASE)
_NOT_A_NAME = re.compile(
    r"\d*|page \d+|ofsted|raising standards,?|improving lives|(?:www\.)?[\w.]+\.gov\.uk\S*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Title:
    """What the head of page 1 says.

    Attributes:
        framework: `SIF` or `ILACS`.
        again: It is a re-inspection.
        name: The authority as printed.
    """

    framework: str
    again: bool
    name: str


def read_title(page: str) -> Title:
    """Return the framework and the authority as the head of page 1 prints them.

    SIF and ILACS to September 2021 print the authority above the title, later ILACS within it.

    Raises:
        ReportHeld: the kind of report that it is instead, or `unknown-layout`.
    """
    dates = DATES_LABEL.search(page)
    head = page[: min(dates.start() if dates else HEAD, HEAD)]
    title = _SIF_TITLE.search(head)
    if title:
        rest = PUBLISHED_LABEL.split(page[title.end() : dates.start() if dates else None])[0]
        again = bool(title["again"]) or not _LETTER.search(rest)
        return Title(SIF, again, _lines_above(head, title.start()))
    ilacs = _ILACS_TITLE.search(head) or _BARE_TITLE.match(page)
    if ilacs and not any(pattern.search(head) for _, pattern in _OTHER_KINDS):
        within = " ".join(ilacs["name"].split())
        return Title(ILACS, False, within or _lines_above(head, ilacs.start()))
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
