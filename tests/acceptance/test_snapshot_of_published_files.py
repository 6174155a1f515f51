"""`make snapshot` with the publishers' real files, when they lie beside the project.

Skipped where `../shared/published` is not there.
"""

from __future__ import annotations

import csv
import hashlib
import shutil
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from orchestration.archive import Archive
from orchestration.connectors.folder import FolderConnector
from orchestration.connectors.snapshot import SnapshotConnector
from orchestration.connectors.snapshot_writer import write_snapshot
from orchestration.settings import PROJECT_ROOT, SNAPSHOT
from tests.fixtures.command import contents
from tests.fixtures.published_files import CATALOGUE

PUBLISHED = PROJECT_ROOT.parent / "shared" / "published"
REPORTS = PUBLISHED / "ofsted" / "reports"

pytestmark = pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the published files are not here")


@cache
def _known() -> dict[str, Path]:
    """The files of which the snapshot was written, by name; reports apart."""
    hashes = {release.sha256 for release in SnapshotConnector(SNAPSHOT).releases}
    paths = [path for path in sorted(PUBLISHED.rglob("*")) if path.suffix in (".csv", ".ods")]
    return {p.name: p for p in paths if hashlib.sha256(p.read_bytes()).hexdigest() in hashes}


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    shutil.copytree(SNAPSHOT, tmp_path / "snapshot")
    return tmp_path / "snapshot"


def _lay(snapshot: Path, folder: Path, landing: Path) -> list[str]:
    below = SnapshotConnector(snapshot)
    connector = FolderConnector(folder, CATALOGUE, Archive(landing), below)
    return write_snapshot(snapshot, CATALOGUE, connector)


def _folder(tmp_path: Path, *paths: Path) -> Path:
    (tmp_path / "folder").mkdir()
    for path in paths:
        (tmp_path / "folder" / f"download of {path.name}").symlink_to(path)
    return tmp_path / "folder"


def test_every_statistical_edition_is_here() -> None:
    pages = {name for name, source in CATALOGUE.items() if not source.reads_reports}
    statistics = [r for r in SnapshotConnector(SNAPSHOT).releases if r.source in pages]
    assert len(_known()) == len(statistics)


@pytest.mark.parametrize("name", _known() if PUBLISHED.is_dir() else ())
def test_a_file_that_is_known_changes_no_byte(snapshot: Path, tmp_path: Path, name: str) -> None:
    assert _lay(snapshot, _folder(tmp_path, _known()[name]), tmp_path / "landing") == []
    assert contents(snapshot) == contents(SNAPSHOT)


def test_all_statistics_together_change_no_byte(snapshot: Path, tmp_path: Path) -> None:
    assert _lay(snapshot, _folder(tmp_path, *_known().values()), tmp_path / "landing") == []
    assert contents(snapshot) == contents(SNAPSHOT)


def test_a_listing_of_known_reports_changes_no_byte(snapshot: Path, tmp_path: Path) -> None:
    """One that is read, and one that is held back."""
    with (REPORTS / "index.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    chosen = [row for row in rows if row["file_id"] in ("2754306", "50004178")]
    assert len(chosen) == 2
    folder = _folder(tmp_path)
    with (folder / "index.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(chosen)
    for row in chosen:
        (folder / row["file"]).parent.mkdir()
        shutil.copyfile(REPORTS / row["file"], folder / row["file"])
    assert _lay(snapshot, folder, tmp_path / "landing") == []
    assert contents(snapshot) == contents(SNAPSHOT)


def test_the_newest_edition_is_added_and_nothing_else_changes(
    snapshot: Path, tmp_path: Path
) -> None:
    write_snapshot(snapshot, CATALOGUE, drop=["dfe_workforce_2025"])
    without = contents(snapshot)
    file = _known()["csww_indicators_2017_to_2025.csv"]
    (line,) = _lay(snapshot, _folder(tmp_path, file), tmp_path / "landing")
    assert line.startswith("Added dfe_workforce_2025: ")
    after, embedded = contents(snapshot), contents(SNAPSHOT)
    changed = {name for name in after if after[name] != without[name]}
    assert changed == {"releases.csv", "dfe_workforce/indicators.csv"}
    assert {name for name in after if after[name] != embedded[name]} == {"releases.csv"}
    lines = [(f / "releases.csv").read_text("utf-8").splitlines() for f in (snapshot, SNAPSHOT)]
    differing = [new for new, old in zip(*lines, strict=True) if new != old]
    assert len(differing) == 1
    assert date.today().isoformat()[:4] in differing[0]
