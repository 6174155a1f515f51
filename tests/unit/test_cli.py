"""The commands say in one line what is wrong and what to do."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dagster as dg
import duckdb
import pytest

from orchestration import asking, cli, column_lineage, spark
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


class BecameError(Exception):
    """The program went on as another."""


@pytest.mark.parametrize(
    ("arguments", "program"),
    [
        (
            ["ui"],
            "dagster dev --module-name orchestration.definitions --host 127.0.0.1 --port 3000",
        ),
        (
            ["ui", "--host", "0.0.0.0", "--port", "80", "--no-daemon"],
            "dagster-webserver --module-name orchestration.definitions --host 0.0.0.0 --port 80",
        ),
        (["daemon"], "dagster-daemon run --module-name orchestration.definitions"),
    ],
    ids=["on this machine alone", "the pages alone", "the daemon alone"],
)
def test_dagster_takes_the_place_of_the_program(
    monkeypatch: pytest.MonkeyPatch, data: Path, arguments: list[str], program: str
) -> None:
    started: list[list[str]] = []

    def become(path: Path, command: list[str]) -> None:
        assert path.is_file()
        started.append([path.name, *command[1:]])
        raise BecameError

    monkeypatch.setattr(cli.os, "execv", become)
    monkeypatch.setattr(column_lineage, "prepare_lineage", lambda: started.append(["lineage"]))
    monkeypatch.chdir(PROJECT_ROOT)
    with pytest.raises(BecameError):
        cli.main(arguments)
    assert started == [["lineage"], program.split()]
    assert (data / "dagster" / "dagster.yaml").exists()


@pytest.mark.parametrize("command", ["", "run", "status", "ui", "daemon", "snapshot"])
def test_help_teaches(capsys: pytest.CaptureFixture[str], command: str) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([*command.split(), "--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    if command:
        assert len(shown.split("\n\n")[1]) > 60
    else:
        for word in ("run", "status", "ui", "daemon", "snapshot", "exit codes", "BENCHMARKS_DATA"):
            assert word in shown


# A full disk, a folder that may not be written to.


def _raised(outer: Exception, inner: Exception) -> Callable[..., int]:
    def fails(*_: Any) -> int:
        try:
            raise inner
        except Exception as cause:
            raise outer from cause

    return fails


FULL = OSError(errno.ENOSPC, "No space left on device", "/x/y")


@pytest.mark.parametrize(
    ("outer", "inner", "told"),
    [
        (FULL, ValueError("x"), "[Errno 28] No space left on device: '/x/y'"),
        (
            RuntimeError("step failed\n[SQL: PRAGMA]"),
            sqlite3.OperationalError("disk I/O error\n[SQL: PRAGMA]"),
            "disk I/O error",
        ),
        (
            KeyError("x"),
            duckdb.IOException('Could not write file "/x": No space left on device'),
            'Could not write file "/x": No space left on device',
        ),
        (
            RuntimeError("x"),
            PermissionError(errno.EACCES, "Permission denied"),
            "Permission denied",
        ),
    ],
    ids=["the system", "SQLite", "DuckDB", "no right to write"],
)
def test_a_disk_that_takes_nothing_ends_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    data: Path,
    outer: Exception,
    inner: Exception,
    told: str,
) -> None:
    monkeypatch.setattr(cli, "run", _raised(outer, inner))
    assert cli.main(["run"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("Stopped: ")
    assert told in line
    assert line.endswith(f"; see that {data} has room and may be written to, and run again")


def test_an_error_that_has_nothing_to_do_with_the_disk_shows_where_it_came_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cli, "run", _raised(KeyError("la_code"), FileNotFoundError("not there")))
    with pytest.raises(KeyError, match="la_code"):
        cli.main(["run"])


def test_a_disk_without_room_for_a_run_is_said_before_it_begins(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], data: Path
) -> None:
    monkeypatch.setattr(cli.shutil, "disk_usage", lambda _: SimpleNamespace(free=31_000_000))
    assert cli.main(["run"]) == 1
    shown = capsys.readouterr()
    assert shown.err == f"Stopped: {data} has 31 MB left and a run needs 500: make room there\n"
    assert shown.out == ""


def test_an_engine_that_is_not_installed_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(spark, "PACKAGES", ("no_such_package.here",))
    assert cli.main(["run", "--engine", "spark"]) == 1
    assert "Stopped: the engine spark needs PySpark" in capsys.readouterr().err
    monkeypatch.setattr(spark, "PACKAGES", ())
    monkeypatch.setattr(spark.shutil, "which", lambda name: None)
    os.environ.pop("JAVA_HOME", None)
    assert cli.main(["run", "--engine", "spark"]) == 1
    assert "apt-get install openjdk-17" in capsys.readouterr().err
