"""The labels of the judgements and the words of the grades, as the reports print them.

The tables are data: a label is a phrase in which a blank stands for any white space, since its
words may be broken over lines. Labels are matched without regard to capitals.
"""

from __future__ import annotations

import re
from typing import Final

from orchestration.readers.inspection_report.rules import (
    GOOD,
    INADEQUATE,
    NOT_JUDGED,
    OUTSTANDING,
    REQUIRES_IMPROVEMENT,
)

ADOPTION: Final = "adoption"  # a row of the SIF table that the warehouse does not keep

# Column, number of the row, label. The number is part of the label: the boilerplate of 2015
# repeats the words without it. One report numbers the last row 1.
_SIF_TABLE: Final = (
    (
        "help_and_protection",
        "1",
        "(the experiences and progress of )?children who need help and protection",
    ),
    (
        "in_care",
        "2",
        "(the experiences and progress of )?children looked after and achieving permanence",
    ),
    (ADOPTION, r"2\.1", "adoption( performance)?"),
    ("care_leavers", r"2\.2", "(the )?experiences and progress of care leavers"),
    ("impact_of_leaders", "[13]", "leadership,? management,? and governance"),
)
# One report of 2026 leaves out "social work"; fourteen of 2025 and 2026 print "children care
# leavers".
_ILACS_TABLE: Final = (
    (
        "impact_of_leaders",
        "the impact of leaders on (social work )?practice with children and families",
    ),
    (
        "help_and_protection",
        "the experiences and progress of children who need help and protection",
    ),
    (
        "in_care_and_care_leavers",
        "the experiences and progress of children in care and care leavers",
    ),
    ("in_care", "the experiences and progress of children in care(?! and care)"),
    ("care_leavers", "the experiences and progress of (children )?care leavers"),
    ("overall_effectiveness", "overall effectiveness"),
)


def _label(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace(" ", r"\s+") + "(?![a-z])", re.IGNORECASE)


SIF_LABELS: Final = {
    column: _label(rf"(?<![\w.]){number}\.?\s*{label}") for column, number, label in _SIF_TABLE
}
ILACS_LABELS: Final = {column: _label(rf"\b{label}") for column, label in _ILACS_TABLE}

# --- the grades beside the labels ----------------------------------------------------------------

_GRADE = (
    r"(?P<grade>outstanding|good|in-?\n?adequate"
    r"|requires?\s+improvement(?:\s+to\s+be\s+good)?|not\s+judged)"
)
GRADE_NAMES: Final = {
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
CELL = re.compile(_AFTER_LABEL + _GRADE + _AFTER_GRADE, re.IGNORECASE)
ANY_GRADE = re.compile(
    r"\b(?:outstanding|good|(?:in)?adequate|requires?\s+improvement|not\s+judged)\b", re.IGNORECASE
)
# The third grade until 2013. It is not "requires improvement" and is never mapped to it.
ADEQUATE = re.compile(r"[\s.:]*(?:grade\s+\d\s*\()?adequate\b", re.IGNORECASE)
# A row that is not known: a grade in capitals that ends its line.
LATER_ROW = re.compile(
    r"(?:Outstanding|Good|Inadequate|Requires improvement(?: to be good)?|Not judged)\.?[ ]?$",
    re.MULTILINE,
)
LATER_NUMBERED_ROW = re.compile(
    r"^\d(?:\.\d)?\.? (?![^\n]*(?:LSCB|Safeguarding))[A-Z][^\n]{5,80}"
    r"\b(?:Outstanding|Good|Inadequate|Requires improvement)\.?$",
    re.MULTILINE,
)
# What stands beside a label whose grade is gone.
NEXT_LABEL = re.compile(
    r"[\s.:]*(?:\Z|[1-3]\.|\d\s*\n|the\s+(?:impact|experiences)\b|overall\s+effectiveness\b)",
    re.IGNORECASE,
)

# --- the sentence that gives the overall judgement of a SIF report -------------------------------

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
OVERALL_SENTENCES: Final = (
    re.compile(
        rf"(?i:the\s+overall\s+(?:effectiveness\s+)?judgement\s+is)\s*:?\s+"
        rf"(?:(?i:that\s+)?{_SUBJECT}{_VERB})?(?i:{_GRADE}){_SENTENCE_END}"
    ),
    re.compile(rf"^{_SUBJECT}{_VERB}(?i:{_GRADE}){_SENTENCE_END}", re.MULTILINE),
)
OVERALL_ADEQUATE = re.compile(r"overall\s+judgement\s+is\s+adequate\b", re.IGNORECASE)
