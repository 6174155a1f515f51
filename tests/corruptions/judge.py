"""What stops a folder: its reading, the landing gate, or a whole run.

One warehouse holds the snapshot's raw tables; a case's sources are laid over them, the suites that
read those are asked, and the snapshot's tables are put back. Only what passes all of that, or is
set aside as not used, is worth a run of the program.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from unittest.mock import patch

import pandas as pd

from expectations import landing
from expectations.suites import Suite
from orchestration.assets.gathered import STATISTICS_TABLE, gather, statistics_tables
from orchestration.assets.raw import load_raw
from orchestration.catalogue import Source
from orchestration.connectors import connector_for
from orchestration.connectors.snapshot import SnapshotConnector
from orchestration.editions import Connector, Reading, Release, frame_of
from orchestration.errors import SourceError
from orchestration.evaluation import evaluate
from orchestration.reference import attach_reference
from orchestration.settings import SNAPSHOT, Settings
from orchestration.warehouse import load_table
from tests.corruptions.case import BESIDE, Folder
from tests.fixtures import command
from tests.fixtures.gate import landed
from tests.fixtures.published_files import CATALOGUE

# Files of a folder that are not the wrong one.
SOUND = (BESIDE, "published.csv", "index.csv")
READER, LANDING, RUN, NOT_USED, SILENT = "reader", "landing", "run", "not used", "SILENT"


@dataclass(frozen=True)
class Verdict:
    """Where a folder was stopped and by what; `SILENT` where it was not."""

    stage: str
    rule: str = ""

    @property
    def is_caught(self) -> bool:
        """Whether the folder was refused before anything was published, or by name afterwards."""
        return self.stage not in (SILENT, NOT_USED)


class Judge:
    """The snapshot's warehouse and the gates over it."""

    def __init__(self) -> None:
        """Load the snapshot."""
        snapshot = SnapshotConnector(SNAPSHOT)
        self._readings = {s.source: snapshot.read(s) for s in CATALOGUE.values()}
        self._database = landed(self._readings)

    def landing(self, files: Folder) -> Verdict:
        """What reading and the landing gate say; never `run`."""

        def read_before(_: SnapshotConnector, source: Source) -> Reading:
            return self._readings[source.source]

        with (
            _written(files) as folder,
            tempfile.TemporaryDirectory() as data,
            patch.object(SnapshotConnector, "read", read_before),
        ):
            settings = replace(Settings.from_environment(), data=Path(data), as_at=None)
            try:
                return self._landing(connector_for(str(folder), settings, CATALOGUE))
            except SourceError as error:
                return Verdict(READER, f"{error.rule}: {error.detail}")

    def _landing(self, connector: Connector) -> Verdict:
        readings = {name: connector.read(source) for name, source in CATALOGUE.items()}
        touched = {n: r for n, r in readings.items() if not _is_same(r, self._readings[n])}
        self._load_run(connector.as_at().isoformat())
        try:
            self._load(touched)
            for result in evaluate(self._database, LANDING, _suites_about(touched)):
                if not result.success and result.severity == "critical":
                    return Verdict(LANDING, f"{result.rule}: {result.examples}")
        finally:
            self._load({name: self._readings[name] for name in touched})
        held = [*connector.unrecognised(), *(h for r in touched.values() for h in r.held)]
        below = {h for r in self._readings.values() for h in r.held}
        for row in held:
            if row not in below and row.locator != "published.csv":
                return Verdict(NOT_USED, f"{row.locator}: {row.rule}")
        return Verdict(SILENT)

    def _load(self, readings: dict[str, Reading]) -> None:
        for source, reading in readings.items():
            register = frame_of(Release, reading.releases)
            load_table(self._database, f"raw.{source}__releases", register)
            for name in CATALOGUE[source].tables:
                load_raw(self._database, CATALOGUE[source], name, reading)
        gather(self._database, [CATALOGUE[source] for source in readings])
        attach_reference(self._database)

    def _load_run(self, as_at: str) -> None:
        frame = pd.DataFrame([{"as_at": as_at, "source": "folder"}])
        load_table(self._database, "raw.run", frame)


def whole_run(files: Folder, before: Path | None = None) -> Verdict:
    """What a run of the program says.

    Args:
        files: The folder.
        before: A data folder with a publication; None for a new machine.
    """
    with _written(files) as folder, tempfile.TemporaryDirectory() as root:
        data = Path(root) / "data"
        if before is not None:
            shutil.copytree(before, data, symlinks=True)
        ended = command.run(data, "--source", str(folder))
        if ended.code == 0:
            return Verdict(SILENT)
        wrong = [PurePosixPath(name).name for name in files if name not in SOUND]
        naming = [line.strip() for line in ended.output.splitlines() if _has(line, wrong)]
        said = re.findall(r"^(?:Stopped: |  )(.+)$", ended.output, re.MULTILINE)
        if ended.code == 3:
            if not naming:
                return Verdict(SILENT, "exit code 3 without the file's name")
            said = naming
        return Verdict(RUN, f"exit code {ended.code}: {said[0] if said else ''}")


def _has(line: str, names: Iterable[str]) -> bool:
    return any(name in line for name in names)


def _is_same(one: Reading, other: Reading) -> bool:
    return one.releases == other.releases and set(one.held) == set(other.held)


def _suites_about(sources: dict[str, Reading]) -> Iterator[Suite]:
    """The suites that read a raw table of some sources."""
    for suite in landing.SUITES:
        text = " ".join([suite.table, *(question.query for question in suite.questions)])
        if any(f"raw.{source}__" in text for source in sources) or (
            suite.table == STATISTICS_TABLE
            and any(statistics_tables(CATALOGUE[source]) for source in sources)
        ):
            yield suite


@contextmanager
def _written(files: Folder) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as root:
        for name, data in files.items():
            path = Path(root) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        yield Path(root)
