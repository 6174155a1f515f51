"""What a person gives to make reaches the program word for word, and no shell reads it as code."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from orchestration.settings import PROJECT_ROOT

PROGRAM = """#!/bin/sh
printf '%s\\n' "$@"
"""


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A virtual environment in which the program prints what it is given."""
    folder = tmp_path / "venv"
    (folder / "bin").mkdir(parents=True)
    program = folder / "bin" / "benchmarks"
    program.write_text(PROGRAM, "utf-8")
    program.chmod(0o755)
    (folder / ".installed").touch()
    os.utime(folder / ".installed", (4_000_000_000, 4_000_000_000))
    return folder


def _given(environment: Path, *arguments: str) -> list[str]:
    done = subprocess.run(
        ["make", "--no-print-directory", *arguments, f"VENV={environment}"],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    "folder",
    [
        "published files",
        'it\'s "here"',
        "Öffentlich ü",
        "$(touch ran)",
        "`touch ran`",
        "$$(touch ran)",
        "a;touch ran",
        "$HOME",
        "-x",
    ],
)
def test_a_folder_is_passed_on_as_it_is_written(environment: Path, folder: str) -> None:
    assert _given(environment, "run", f"SOURCE={folder}") == ["run", f"--source={folder}"]
    assert _given(environment, "snapshot", f"SOURCE={folder}", f"DROP={folder}") == [
        "snapshot", f"--source={folder}", f"--drop={folder}",
    ]  # fmt: skip
    assert not (PROJECT_ROOT / "ran").exists()


def test_what_is_not_given_is_not_passed_on(environment: Path) -> None:
    assert _given(environment, "run") == ["run"]
    assert _given(environment, "run", "ONLY=dfe_workforce") == ["run", "--only=dfe_workforce"]
    assert _given(environment, "status") == ["status"]
    assert _given(environment, "ui") == ["ui"]


def test_the_engine_is_passed_on_and_what_it_needs_is_there_first(environment: Path) -> None:
    assert _given(environment, "run", "ENGINE=duckdb") == ["run", "--engine=duckdb"]
    (environment / ".spark").touch()
    os.utime(environment / ".spark", (4_000_000_001, 4_000_000_001))
    assert _given(environment, "run", "ENGINE=spark") == ["run", "--engine=spark"]
    assert _given(environment, "run", "ENGINE=spark", "--dry-run")[-1].startswith(
        f"{environment}/bin/benchmarks run"
    )
    (environment / ".spark").unlink()
    assert "requirements-spark.lock" in "\n".join(
        _given(environment, "run", "ENGINE=spark", "--dry-run")
    )
    assert "requirements-spark.lock" not in "\n".join(_given(environment, "run", "--dry-run"))


def test_the_measure_of_a_size_is_told_the_engine(environment: Path) -> None:
    program = environment / "bin" / "python"
    program.write_text(PROGRAM, "utf-8")
    program.chmod(0o755)
    assert _given(environment, "bench", "SCALE=10") == ["-m", "tests.scale", "10"]
    assert _given(environment, "bench", "SCALE=10", "ENGINE=a b") == [
        "-m", "tests.scale", "10", "a b",
    ]  # fmt: skip
    assert _given(environment, "bench") == ["-m", "tests.bench"]
