"""The dbt project: its manifest, parsed anew when the project is newer than it, and its builds."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from orchestration.errors import DbtError, without_room
from orchestration.settings import DBT_PROJECT, PROJECT_ROOT, QUIET, Settings

TARGET = DBT_PROJECT / "target"
MANIFEST = TARGET / "manifest.json"
PARSED = TARGET / "partial_parse.msgpack"
STAMP = TARGET / "manifest.stamp"
COMPILE = ["compile"]
# numpy's matrices here are small: threads would wait for one another longer than they compute.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True)
class NodeResult:
    """What came of one seed, model or test.

    Attributes:
        node: dbt's unique id.
        status: `success` or `pass`; `warn`; `error` or `fail`; `skipped`.
        seconds: How long it took.
        message: dbt's words, where it failed.
        failures: Rows that a test found.
        rows: Rows of the table that was built; None for a view and for anything else.
        columns: Columns of the table or view that was built, with their types.
    """

    node: str
    status: str
    seconds: float
    message: str | None
    failures: int | None
    rows: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        """Whether the node was built or the test passed, perhaps with a warning."""
        return self.status in ("success", "pass", "warn")

    @property
    def is_broken(self) -> bool:
        """Whether it could not be built, or the test found something; skipped is neither."""
        return self.status in ("error", "fail", "runtime error", "partial success")


class DbtProcess:
    """A started worker; see `orchestration.dbt_worker`."""

    def __init__(self, build_database: Path) -> None:
        """Start it; it opens the database only when it is told to build."""
        settings = Settings.from_environment()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "orchestration.dbt_worker"],
            cwd=PROJECT_ROOT,
            env={
                **os.environ,
                **QUIET,
                **ONE_THREAD,
                "BENCHMARKS_BUILD_DATABASE": str(build_database),
                "BENCHMARKS_MEMORY": settings.memory,
                "BENCHMARKS_SPARK_FOLDER": settings.spark_folder,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._parsed = False

    @property
    def pid(self) -> int:
        """The worker's process number."""
        return self._process.pid

    def wait_until_parsed(self) -> None:
        """Return when the manifest is that of the project.

        Raises:
            DbtError: The project does not parse.
        """
        if not self._parsed:
            self._answer()
            self._parsed = True

    def build(self, arguments: Sequence[str]) -> Iterator[NodeResult]:
        """Run one dbt command, the only one of this process.

        Yields:
            A result per node, as each ends.

        Raises:
            DbtError: dbt ended before its command did, or could not begin it.
        """
        self._command(arguments)
        while "done" not in (answer := self._answer()):
            answer["message"] = without_room(answer["message"] or "") or answer["message"]
            yield NodeResult(**answer)
        self._end()

    def compile(self) -> dict[str, str]:
        """Code of every model as dbt would run it, by unique id; the only command of this process.

        Raises:
            DbtError: dbt ended before its command did, or a model does not compile.
        """
        self._command(COMPILE)
        compiled: dict[str, str] = self._answer()["compiled"]
        self._end()
        return compiled

    def _command(self, arguments: Sequence[str]) -> None:
        self.wait_until_parsed()
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(list(arguments)) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise DbtError(f"dbt ended with code {self._process.wait()}; see above") from None

    def _end(self) -> None:
        assert self._process.stdin is not None
        self._process.wait()
        self._process.stdin.close()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise DbtError(f"dbt ended with code {self._process.wait()}; see above")
        answer: dict[str, Any] = json.loads(line)
        if answer.get("failed"):
            raise DbtError(f"dbt: {answer['failed']}")
        return answer


@cache
def started_dbt() -> DbtProcess:
    """The worker of this process, started at the first call."""
    return DbtProcess(Settings.from_environment().build_database)


def take_dbt() -> DbtProcess:
    """The started worker, for its one command; the next caller gets another."""
    worker = started_dbt()
    started_dbt.cache_clear()
    return worker


def prepared_manifest() -> Path:
    """The manifest, after it was parsed anew if need be.

    Raises:
        DbtError: The project does not parse; dbt says why.
    """
    if not is_current():
        started_dbt().wait_until_parsed()
    return MANIFEST


def is_current() -> bool:
    """Whether the manifest is that of the project as it stands."""
    return (
        MANIFEST.exists()
        and PARSED.exists()
        and STAMP.exists()
        and STAMP.read_text("utf-8") == fingerprint()
    )


def fingerprint() -> str:
    """Changes with every file of the project that is added, removed or edited, and with dbt.

    Not with its time: a copy of the project, as in the layers of an image, has another.
    """
    digest = hashlib.sha256(version("dbt-core").encode())
    for path in sorted(DBT_PROJECT.rglob("*")):
        if path.suffix in {".sql", ".py", ".yml", ".csv"} and "target" not in path.parts:
            digest.update(f"{path} {path.stat().st_size}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
