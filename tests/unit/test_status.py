"""`benchmarks status` says what is published, how old it is and how the last run went, at once."""

from __future__ import annotations

import logging
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from orchestration import cli, status
from orchestration.settings import PROJECT_ROOT, Settings

TODAY = datetime.now(UTC).date()


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    monkeypatch.setattr(os, "environ", {**os.environ, "BENCHMARKS_DATA": str(tmp_path / "data")})
    return Settings.from_environment()


def _publish(
    settings: Settings, *sources: tuple[Any, ...], name: str = "20261201T100000Z-a"
) -> None:
    """A publication with some rows of `source_status`: the next release, whether stale, a note."""
    folder = settings.publications / name
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "benchmarks.duckdb")) as connection:
        connection.execute("CREATE TABLE ratings AS SELECT DATE '2026-08-20' AS as_at")
        connection.execute(
            "CREATE TABLE source_status (source VARCHAR, publisher VARCHAR, publication VARCHAR, "
            "newest_edition VARCHAR, newest_published_on DATE, next_release DATE, "
            "is_stale BOOLEAN, note VARCHAR)"
        )
        for next_release, is_stale, note in sources:
            connection.execute(
                "INSERT INTO source_status VALUES ('press', 'A press', 'Figures', '2025', "
                "DATE '2025-10-30', ?, ?, ?)",
                [next_release, is_stale, note],
            )
    settings.published.symlink_to(folder, target_is_directory=True)


def _run(settings: Settings, *, fails: bool = False, severity: str = "ERROR") -> str:
    """A run of a small graph under the project's own Dagster settings; its id."""
    cli._prepare(settings)

    @dg.asset(key=["raw", "press"])
    def press() -> None:
        if fails:
            raise ValueError("no")

    @dg.multi_asset_check(
        specs=[dg.AssetCheckSpec("landing", asset=press, blocking=True)], name="landing_gate"
    )
    def landing() -> Iterator[dg.AssetCheckResult]:
        yield dg.AssetCheckResult(
            check_name="landing",
            asset_key=press.key,
            passed=False,
            severity=dg.AssetCheckSeverity[severity],
        )

    @dg.asset(deps=[press])
    def published() -> None:
        return

    definitions = dg.Definitions(
        assets=[press, published],
        asset_checks=[landing],
        jobs=[dg.define_asset_job("all")],
        loggers={"quiet": dg.LoggerDefinition(lambda _: logging.getLogger("quiet"))},
    )
    with dg.DagsterInstance.get() as instance:
        result = definitions.resolve_job_def("all").execute_in_process(
            instance=instance, raise_on_error=False, run_config={"loggers": {"quiet": {}}}
        )
    return result.run_id


def _shown(capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = cli.main(["status"])
    return code, capsys.readouterr().out


def test_where_nothing_is_published_it_says_how_to_begin(
    capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    code, shown = _shown(capsys)
    assert code == 1
    assert "begin with: benchmarks run" in shown
    assert "Last run     none is known" in shown
    assert not settings.data.exists()


def test_what_is_up_to_date_is_0(capsys: pytest.CaptureFixture[str], settings: Settings) -> None:
    _publish(settings, (None, False, None), (TODAY + timedelta(days=1), False, "a note"))
    code, shown = _shown(capsys)
    assert code == 0
    assert f"{settings.published} -> 20261201T100000Z-a" in shown
    assert "As at        20 August 2026" in shown
    assert "  2025         30 October 2025    A press: Figures" in shown
    assert "Stale        none" in shown


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ((None, True, "not reached since 1 May"), "  Figures: not reached since 1 May"),
        ((date(2026, 5, 7), False, None), "  Figures: announced for 7 May 2026"),
    ],
    ids=["said by the run", "announced since"],
)
def test_a_stale_source_is_3_and_named(
    capsys: pytest.CaptureFixture[str], settings: Settings, source: tuple[Any, ...], told: str
) -> None:
    _publish(settings, (None, False, None), source)
    code, shown = _shown(capsys)
    assert code == 3
    assert "Stale        1" in shown
    assert told in shown.splitlines()


@pytest.mark.parametrize(
    ("how", "outcome"),
    [({}, "stopped by landing on raw/press"), ({"fails": True}, "failed")],
    ids=["a gate", "an error"],
)
def test_a_run_that_did_not_come_to_its_end_is_3(
    capsys: pytest.CaptureFixture[str], settings: Settings, how: dict[str, bool], outcome: str
) -> None:
    _publish(settings, (None, False, None))
    _run(settings, **how)
    code, shown = _shown(capsys)
    assert code == 3
    assert shown.splitlines()[2].endswith(f"UTC: {outcome}")
    last = status.last_run(settings)
    assert last and abs(datetime.now(UTC) - last.began) < timedelta(minutes=5)


def test_a_run_whose_rules_only_warned_is_good_and_its_publication_is_known(
    capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    run_id = _run(settings, severity="WARN")
    _publish(settings, (None, False, None), name=f"20261201T100000Z-{run_id[:8]}")
    code, shown = _shown(capsys)
    assert code == 0
    assert "UTC: published, " in shown


@pytest.mark.parametrize(
    ("age", "outcome", "is_good"),
    [(0, "under way", True), (7, "never said how it ended", False)],
    ids=["now", "killed"],
)
def test_a_run_that_has_not_ended(
    settings: Settings, age: int, outcome: str, is_good: bool
) -> None:
    _run(settings, severity="WARN")
    began = datetime.now(UTC).replace(tzinfo=None) - timedelta(hours=age)
    with sqlite3.connect(settings.dagster_home / "history" / "runs.db") as history:
        history.execute("UPDATE runs SET status = 'STARTED', create_timestamp = ?", [str(began)])
    last = status.last_run(settings)
    assert last and (last.outcome, last.is_good) == (outcome, is_good)


@pytest.mark.parametrize(
    ("command", "heavy"),
    [("--help", "dagster dbt duckdb great_expectations pandas"), ("status", "dagster dbt pandas")],
)
def test_it_answers_without_importing_what_takes_seconds(command: str, heavy: str) -> None:
    code = (
        "import sys\nfrom orchestration import cli\n"
        f"try: cli.main([{command!r}])\n"
        "except SystemExit: pass\n"
        f"sys.exit(','.join(set({heavy.split()!r}) & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT_ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
