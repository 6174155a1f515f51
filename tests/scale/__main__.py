"""Time, peak memory and what breaks, stage by stage, in a world of n times the size."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from orchestration.settings import PROJECT_ROOT
from tests.scale.stages import STAGES

COPIED = ("orchestration", "expectations", "pages", "dbt_project", "data", "tests")
LEFT = shutil.ignore_patterns("target", "logs", "build", "published", "publications", "dagster")
LONGEST = 3600
GB = 10**9
# A hundredth of what the whole world of x100 left on disk, most of it CSV.
TAKEN = 0.18 * GB
# What the database may take beside, while it works.
BESIDE = 17 * GB


@dataclass(frozen=True)
class Measured:
    """One stage: seconds of wall and processor, the most memory a process of it held, in MiB."""

    name: str
    wall: float
    processor: float
    peak: int
    code: int
    said: str

    def line(self) -> str:
        """A line of the table."""
        ended = self.said if not self.code else f"ended with {self.code}: {self.said}"
        figures = f"{self.wall:9.1f} {self.processor:9.1f} {self.peak:9,}"
        return f"{self.name:14} {figures}  {ended}"


def main(scale: int, engine: str = "duckdb") -> int:
    """Print the stages of an engine; exit code 1 if one breaks, after which none can follow.

    Raises:
        SystemExit: The disk has too little room; it says how much is wanted, and where.
    """
    wanted, free = BESIDE + TAKEN * scale, shutil.disk_usage(tempfile.gettempdir()).free
    if wanted > free:
        sys.exit(
            f"x{scale} wants {wanted / GB:.0f} GB of disk and {tempfile.gettempdir()} has "
            f"{free / GB:.0f} GB free: set TMPDIR to a folder with more"
        )
    print(f"{'x' + str(scale):14} {'seconds':>9} {'processor':>9} {'peak MiB':>9}")
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        for name in COPIED:
            shutil.copytree(PROJECT_ROOT / name, project / name, ignore=LEFT)
        for stage in STAGES[engine]:
            measured = _measure(stage.__name__, scale, project)
            print(measured.line(), flush=True)
            if measured.code:
                return 1
    return 0


def _measure(name: str, scale: int, project: Path) -> Measured:
    """A stage in a process of its own, on the copy of the project."""
    data = project.parent / "data"
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.scale.stages", name, str(scale)],
        cwd=project,
        env={
            **os.environ,
            "PYTHONPATH": str(project),
            "BENCHMARKS_DATA": str(data),
            "BENCHMARKS_BUILD_DATABASE": str(data / "build" / "warehouse.duckdb"),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    too_long = threading.Timer(LONGEST, process.kill)
    too_long.start()
    output = process.stdout.read() if process.stdout else ""
    _, status, used = os.wait4(process.pid, 0)
    too_long.cancel()
    return Measured(
        name=name,
        wall=time.perf_counter() - started,
        processor=used.ru_utime + used.ru_stime,
        peak=used.ru_maxrss // 1024,
        code=os.waitstatus_to_exitcode(status),
        said=_said(output),
    )


def _said(output: str) -> str:
    """The last line, or of a traceback the one that names the error."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if "Error" in line.split(":")[0]]
    return next(reversed(errors or lines), "")


if __name__ == "__main__":
    if sys.argv[1] not in ("1", "10", "100", "1000"):
        sys.exit(f"SCALE is 1, 10, 100 or 1000, not {sys.argv[1]}")
    if not set(sys.argv[2:]) <= STAGES.keys():
        sys.exit(f"ENGINE is {' or '.join(STAGES)}, not {sys.argv[2]}")
    sys.exit(main(int(sys.argv[1]), *sys.argv[2:]))
