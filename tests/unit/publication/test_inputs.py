"""What a publication was made from: any difference counts, order does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from orchestration.editions import Asked, Held, Reading
from orchestration.publication import inputs
from orchestration.publication.inputs import fingerprint, is_published, remember
from orchestration.settings import Settings
from tests.fixtures.fake_connector import release

DAY = date(2026, 8, 20)


def _readings() -> dict[str, Reading]:
    held = Held("b", "file row 2", "a rule", "what was found")
    return {
        "a": Reading(releases=[release("a_2024", "a"), release("a_2025", "a")]),
        "b": Reading(releases=[release("b_2025", "b")], held=[held], notes=["b was not reached"]),
    }


def _revise(readings: dict[str, Reading]) -> None:
    readings["a"].releases[0] = replace(readings["a"].releases[0], sha256="f" * 64)


@pytest.mark.parametrize(
    "change",
    [
        _revise,
        lambda readings: readings["a"].releases.pop(),
        lambda readings: readings["b"].held.clear(),
        lambda readings: readings["b"].notes.append("again"),
        lambda readings: readings.pop("b"),
    ],
    ids=["other bytes", "an edition less", "nothing held", "another note", "a source less"],
)
def test_any_difference_counts(change: Callable[[dict[str, Reading]], object]) -> None:
    changed = _readings()
    change(changed)
    assert fingerprint(changed, DAY) != fingerprint(_readings(), DAY)


def test_so_does_another_day_and_not_the_order() -> None:
    turned = dict(reversed(_readings().items()))
    turned["a"].releases.reverse()
    assert fingerprint(turned, DAY) == fingerprint(_readings(), DAY)
    assert fingerprint(_readings(), date(2026, 8, 21)) != fingerprint(_readings(), DAY)


@pytest.mark.parametrize(
    ("asked", "counts"),
    [
        (Asked("b", True, (), "2026-11-02T18:00:00", "2026-11-02T18:00:00"), False),
        (Asked("b", True, (), "2026-11-03T09:45:00", "2026-11-03T09:45:00"), True),
        (Asked("b", False, (), "2026-11-02T18:00:00", "2026-11-01T09:45:00"), True),
        (Asked("b", False, ("gone",), "2026-11-02T18:00:00", "2026-11-02T09:45:00"), True),
    ],
    ids=["later that day", "another day", "not reached", "lacking"],
)
def test_so_does_the_day_of_an_asking_and_what_came_of_it(asked: Asked, counts: bool) -> None:
    before, after = _readings(), _readings()
    before["b"].asked = Asked("b", True, (), "2026-11-02T09:45:00", "2026-11-02T09:45:00")
    after["b"].asked = asked
    assert (fingerprint(before, DAY) != fingerprint(after, DAY)) is counts


def test_so_does_the_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    monkeypatch.setattr(inputs, "PROJECT_ROOT", tmp_path)
    before = fingerprint(_readings(), DAY)
    (tmp_path / "pages" / "new.py").write_text("x = 1", "utf-8")
    assert fingerprint(_readings(), DAY) != before


def test_only_the_publication_in_force_is_remembered(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BENCHMARKS_DATA", str(tmp_path))
    settings = Settings.from_environment()
    settings.build.mkdir()
    assert not is_published(settings, "x")
    for name in ("one", "two"):
        (settings.publications / name).mkdir(parents=True)
    settings.published.symlink_to(settings.publications / "one")
    remember(settings, "x")
    assert is_published(settings, "x")
    assert not is_published(settings, "y")
    settings.published.unlink()
    settings.published.symlink_to(settings.publications / "two")
    assert not is_published(settings, "x")
    settings.published.unlink()
    assert not is_published(settings, "x")


def test_an_address_for_readers_is_part_of_a_publication(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BENCHMARKS_DATA", str(tmp_path))
    settings = Settings.from_environment()
    settings.build.mkdir()
    (settings.publications / "one").mkdir(parents=True)
    settings.published.symlink_to(settings.publications / "one")
    remember(settings, "x")
    assert is_published(settings, "x")
    assert not is_published(replace(settings, feedback="desk@example.org"), "x")
