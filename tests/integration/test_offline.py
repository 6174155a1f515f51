"""A run on the snapshot asks nobody anything, in no process that it starts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from orchestration.settings import PROJECT_ROOT
from tests.fixtures.command import clean_environment

# Loaded by every Python process of the run: what asks for a name or an address is written down.
HOOK = """
import os, sys

def ask(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.connect", "socket.sendto"):
        with open(os.environ["ASKED"], "a") as asked:
            asked.write(f"{event} {arguments[-1] if event == 'socket.connect' else arguments}\\n")

sys.addaudithook(ask)
with open(os.environ["ASKED"], "a") as asked:
    asked.write(f"process {' '.join(sys.orig_argv[1:4])}\\n")
"""


def _asked(folder: Path, *command: str) -> list[str]:
    """What the processes of a command asked for, and which they were."""
    (folder / "sitecustomize.py").write_text(HOOK, "utf-8")
    environment = {
        **clean_environment(),
        "BENCHMARKS_DATA": str(folder / "data"),
        "PYTHONPATH": str(folder),
        "ASKED": str(folder / "asked.txt"),
    }
    ended = subprocess.run(
        [sys.executable, *command],
        cwd=PROJECT_ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return (folder / "asked.txt").read_text("utf-8").splitlines()


def test_a_run_on_the_snapshot_asks_nobody(tmp_path: Path) -> None:
    lines = _asked(tmp_path, "-m", "orchestration.cli", "run")
    processes = [line for line in lines if line.startswith("process")]
    assert any("orchestration.dbt_worker" in line for line in processes), processes
    assert [line for line in lines if line not in processes] == []


def test_the_hook_notices_what_is_asked(tmp_path: Path) -> None:
    ask = "import socket; socket.getaddrinfo('127.0.0.1', 80)"
    assert any(line.startswith("socket.getaddrinfo") for line in _asked(tmp_path, "-c", ask))
