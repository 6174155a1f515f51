"""The day of the last success outlives a day without."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration import asking
from orchestration.asking import Askings
from orchestration.editions import Asked


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Times at which the next askings end, the next one last."""
    times = ["2026-11-03T09:45:00+00:00", "2026-11-02T09:45:00+00:00", "2026-11-01T09:45:00+00:00"]
    monkeypatch.setattr(asking, "now", times.pop)
    return times


def test_what_was_reached_before_is_known_in_a_later_run(tmp_path: Path, days: list[str]) -> None:
    first = Askings(tmp_path).note(Asked("a", True))
    assert (first.asked_at, first.reached_at) == (("2026-11-01T09:45:00+00:00",) * 2)
    second = Askings(tmp_path).note(Asked("a", False, ("a: status 503",)))
    assert second.asked_at == "2026-11-02T09:45:00+00:00"
    assert second.reached_at == first.reached_at
    assert Askings(tmp_path).note(Asked("b", False)).reached_at is None


def test_askings_of_a_run_are_those_since_it_began(tmp_path: Path, days: list[str]) -> None:
    askings = Askings(tmp_path)
    askings.note(Asked("a", False, ("a: status 503",)))
    began = "2026-11-02T09:45:00+00:00"
    this_time = [askings.note(Asked("a", True)), askings.note(Asked("b", False, ("b: gone",)))]
    assert Askings(tmp_path).since(began) == this_time


def test_a_line_of_another_shape_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "asked.jsonl").write_text('{"source": "a"}\n{"lacking": [], "x": 1}\n[]\n{"sour')
    assert Askings(tmp_path).note(Asked("a", False)).reached_at is None
    assert len(Askings(tmp_path).since("")) == 1
