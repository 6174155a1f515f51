"""Rows of many keys: in order each is loaded once, and a portion at a time is held."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pages import portions as module
from pages.portions import Portions, portions

KEYS = ("a", "b", "c", "d", "e")
PARTS = (("a", "b"), ("c", "d"), ("e",))


class _Loading:
    """Finds of each key its name twice over, and notes what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    def __call__(self, keys: Sequence[str]) -> dict[str, str]:
        self.asked.append(tuple(keys))
        return {key: key * 2 for key in keys}


@pytest.fixture
def load() -> _Loading:
    return _Loading()


def test_in_order_each_portion_is_loaded_once(load: _Loading) -> None:
    found = Portions(PARTS, load)
    assert [found[key] for key in KEYS] == ["aa", "bb", "cc", "dd", "ee"]
    assert load.asked == list(PARTS)


def test_the_portion_before_is_let_go(load: _Loading) -> None:
    found = Portions(PARTS, load)
    assert (found["a"], found["c"], found["a"]) == ("aa", "cc", "aa")
    assert load.asked == [PARTS[0], PARTS[1], PARTS[0]]


def test_telling_the_keys_loads_nothing(load: _Loading) -> None:
    found = Portions(PARTS, load)
    assert "c" in found and "x" not in found
    assert len(found) == 5 and list(found) == list(KEYS)
    assert load.asked == []


def test_another_key_is_refused_and_loads_nothing(load: _Loading) -> None:
    found = Portions(PARTS, load)
    with pytest.raises(KeyError, match="x"):
        found["x"]
    assert found.get("x") is None
    assert load.asked == []


def test_what_is_kept_is_loaded_at_once_and_stays(load: _Loading) -> None:
    found = Portions(PARTS, load, kept=("d", "x"))
    assert load.asked == [("d",)]
    assert [found[key] for key in "dada"] == ["dd", "aa", "dd", "aa"]
    assert load.asked == [("d",), PARTS[0]]
    assert "x" not in found


@pytest.mark.parametrize(
    ("rows", "parts"),
    [
        (1, [["a", "b", "c", "d", "e"]]),
        (0, [["a", "b", "c", "d", "e"]]),
        (4, [["a", "b"], ["c", "d"], ["e"]]),
        (100, [["a"], ["b"], ["c"], ["d"], ["e"]]),
    ],
)
def test_keys_of_a_portion_have_so_many_rows_together(
    monkeypatch: pytest.MonkeyPatch, rows: int, parts: list[list[str]]
) -> None:
    monkeypatch.setattr(module, "ROWS_AT_ONCE", 10)
    assert portions(reversed(KEYS), rows) == parts
    assert portions([], rows) == []
