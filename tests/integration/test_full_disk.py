"""A disk that is full or may not be written to ends a run in one line; what people read stays."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orchestration.settings import PROJECT_ROOT
from tests.fixtures import command
from tests.fixtures.command import contents

# Without the look at the room that is left: it fills up while the run is at it.
WITHOUT_LOOKING = """
import sys
from orchestration import cli
cli.ROOM = 0
sys.argv = ["benchmarks", *sys.argv[1:]]
cli.command_line()
"""
Mount = Callable[[str], Path]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Mount]:
    """A disk of some megabytes, with a publication on it; with `ro` it takes nothing more."""
    folder = tmp_path / "disk"

    def mount(options: str) -> None:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, text=True
        )
        if done.returncode:
            pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")

    def make(size: str) -> Path:
        folder.mkdir()
        mount(f"size={size}")
        data = folder / "data"
        (data / "publications" / "20260101T000000Z-before").mkdir(parents=True)
        (data / "publications" / "20260101T000000Z-before" / "CHANGES.md").write_text("x", "utf-8")
        (data / "published").symlink_to("publications/20260101T000000Z-before")
        return data

    yield make
    subprocess.run(["umount", "--lazy", folder], capture_output=True)


def _ended(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_LOOKING, *arguments],
        cwd=PROJECT_ROOT,
        env={**command.clean_environment(), "BENCHMARKS_DATA": str(data)},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("size", ["1m", "30m"], ids=["at the start", "at a source"])
def test_a_disk_that_fills_up_ends_a_run_in_one_line(disk: Mount, size: str) -> None:
    data = disk(size)
    before = contents(data / "published")
    done = _ended(data, "run")
    assert done.returncode == 1
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    assert "leaked" not in said
    assert sum(line.startswith("Stopped") for line in said.splitlines()) == 1, said
    assert shutil.disk_usage(data).free < 1_000_000
    assert contents(data / "published") == before


def test_a_small_disk_is_refused_before_anything_is_written(disk: Mount) -> None:
    data = disk("30m")
    ended = command.run(data)
    assert ended.code == 1
    (line,) = ended.output.splitlines()
    assert line.startswith(f"Stopped: {data} has ")
    assert line.endswith("MB left and a run needs 500: make room there")


def test_a_folder_that_may_not_be_written_to_ends_every_command_in_one_line(disk: Mount) -> None:
    data = disk("30m")
    subprocess.run(["mount", "-o", "remount,ro", data.parent], check=True)
    for arguments in (["run"], ["ui"], ["daemon"], ["snapshot", "--source", "x"]):
        done = _ended(data, *arguments)
        assert done.returncode == 1, arguments
        (line,) = (done.stdout + done.stderr).splitlines()
        assert "Read-only file system" in line
        assert line.endswith(f"; see that {data} has room and may be written to, and run again")


def test_status_needs_no_right_to_write(
    disk: Mount, first_run: tuple[Path, command.Ended], published: Path
) -> None:
    data = disk("400m")
    shutil.copytree(first_run[0] / "dagster" / "history", data / "dagster" / "history")
    shutil.copy(published / "benchmarks.duckdb", data / "published")
    subprocess.run(["mount", "-o", "remount,ro", data.parent], check=True)
    done = _ended(data, "status")
    assert done.returncode == 0, done.stderr
    assert "As at        20 August 2026" in done.stdout
    assert "Children's social work workforce" in done.stdout
    # Published, but into another folder than the one that stands in its place here.
    assert "UTC: nothing new was published, " in done.stdout


def test_status_knows_the_publication_of_the_last_run(
    first_run: tuple[Path, command.Ended],
) -> None:
    process = command.start(first_run[0], "status")
    output, _ = process.communicate()
    assert process.returncode == 0, output
    assert "UTC: published, " in output
    assert "Stale        none" in output
