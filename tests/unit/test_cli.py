"""The commands say in one line what is wrong and what to do."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dagster as dg
import pytest

from orchestration import asking, cli
from orchestration.editions import Asked
from orchestration.errors import DbtError, SourceError
from orchestration.settings import PROJECT_ROOT, Settings


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("BENCHMARKS_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(os, "environ", dict(os.environ))
    return tmp_path / "data"


def test_a_snapshot_needs_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["snapshot"]) == 1
    assert capsys.readouterr().err == (
        "Stopped: say from which folder: make snapshot SOURCE=<folder>\n"
    )


def test_a_folder_that_is_not_there_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert cli.main(["snapshot", "--source", str(tmp_path / "none")]) == 1
    assert "there is no such folder" in capsys.readouterr().err


def test_a_bad_date_stops_before_anything_else(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, data: Path
) -> None:
    os.environ["BENCHMARKS_AS_AT"] = "soon"
    assert cli.main(["run"]) == 1
    assert "Stopped: " in capsys.readouterr().err
    assert not data.exists()


@pytest.mark.parametrize("arguments", [[], ["walk"], ["run", "--fast"], ["ui", "--source", "x"]])
def test_an_unknown_command_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        cli.main(arguments)
    assert refused.value.code == 2


def test_dagster_is_given_a_home_in_which_history_is_kept(
    monkeypatch: pytest.MonkeyPatch, data: Path
) -> None:
    seen: list[Any] = []

    def run(source: str | None, only: str | None, settings: Settings) -> int:
        seen.extend([source, only, os.environ["DAGSTER_HOME"], os.environ["DO_NOT_TRACK"]])
        return 0

    monkeypatch.setattr(cli, "run", run)
    assert cli.main(["run", "--source", "x"]) == 0
    assert seen == ["x", None, str(data / "dagster"), "1"]
    kept = (data / "dagster" / "dagster.yaml").read_text("utf-8")
    config = (PROJECT_ROOT / "orchestration" / "dagster.yaml").read_text("utf-8")
    assert kept == config.replace("$DAGSTER_HOME", str(data / "dagster"))


def test_a_broken_rule_of_a_source_ends_with_its_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: Any) -> int:
        raise SourceError("a.csv", "UTF-8", "not UTF-8", "row 3")

    monkeypatch.setattr(cli, "run", fails)
    assert cli.main(["run"]) == 1
    assert capsys.readouterr().err == "Stopped: a.csv (row 3): UTF-8: not UTF-8\n"


def test_a_project_of_dbt_that_does_not_parse_ends_with_its_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: Any) -> int:
        raise DbtError("dbt: Compilation Error in model ratings")

    monkeypatch.setattr(cli, "run", fails)
    assert cli.main(["run"]) == 1
    assert capsys.readouterr().err == "Stopped: dbt: Compilation Error in model ratings\n"


def test_what_a_gate_stopped_is_told_with_table_and_rule() -> None:
    check = SimpleNamespace(
        check_name="landing", asset_key=dg.AssetKey(["raw", "press"]), description="rule: row 2"
    )
    text = cli._failure([check])
    assert "  landing gate, raw/press: rule: row 2" in text.splitlines()
    assert "what was published before is untouched" in text


def test_what_this_run_lacked_is_told_and_what_an_earlier_one_lacked_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    times = ["2026-11-02T09:45:02", "2026-11-02T09:45:01", "2026-11-01T09:45:00"]
    monkeypatch.setattr(asking, "now", times.pop)
    settings = Settings.from_environment()
    askings = asking.Askings(settings.landing)
    askings.note(Asked("a", False, ("a: status 503",)))
    askings.note(Asked("a", True))
    assert cli._lacking(settings, "2026-11-02T09:45:00") == []
    askings.note(Asked("b", True, ("b: a rule", "b: another")))
    assert cli._lacking(settings, "2026-11-02T09:45:00") == [
        "Lacking: b: a rule",
        "Lacking: b: another",
    ]


def test_the_ui_is_bound_to_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []

    def run(command: list[Any], **_: Any) -> SimpleNamespace:
        started.append([str(part) for part in command])
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(cli.subprocess, "run", run)
    assert cli.main(["ui"]) == 0
    assert started[0][started[0].index("--host") + 1] == "127.0.0.1"
