"""The landing rules asked of a source in memory, beside what is known of the others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from orchestration import landing_trial
from orchestration.connectors.snapshot import SnapshotConnector
from orchestration.editions import Reading
from orchestration.landing_trial import LandingTrial
from orchestration.settings import SNAPSHOT
from tests.fixtures.published_files import CATALOGUE

SNAPSHOT_CONNECTOR = SnapshotConnector(SNAPSHOT)
LOOKED_AFTER = CATALOGUE["dfe_children_looked_after"]


@pytest.fixture(scope="module")
def trial() -> LandingTrial:
    return LandingTrial(CATALOGUE, SNAPSHOT_CONNECTOR)


def _with_value(value: str) -> Reading:
    """The looked-after figures of the snapshot with another value in one cell."""
    reading = SNAPSHOT_CONNECTOR.read(LOOKED_AFTER)
    (frame,) = reading.tables["number_and_rate"]
    changed = frame.copy()
    changed.loc[10, "children"] = value
    return replace(reading, tables={"number_and_rate": [changed]})


def test_the_snapshot_holds(trial: LandingTrial) -> None:
    assert trial.broken(LOOKED_AFTER, SNAPSHOT_CONNECTOR.read(LOOKED_AFTER)) is None


def test_what_is_broken_is_told_with_its_place_and_forgotten(trial: LandingTrial) -> None:
    broken = trial.broken(LOOKED_AFTER, _with_value("1,9"))
    assert broken is not None
    assert broken.rule.startswith("every figure is a number")
    assert "dfe_children_looked_after_2025 row" in broken.detail
    assert trial.broken(LOOKED_AFTER, SNAPSHOT_CONNECTOR.read(LOOKED_AFTER)) is None


def test_a_file_with_which_a_rule_cannot_be_asked_breaks_it(
    trial: LandingTrial, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise duckdb.ConversionException("Could not convert string '1,9'\nLINE 1")

    monkeypatch.setattr(landing_trial, "evaluate", fails)
    broken = trial.broken(LOOKED_AFTER, SNAPSHOT_CONNECTOR.read(LOOKED_AFTER))
    assert str(broken) == "landing rules can be asked: Could not convert string '1,9'"


def test_a_settled_reading_stands_when_others_are_tried(trial: LandingTrial) -> None:
    trial.settle(LOOKED_AFTER, _with_value("1,9"))
    try:
        query = "SELECT count(*) FROM raw.dfe_children_looked_after__number_and_rate"
        assert trial._database.execute(f"{query} WHERE value = '1,9'").fetchall() == [(1,)]
        other = CATALOGUE["ons_population"]
        assert trial.broken(other, SNAPSHOT_CONNECTOR.read(other)) is None
    finally:
        trial.settle(LOOKED_AFTER, SNAPSHOT_CONNECTOR.read(LOOKED_AFTER))


def test_rules_are_others_when_a_file_of_theirs_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(landing_trial, "RULES", (tmp_path,))
    monkeypatch.setattr(landing_trial, "PROJECT_ROOT", tmp_path)
    rule = tmp_path / "expectations" / "rule.sql"
    rule.parent.mkdir()
    seen = set()
    for text in ("select 1", "select 2", "select 2"):
        rule.write_text(text, "utf-8")
        seen.add(LandingTrial(CATALOGUE, SNAPSHOT_CONNECTOR).rules)
    assert len(seen) == 2
