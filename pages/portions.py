"""Rows of many keys, of which only a portion is in memory at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

# Rows of figures in memory at a time. Today's tables are one portion of the authorities and one
# of the indicators.
ROWS_AT_ONCE = 50_000

Found = TypeVar("Found")


def portions(keys: Iterable[str], rows: int) -> list[Sequence[str]]:
    """Keys in order, as many together as make up `ROWS_AT_ONCE`, and at least one.

    Args:
        keys: Each once.
        rows: The most that a key has, or about as many.
    """
    ordered = sorted(keys)
    size = max(1, ROWS_AT_ONCE // max(1, rows))
    return [ordered[start : start + size] for start in range(0, len(ordered), size)]


class Portions(Mapping[str, Found]):
    """What is found for each key, loaded for a portion of the keys when one of them is asked for.

    The portion before is let go, so that who asks in the order of the keys has each loaded once.
    Telling the keys loads nothing.
    """

    def __init__(
        self,
        parts: Iterable[Sequence[str]],
        load: Callable[[Sequence[str]], Mapping[str, Found]],
        kept: Iterable[str] = (),
    ) -> None:
        """Load what is kept.

        Args:
            parts: The keys, by portion.
            load: Finds something for each of some keys.
            kept: Keys that are asked for out of order: they are never let go. Those that are not
                among the keys are left out.
        """
        self._part_of = {key: part for part in parts for key in part}
        self._load = load
        wanted = [key for key in kept if key in self._part_of]
        self._kept = load(wanted) if wanted else {}
        self._held: Mapping[str, Found] = {}

    def __getitem__(self, key: str) -> Found:
        """What is found for a key.

        Raises:
            KeyError: It is none of the keys.
        """
        if key in self._kept:
            return self._kept[key]
        if key not in self._held:
            part = self._part_of[key]
            self._held = {}
            self._held = self._load(part)
        return self._held[key]

    def __contains__(self, key: object) -> bool:
        """Whether it is one of the keys."""
        return key in self._part_of

    def __iter__(self) -> Iterator[str]:
        """The keys, by portion."""
        return iter(self._part_of)

    def __len__(self) -> int:
        """How many keys there are."""
        return len(self._part_of)
