"""What is not up to date is told with the reason and since when."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pages.words.status import stale_sources

FRESH: dict[str, Any] = {
    "source": "w",
    "publication": "Workforce",
    "publisher": "DfE",
    "newest_edition": "2025",
    "newest_published_on": date(2026, 3, 19),
    "last_asked_at": "2026-11-02T09:45:00+00:00",
    "last_reached_at": "2026-11-02T09:45:00+00:00",
    "next_release": None,
    "is_stale": False,
    "note": None,
}
SHOWN = "Shown is the edition published on 19 March 2026."


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"last_reached_at": "2026-09-01T09:45:00+00:00"}, "not reached since 1 September 2026"),
        (
            {"note": "a rule"},
            "not all that the publisher offered on 2 November 2026 could be used",
        ),
        (
            {"next_release": date(2026, 11, 1), "note": "a word"},
            "a newer edition was announced for 1 November 2026",
        ),
        (
            {"next_release": date(2026, 8, 1), "last_asked_at": None},
            "a newer edition was announced for 1 August 2026",
        ),
    ],
)
def test_a_stale_source_has_its_reason(changes: dict[str, Any], reason: str) -> None:
    line = f"Workforce (DfE): {reason}. {SHOWN}"
    assert stale_sources([FRESH, {**FRESH, **changes, "is_stale": True}]) == [line]


def test_an_edition_without_a_day_is_named() -> None:
    (line,) = stale_sources([{**FRESH, "is_stale": True, "newest_published_on": None}])
    assert line.endswith("Shown is the edition of 2025.")
