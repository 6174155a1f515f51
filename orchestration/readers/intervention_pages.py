"""What the page of an improvement notice or a direction says of itself, in its regular sentences.

Only what is said outright is read. A page may be closed in words that are not known here; the
group under which the collection lists it says so too.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass

MONTHS = calendar.month_name[1:]
DATE = re.compile(rf"(?:\b(\d{{1,2}}) )?\b({'|'.join(MONTHS)}) (\d{{4}})\b|\bin (\d{{4}})\b")
SENTENCE = re.compile(r"(?<=[.!?;])\s+")
KINDS = {"notice": "improvement notice", "direction": "statutory direction"}
KIND = re.compile(r"\b(notice|direction)s?\b")
# "It may be lifted when ..." is not "it was lifted"; with a capital, May is a month.
NOT_YET = re.compile(
    r"\b(?:not|[Ii]f|[Uu]nless|[Uu]ntil|[Ww]hen|[Oo]nce|will|may|might|would|could|should)\b"
)
REPLACE = re.compile(r"\b(?:replaces?|replaced (?:with|by))\b")
# "A direction issued on ... replaces it", and not "This direction replaces the earlier ...".
ITSELF = re.compile(r"\s*(?:it|them|this|these)\b")
OWN = re.compile(r"(?:this|these)\b.*\b(?:notice|direction)s?\s*(?:,.*)?$")
WORDS = r"(?:was|were|has been|have been|has|have|is|are)(?: now| since| been| formally)*"
ENDED = {
    "revoked": re.compile(rf"\b(?:{WORDS} revoked|revoked (?:by|on))\b"),
    "lifted": re.compile(rf"\b(?:{WORDS} lifted|(?:we|dfe|ministers?|department) lifted)\b"),
    "closed": re.compile(rf"\b{WORDS} closed\b|\(closed\)"),
}
ISSUED = re.compile(r"\b(?:issued|dated)\b")
EARLIER = re.compile(r"\bfollow(?:s|ed|ing)?\b")


@dataclass(frozen=True)
class Stated:
    """What a page says of what it publishes; a page may carry several.

    Dates are ISO 8601 as far as they are said: `2018-05-08`, `2018-05`, `2018`.

    Attributes:
        kind: `improvement notice` or `statutory direction`, from the title; empty if neither.
        issued_on: When it was issued, as its words or else its title say.
        replaces_on: When what it replaces was issued.
        outcome: `replaced`, `revoked`, `lifted` or `closed`, as its words or the notes say.
        ended_on: When it ended, or when what replaces it was issued.
    """

    kind: str
    issued_on: tuple[str, ...] = ()
    replaces_on: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
    ended_on: tuple[str, ...] = ()


def read_page(title: str, body: str, notes: str) -> Stated:
    """Read a page.

    Args:
        title: Its title.
        body: Its words.
        notes: The notes of its changes, which may alone tell the end.
    """
    issued, replaces = list[str](), list[str]()
    ended: list[tuple[str, str]] = []
    for sentence in SENTENCE.split(body):
        end = list(_ends(sentence))
        ended += end
        if end:
            continue
        before, verb, after = _parted(sentence)
        replaces += dates(after) if verb else []
        issued += _issued(before)
    ended += [end for note in (*SENTENCE.split(notes), title) for end in _ends(note)]
    outcomes = {outcome for outcome, _ in ended}
    if outcomes > {"closed"}:
        outcomes.discard("closed")  # closed because it was replaced, revoked or lifted
    kind = KIND.search(title.lower())
    return Stated(
        kind=KINDS[kind[1]] if kind else "",
        issued_on=_distinct(issued or dates(title)),
        replaces_on=_distinct(replaces),
        outcome=_distinct(sorted(outcomes)),
        ended_on=_distinct([day for _, day in ended if day]),
    )


def dates(text: str) -> list[str]:
    """The dates of a text, to the precision in which they are said."""
    found = []
    for day, month, year, year_alone in DATE.findall(text):
        parts = [year_alone or year]
        parts += [f"{MONTHS.index(month) + 1:02}"] if month else []
        parts += [f"{int(day):02}"] if day else []
        found.append("-".join(parts))
    return found


def _parted(sentence: str) -> tuple[str, str, str]:
    """A sentence before and after the word that says it replaces something."""
    match = REPLACE.search(sentence)
    if match is None:
        return sentence, "", ""
    return sentence[: match.start()], match[0], sentence[match.end() :]


def _ends(sentence: str) -> Iterator[tuple[str, str]]:
    """How the document of a page ended, and when, if a sentence says so."""
    if NOT_YET.search(sentence):
        return
    lower = sentence.lower()
    before, verb, after = _parted(sentence)
    is_passive = verb.startswith("replaced ")
    if is_passive or (verb and ITSELF.match(after.lower()) and not OWN.match(before.lower())):
        for day in dates(sentence)[-1:] or [""]:
            yield "replaced", day
        return
    for outcome, pattern in ENDED.items():
        if pattern.search(lower) and not verb:
            for day in dates(sentence)[-1:] or [""]:
                yield outcome, day


def _issued(words: str) -> list[str]:
    """When the document was issued, if words say so; not when an earlier one was."""
    said = ISSUED.search(words)
    if not said or not KIND.search(words.lower()) or EARLIER.search(words[: said.start()].lower()):
        return []
    return dates(words[said.end() :])[:1]


def _distinct(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
