"""A version is tried once, beside those that hold, and again when the rules are others."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.archive import ArchivedFile
from orchestration.connectors.verdicts import Broken, Verdicts
from orchestration.editions import Reading
from tests.fixtures.fake_connector import release
from tests.fixtures.published_files import CATALOGUE
from tests.fixtures.trials import FakeTrial

SOURCE = CATALOGUE["dfe_workforce"]
RULE = Broken("a rule", "row 2: x; row 3: y")


def _files(*hashes: str) -> list[ArchivedFile]:
    return [ArchivedFile(f"{sha256}.csv", sha256, 1, "2026-03-19") for sha256 in hashes]


def _read(files: list[ArchivedFile]) -> Reading:
    return Reading(releases=[release(f.name, sha256=f.sha256) for f in files])


def _flawed(*hashes: str) -> FakeTrial:
    """Rules that hold unless one of these versions is there."""

    def broken(reading: Reading) -> Broken | None:
        return RULE if {r.sha256 for r in reading.releases} & {*hashes} else None

    return FakeTrial(broken)


def _refused(verdicts: Verdicts, *hashes: str) -> list[str]:
    return [f.sha256 for f in _files(*hashes) if verdicts.broken(SOURCE, f)]


@pytest.mark.parametrize("flawed", [(), ("a",), ("c",), ("a", "d"), ("a", "b", "c", "d", "e")])
def test_each_flawed_version_is_found_among_the_others(
    tmp_path: Path, flawed: tuple[str, ...]
) -> None:
    verdicts = Verdicts(tmp_path, _flawed(*flawed))
    verdicts.try_untried(SOURCE, _files(*"abcde"), _read)
    assert _refused(verdicts, *"abcde") == [*flawed]
    assert _refused(Verdicts(tmp_path, FakeTrial()), *"abcde") == [*flawed]


def test_a_version_is_tried_once(tmp_path: Path) -> None:
    for tried in ([SOURCE.source] * 3, []):
        trial = _flawed("b")
        Verdicts(tmp_path, trial).try_untried(SOURCE, _files("a", "b", "a"), _read)
        assert trial.tried == tried


def test_a_new_version_is_tried_beside_those_that_hold_alone(tmp_path: Path) -> None:
    Verdicts(tmp_path, _flawed("b")).try_untried(SOURCE, _files("a", "b"), _read)
    read: list[list[str]] = []

    def reading(files: list[ArchivedFile]) -> Reading:
        read.append([file.sha256 for file in files])
        return _read(files)

    Verdicts(tmp_path, _flawed("b")).try_untried(SOURCE, _files("a", "b", "c", "a"), reading)
    assert read == [["a", "c", "a"]]


def test_under_other_rules_every_version_is_tried_again(tmp_path: Path) -> None:
    Verdicts(tmp_path, _flawed("b")).try_untried(SOURCE, _files("a", "b"), _read)
    loosened = Verdicts(tmp_path, FakeTrial(rules="others"))
    assert _refused(loosened, "a", "b") == []
    loosened.try_untried(SOURCE, _files("a", "b"), _read)
    assert loosened.trial.tried == [SOURCE.source]  # type: ignore[attr-defined]
    assert _refused(Verdicts(tmp_path, FakeTrial()), "a", "b") == ["b"]


def test_the_same_bytes_of_another_source_have_a_verdict_of_their_own(tmp_path: Path) -> None:
    verdicts = Verdicts(tmp_path, _flawed("a"))
    verdicts.try_untried(SOURCE, _files("a"), _read)
    assert verdicts.broken(CATALOGUE["ons_population"], _files("a")[0]) is None


def test_a_rule_is_told_with_the_first_of_its_places() -> None:
    assert str(RULE) == "a rule: row 2: x"
