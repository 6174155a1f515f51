"""Numbers, dates and lists in British plain English.

Every function gives None for a missing value, so that a sentence with a gap is left out whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

MINUS = "−"
PERCENTAGE = "%"
DAYS_PER_YEAR = 365.25
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@lru_cache(maxsize=100_000)
def number(value: float | None, places: int = 0) -> str | None:
    """A figure rounded half away from zero, with thousands separated: `1,180`, `19.2`."""
    if value is None:
        return None
    step = Decimal(1).scaleb(-places)
    rounded = Decimal(str(value)).quantize(step, ROUND_HALF_UP)
    return f"{abs(rounded):,}" if rounded >= 0 else f"{MINUS}{abs(rounded):,}"


def measure(value: float | None, indicator: Mapping[str, Any]) -> str | None:
    """A figure with its unit: `19.2%`, `£1,620 per child`, `19.1 cases per FTE`."""
    figure = number(value, indicator["decimal_places"])
    unit = indicator["unit"]
    if figure is None:
        return None
    if unit == PERCENTAGE:
        return f"{figure}%"
    if unit.startswith("£"):
        return f"£{figure}{unit[1:]}"
    return f"{figure} {unit}"


def difference(value: float | None, indicator: Mapping[str, Any]) -> str | None:
    """A signed difference: `+5.0 points` between percentages, else in the indicator's unit."""
    figure = number(None if value is None else abs(value), indicator["decimal_places"])
    if figure is None or value is None:
        return None
    sign = "" if not float(figure.replace(",", "")) else "+" if value > 0 else MINUS
    unit = "points" if indicator["unit"] == PERCENTAGE else indicator["unit"]
    if unit.startswith("£"):
        return f"{sign}£{figure}{unit[1:]}"
    return f"{sign}{figure} {unit}"


def above_or_below(gap: float | None, indicator: Mapping[str, Any]) -> str | None:
    """A gap in words: `5.0 points above`, `the same as`."""
    words = difference(gap, indicator)
    if words is None or gap is None:
        return None
    if words[0] not in ("+", MINUS):
        return "the same as"
    return f"{words[1:]} {'above' if gap > 0 else 'below'}"


def percent(share: float | None) -> str | None:
    """A share between 0 and 1 as a whole percentage."""
    figure = number(None if share is None else share * 100)
    return None if figure is None else f"{figure}%"


def day(value: date | None) -> str | None:
    """`3 December 2024`."""
    return None if value is None else f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def month(value: date) -> str:
    """`December 2024`."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def dated(value: date | None, precision: str | None) -> str | None:
    """A day as exactly as it is known: `8 May 2018`, `May 2018`, `2018`."""
    if value is None or precision is None:
        return None
    return {"month": month(value), "year": str(value.year)}.get(precision, day(value))


def possessive(name: str) -> str:
    """`Croydon's`, `Leeds'`."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def days_between(first: date | None, last: date | None) -> str | None:
    """`14 to 25 October 2024`; the first day alone where the last is not known."""
    if first is None or last is None or first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day(last)}"
    if first.year == last.year:
        return f"{first.day} {MONTHS[first.month - 1]} to {day(last)}"
    return f"{day(first)} to {day(last)}"


def duration(days: int | None) -> str | None:
    """`924 days (2.5 years)`; a year is 365.25 days."""
    if days is None:
        return None
    return f"{number(days)} days ({number(days / DAYS_PER_YEAR, 1)} years)"


def ordinal(value: int | None) -> str | None:
    """`1st`, `22nd`, `113th`."""
    if value is None:
        return None
    suffix = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10)
    return f"{value:,}{suffix or 'th'}"


def ranked(place: int, places: int, lower: int, upper: int, end: str = "lowest") -> str:
    """A rank from one end: `45th lowest of 149, likely between 30th and 61st`."""
    other = "highest" if end == "lowest" else "lowest"
    named = {places: other, 1: end}.get(place, f"{ordinal(place)} {end}")
    return f"{named} of {places}, likely between {ordinal(lower)} and {ordinal(upper)}"


def quarter(number: int, places: int) -> str:
    """`in the second lowest quarter of 149`."""
    return f"in the {quarter_name(number)} of {places}"


def quarter_name(number: int) -> str:
    """`second lowest quarter`."""
    ends = ("lowest", "second lowest", "second highest", "highest")
    return f"{ends[number - 1]} quarter"


def within(title: str) -> str:
    """A title as it stands within a sentence."""
    return title[0].lower() + title[1:]


def counted(count: int | None, singular: str, plural: str | None = None) -> str | None:
    """`1 visit`, `67 visits`."""
    if count is None:
        return None
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def beside_england(subject: str, gaps: Sequence[float], of: str = "England's") -> str | None:
    """On which side of England in how many years: on the side of most of them.

    `Croydon's vacancy rate was above England's in 9 of 9 years`; None without a year.
    """
    if not gaps:
        return None
    above, below = sum(gap > 0 for gap in gaps), sum(gap < 0 for gap in gaps)
    side, count = ("above", above) if above >= below else ("below", below)
    if not above + below:
        side, count = "the same as", len(gaps)
    return f"{subject} was {side} {of} in {count} of {counted(len(gaps), 'year')}"


def listed(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *before, last = list(words) or [""]
    return f"{', '.join(before)} and {last}" if before else last


def sentence(template: str, **facts: str | None) -> str | None:
    """Fill a template; None if any fact is missing, so that no sentence has a hole."""
    if any(fact is None for fact in facts.values()):
        return None
    return template.format(**facts)


def sentences(*candidates: str | None) -> list[str]:
    """Those sentences whose facts were all there."""
    return [text for text in candidates if text]
