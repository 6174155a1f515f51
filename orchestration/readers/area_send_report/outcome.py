"""The outcome of an area SEND inspection, and what must follow from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from orchestration.readers.inspection_report.rules import ReportHeld
from orchestration.readers.inspection_report.text import Text

_SECTION = re.compile(
    r"^inspection\s+outcomes?\b:?(?P<said>.{1,2500}?)"
    r"^(?:information\s+about\s+the|what\s+is\s+it\s+like\s+to\s+be)\b",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)
_NEXT = re.compile(
    r"\bnext\s+full\s+(?:area\s+)?(?:send\s+)?(?:re-?)?inspection\b[^.]*?"
    r"\b(?P<years>\d{1,2}|one|two|three|four|five|six)[\s-]+years?\b",
    re.IGNORECASE,
)
_MONITORING = re.compile(r"\bmonitoring\s+inspection\b", re.IGNORECASE)
_PRIORITY_PLAN = re.compile(r"\bpriority\s+action\s+plan\b", re.IGNORECASE)
_STRATEGIC_PLAN = re.compile(r"\bstrategic\s+plan\b", re.IGNORECASE)
_NUMBERS: Final = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


@dataclass(frozen=True)
class _Outcome:
    """One of the three outcomes.

    Attributes:
        name: The outcome in few words, as it is published here.
        sentence: The standard sentence that says it.
        years: Within how many years the next full inspection follows.
        is_failing: Whether a priority action plan is required and a monitoring inspection made.
    """

    name: str
    sentence: re.Pattern[str]
    years: int
    is_failing: bool


# The framework ties the next inspection and the plan to the outcome: 44 of 44 published reports.
_OUTCOMES: Final = (
    _Outcome(
        "typically positive",
        re.compile(
            r"\barrangements\s+typically\s+lead\s+to\s+positive\s+experiences\s+and\s+outcomes\b",
            re.I,
        ),
        5,
        is_failing=False,
    ),
    _Outcome(
        "inconsistent",
        re.compile(
            r"\barrangements\s+lead\s+to\s+inconsistent\s+experiences\s+and\s+outcomes\b", re.I
        ),
        3,
        is_failing=False,
    ),
    _Outcome(
        "widespread and/or systemic failings",
        re.compile(
            r"\bthere\s+are\s+widespread\s+(?:and\s?/\s?or|and|or)\s+systemic\s+failings\b", re.I
        ),
        3,
        is_failing=True,
    ),
)


@dataclass(frozen=True)
class Said:
    """What a report says under the heading of the outcome.

    Attributes:
        outcome: The name of one of the three.
        years: Within how many years the next full inspection follows, each number that is said.
        plan: `priority action` or `strategic`; None where the report asks for no plan.
        is_monitored: Whether a monitoring inspection is announced.
    """

    outcome: str
    years: frozenset[int]
    plan: str | None
    is_monitored: bool


def read_outcome(text: Text) -> Said:
    """Return what a report says under "Inspection outcome".

    Raises:
        ReportHeld: `outcome-not-found`, `outcome-unknown` or `outcomes-several`.
    """
    section = _SECTION.search(text.whole)
    if section is None:
        raise ReportHeld("outcome-not-found", "no section has the heading of the outcome", 1)
    said, page = section["said"], text.page(section.start("said"))
    found = [outcome.name for outcome in _OUTCOMES if outcome.sentence.search(said)]
    if not found:
        raise ReportHeld("outcome-unknown", "none of the three standard sentences is there", page)
    if len(found) > 1:
        raise ReportHeld("outcomes-several", f"the report says {' and '.join(found)}", page)
    strategic = "strategic" if _STRATEGIC_PLAN.search(said) else None
    return Said(
        outcome=found[0],
        years=frozenset(_number(match["years"]) for match in _NEXT.finditer(said)),
        plan="priority action" if _PRIORITY_PLAN.search(said) else strategic,
        is_monitored=bool(_MONITORING.search(said)),
    )


def check_outcome(said: Said) -> Iterator[ReportHeld]:
    """Check that what follows is what the framework ties to the outcome.

    Yields:
        `outcome-contradicted`, or `outcome-not-borne-out` where nothing follows at all.
    """
    outcome = next(outcome for outcome in _OUTCOMES if outcome.name == said.outcome)
    plan = "priority action" if outcome.is_failing else "strategic"
    others = said.years - {outcome.years}
    if others:
        years = " and ".join(map(str, sorted(others)))
        detail = f"'{said.outcome}', with the next full inspection within {years} years"
        yield ReportHeld("outcome-contradicted", detail, 1)
    if said.plan not in (plan, None):
        yield ReportHeld("outcome-contradicted", f"'{said.outcome}', with a {said.plan} plan", 1)
    if said.is_monitored and not outcome.is_failing:
        detail = f"'{said.outcome}', with a monitoring inspection"
        yield ReportHeld("outcome-contradicted", detail, 1)
    if not said.years and said.plan is None:
        detail = f"'{said.outcome}', without a plan or the next full inspection"
        yield ReportHeld("outcome-not-borne-out", detail, 1)


def _number(word: str) -> int:
    return _NUMBERS.get(word.lower()) or int(word)
