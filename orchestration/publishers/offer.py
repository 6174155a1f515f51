"""A file as a publisher's service offers it, and the choice of one among several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from orchestration.publishers.errors import FetchError, NotOfferedError

OfferedT = TypeVar("OfferedT")


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A file that a publisher's service names, with what the service says of it.

    Dates are ISO 8601, None where the service gives none.

    Attributes:
        table: The table of the source page that it holds; empty for a workbook, which has all.
        name: The file's name.
        urls: Where it is; a further address is asked when the one before is not known there.
        signal: What changes when the file does; looked at where an address has no validators.
        published_on: The day the edition was published.
        updated_on: The day the edition was last changed.
        next_release: The day by which the next edition is due.
        rows: The number of rows that the service gives for it.
        passed_over: Why each newer edition is not the one, where there are any.
    """

    name: str
    urls: tuple[str, ...]
    signal: str
    table: str = ""
    published_on: str | None = None
    updated_on: str | None = None
    next_release: str | None = None
    rows: int | None = None
    passed_over: tuple[str, ...] = ()


def only_match(
    url: str, what: str, offered: Mapping[str, OfferedT], patterns: Iterable[str]
) -> OfferedT:
    """The one of several things that a pattern matches; the patterns are tried in order.

    Args:
        url: Where the things were offered.
        what: What is looked for, for people.
        offered: The things by title and file name; an underscore counts as a space.
        patterns: Patterns of the title or the file name.

    Raises:
        NotOfferedError: No pattern matches.
        FetchError: A pattern matches several things.
    """
    for pattern in patterns:
        named = [
            name for name in offered if re.search(pattern, name.replace("_", " "), re.IGNORECASE)
        ]
        if len(named) > 1:
            raise FetchError(url, what, f"{pattern!r} matches several: {'; '.join(named)}")
        if named:
            return offered[named[0]]
    raise NotOfferedError(url, what, f"not among: {'; '.join(offered) or 'nothing'}")
