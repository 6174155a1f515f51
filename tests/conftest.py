"""What many tests share: one real run of the whole job on the embedded snapshot."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import pytest

from pages import build_site
from tests.fixtures import command


@pytest.fixture(scope="session")
def first_run(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> tuple[Path, command.Ended]:
    """The data folder of a run on the snapshot, and how the run ended. Never written to.

    One run, whichever of pytest's workers needs it first.
    """
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    data, ended = shared / "first_run" / "data", shared / "first_run.json"
    with (shared / "first_run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ended.exists():
            ended.write_text(json.dumps(asdict(command.run(data))), "utf-8")
    return data, command.Ended(**json.loads(ended.read_text("utf-8")))


@pytest.fixture(scope="session")
def published(first_run: tuple[Path, command.Ended]) -> Path:
    """The published folder of a run on the snapshot."""
    data, ended = first_run
    assert ended.code == 0, ended.output
    return data / "published"


@pytest.fixture(scope="session")
def published_database(published: Path) -> Path:
    """The published DuckDB file."""
    return published / "benchmarks.duckdb"


@pytest.fixture(scope="session")
def build_database(published: Path) -> Path:
    """The DuckDB file in which that run built its tables."""
    return published.parent / "build" / "warehouse.duckdb"


@pytest.fixture(scope="session")
def site(published_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of that run, built once by each of pytest's workers. Never written to."""
    folder = tmp_path_factory.mktemp("publication") / "site"
    build_site(published_database, folder, folder.parent / "cache")
    return folder


@pytest.fixture(scope="session")
def background() -> Iterator[ThreadPoolExecutor]:
    """Runs that nobody waits for yet, two at a time."""
    with ThreadPoolExecutor(2) as pool:
        yield pool


@pytest.fixture(scope="session")
def new_data(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Makes a data folder that has the first run's publication, for runs that may write."""

    def make() -> Path:
        data = tmp_path_factory.mktemp("run") / "data"
        for name in ("published", "publications", "build"):
            source = published.parent / name
            if source.is_symlink():
                data.mkdir(exist_ok=True)
                (data / name).symlink_to(source.readlink())
            else:
                shutil.copytree(source, data / name)
        return data

    return make
