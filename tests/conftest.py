"""What many tests share: one real run of the whole job on the embedded snapshot."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures import command


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, command.Ended]:
    """The data folder of a run on the snapshot, and how the run ended. Never written to."""
    data = tmp_path_factory.mktemp("first_run") / "data"
    return data, command.run(data)


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
