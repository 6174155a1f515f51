"""Runs are killed, starved of disk and raced; the published folder is always one publication."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from orchestration.dbt_process import MANIFEST
from orchestration.settings import PROJECT_ROOT
from tests.fixtures import command
from tests.fixtures.command import contents, is_whole

PUBLISH = f"""
import json
from pathlib import Path
from orchestration.publication.folder import publish
from orchestration.settings import Settings
manifest = json.loads(Path({str(MANIFEST)!r}).read_text("utf-8"))
publish(Settings.from_environment(), manifest, "snapshot", "fedcba98")
"""
STARVED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))
from orchestration.cli import main
sys.exit(main(["run"]))
"""
READ = """
import sys, duckdb
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    query = "SELECT count(*), max(la_name) FROM local_authorities"
    print(connection.execute(query).fetchall(), flush=True)
    sys.stdin.readline()
    print(connection.execute(query).fetchall(), flush=True)
"""


def _start_publishing(data: Path, largest_file: int | None = None) -> subprocess.Popen[str]:
    """The last step alone, in a process of its own; optionally where files cannot grow."""

    def limit() -> None:
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    return subprocess.Popen(
        [sys.executable, "-c", PUBLISH],
        cwd=PROJECT_ROOT,
        env={**os.environ, "BENCHMARKS_DATA": str(data)},
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limit,
    )


@pytest.fixture(scope="module")
def data(new_data: Callable[[], Path]) -> Path:
    """One data folder for all that is done to it here, in order."""
    return new_data()


@dataclass(frozen=True)
class Broken:
    """A run that was ended by force: its data folder, and how it ended."""

    data: Path
    code: int
    output: str


def _killed(data: Path, line: str, seconds: float) -> Broken:
    """A run killed some time after a line of progress."""
    process = command.start(data, "run")
    assert process.stdout
    shown = []
    for text in process.stdout:
        shown.append(text)
        if text.startswith(line):
            break
    time.sleep(seconds)
    process.kill()
    return Broken(data, process.wait(), "".join(shown))


def _starved(data: Path) -> Broken:
    """A run on a disk where no file grows beyond a few megabytes."""
    done = subprocess.run(
        [sys.executable, "-c", STARVED],
        cwd=PROJECT_ROOT,
        env={**os.environ, "BENCHMARKS_DATA": str(data)},
        capture_output=True,
        text=True,
    )
    return Broken(data, done.returncode, done.stdout + done.stderr)


@pytest.fixture(scope="module")
def elsewhere(
    background: ThreadPoolExecutor, new_data: Callable[[], Path], data: Path
) -> dict[str, Future[Broken]]:
    """What can be done at the same time, each in a folder of its own; dbt is killed in `data`."""
    return {
        "while dbt builds": background.submit(_killed, data, "landing_gate", 3.0),
        "after raw tables": background.submit(_killed, new_data(), "dfe_workforce", 0.0),
        "full disk": background.submit(_starved, new_data()),
    }


@pytest.mark.parametrize("stage", ["after raw tables", "while dbt builds"])
def test_a_run_killed_before_publication_changes_nothing(
    elsewhere: dict[str, Future[Broken]], published: Path, stage: str
) -> None:
    killed = elsewhere[stage].result()
    assert killed.code == -9, killed.output
    assert contents(killed.data / "published") == contents(published)


def test_a_full_disk_stops_a_run_with_a_reason(
    elsewhere: dict[str, Future[Broken]], published: Path
) -> None:
    starved = elsewhere["full disk"].result()
    assert starved.code == 1, starved.output
    assert "FAILED" in starved.output
    assert "Stopped; nothing was published" in starved.output
    assert contents(starved.data / "published") == contents(published)


def _rename_croydon(data: Path, name: str) -> None:
    """Make the next publication another than the one before."""
    with duckdb.connect(str(data / "build" / "warehouse.duckdb")) as build:
        build.execute("UPDATE main.local_authorities SET la_name = ? WHERE la_code = '306'", [name])


def _hidden(data: Path) -> list[Path]:
    return [p for p in (data / "publications").iterdir() if p.name.startswith(".")]


def _until_hidden_folder(data: Path, process: subprocess.Popen[str], wanted: str) -> None:
    """Wait for a file in the folder that a publication is written to before it is moved."""
    while process.poll() is None:
        if any((folder / wanted).exists() for folder in _hidden(data)):
            return
        time.sleep(0.002)


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "benchmarks.duckdb",
        "csv/indicators.csv",
        "datapackage.json",
        "CHANGES.md",
        "site",
        "SHA256SUMS",
    ],
    ids=lambda name: name or "folder",
)
def test_a_run_killed_while_it_publishes_leaves_one_whole_publication(
    data: Path, wanted: str
) -> None:
    _rename_croydon(data, f"Killed at {wanted}")
    before = (data / "published").resolve()
    process = _start_publishing(data)
    _until_hidden_folder(data, process, wanted)
    process.kill()
    process.communicate()
    assert is_whole(data / "published")
    if wanted in ("", "benchmarks.duckdb", "csv/indicators.csv"):
        assert (data / "published").resolve() == before
        assert len(_hidden(data)) > 0, "killed too late to show anything"


def test_a_full_disk_stops_publication_and_leaves_the_one_before(data: Path) -> None:
    before, folders = contents(data / "published"), sorted((data / "publications").iterdir())
    process = _start_publishing(data, largest_file=2_000_000)
    _, errors = process.communicate()
    assert process.returncode == 1
    assert "File too large" in errors or "too large" in errors.lower(), errors
    assert contents(data / "published") == before
    assert sorted((data / "publications").iterdir()) == folders


def test_a_reader_keeps_what_it_opened_and_a_new_one_sees_the_new(data: Path) -> None:
    _rename_croydon(data, "Zzz")
    path = str(data / "published" / "benchmarks.duckdb")
    reader = subprocess.Popen(
        [sys.executable, "-c", READ, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert reader.stdout
    before = reader.stdout.readline().strip()
    publishing = _start_publishing(data)
    _, errors = publishing.communicate()
    assert publishing.returncode == 0, errors
    after, _ = reader.communicate("go on\n")
    assert after.strip() == before
    assert "Zzz" not in before
    fresh = subprocess.run(
        [sys.executable, "-c", READ, path], input="\n", capture_output=True, text=True
    )
    assert "Zzz" in fresh.stdout
    changes = (data / "published" / "CHANGES.md").read_text("utf-8")
    assert "`local_authorities`: 0 rows added, 0 removed, 1 revised." in changes
    assert (
        json.loads((data / "published" / "datapackage.json").read_text("utf-8"))["run"]
        == "snapshot"
    )


@dataclass(frozen=True)
class Restart:
    """The run after all that, with a reader and a rival beside it."""

    run: command.Ended
    rival: command.Ended
    read: list[str]


@pytest.fixture(scope="module")
def restart(data: Path) -> Restart:
    reader = subprocess.Popen(
        [sys.executable, "-c", READ, str(data / "published" / "benchmarks.duckdb")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout
    first = reader.stdout.readline().strip()
    process = command.start(data, "run")
    assert process.stdout
    shown = [process.stdout.readline()]
    while "register" not in shown[-1] and shown[-1]:
        shown.append(process.stdout.readline())
    rival = command.run(data)
    rest, _ = process.communicate(timeout=600)
    second, _ = reader.communicate("go on\n")
    return Restart(
        command.Ended(process.returncode, "".join(shown) + rest), rival, [first, second.strip()]
    )


def test_the_next_run_succeeds_without_help(restart: Restart, data: Path) -> None:
    assert restart.run.code == 0, restart.run.output
    assert is_whole(data / "published")
    assert _hidden(data) == []
    assert [p.name for p in data.iterdir() if p.name.startswith(".")] == []


def test_the_next_run_publishes_the_same_figures_byte_for_byte(
    restart: Restart, data: Path, published: Path
) -> None:
    assert (data / "published").resolve().name != published.resolve().name
    assert contents(data / "published" / "csv") == contents(published / "csv")
    assert (
        contents(data / "published")["datapackage.json"] == contents(published)["datapackage.json"]
    )


def test_of_two_runs_at_once_the_second_says_so(restart: Restart, data: Path) -> None:
    assert restart.rival.code == 1
    assert len(restart.rival.lines_with("Another run is building in", str(data))) == 1
    assert "Traceback" not in restart.rival.output


def test_a_reader_is_not_disturbed_by_a_publication(restart: Restart) -> None:
    assert restart.read[0] == restart.read[1] != ""
