"""What is not up to date, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pages.words.wording import day


def stale_sources(sources: Iterable[Mapping[str, Any]]) -> list[str]:
    """A line per source for which something newer should be here: which, why and since when."""
    return [_line(source) for source in sources if source["is_stale"]]


def day_of(time: str | None) -> str | None:
    """The day of a time in ISO 8601, in words."""
    return day(date.fromisoformat(time[:10])) if time else None


def _line(source: Mapping[str, Any]) -> str:
    title = f"{source['publication']} ({source['publisher']})"
    if source["newest_edition"] is None:  # it has none, or none was ever loaded
        return f"{title}: {_reason(source)}."
    published = day(source["newest_published_on"])
    shown = f"published on {published}" if published else f"of {source['newest_edition']}"
    return f"{title}: {_reason(source)}. Shown is the edition {shown}."


def _reason(source: Mapping[str, Any]) -> str:
    asked, reached, due = (
        source[name] for name in ("last_asked_at", "last_reached_at", "next_release")
    )
    if asked and reached is None:
        return "never reached"
    if asked and reached < asked:
        return f"not reached since {day_of(reached)}"
    if due and (asked is None or due.isoformat() < asked):
        return f"a newer edition was announced for {day(due)}"
    return f"not all that the publisher offered on {day_of(asked)} could be used"
