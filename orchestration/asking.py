"""When each live source was asked for, and how that went: `landing/asked.jsonl`.

The ledger of files has a line only where a publisher gave something new; that it was asked, and
answered that nothing is, is known from here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

from orchestration.editions import Asked
from orchestration.journal import Journal, now


class Askings:
    """A line per source and time it was asked for."""

    def __init__(self, landing: Path) -> None:
        """Open the journal of a landing folder."""
        self._journal = Journal(landing / "asked.jsonl")
        self._reached = {asked.source: asked.reached_at for asked in self._lines()}

    def note(self, asked: Asked) -> Asked:
        """Write down an asking that has just ended.

        Returns:
            The same with its time, and the time at which the source was last reached.
        """
        asked_at = now()
        reached_at = asked_at if asked.is_reached else self._reached.get(asked.source)
        self._reached[asked.source] = reached_at
        dated = replace(asked, asked_at=asked_at, reached_at=reached_at)
        self._journal.add(asdict(dated))
        return dated

    def since(self, time: str) -> list[Asked]:
        """How the askings since a time went, in order."""
        return [asked for asked in self._lines() if asked.asked_at >= time]

    def _lines(self) -> Iterator[Asked]:
        """Every line; one of another shape is passed over."""
        for line in self._journal.lines():
            try:
                yield Asked(**{**line, "lacking": tuple(line["lacking"])})
            except (KeyError, TypeError):
                continue
