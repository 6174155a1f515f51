"""What tests of pages share: the small world's database, and sites without a runtime."""

from __future__ import annotations

from pathlib import Path

import pytest

import pages
from tests.unit.pages import small_world


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return small_world.write(tmp_path / "benchmarks.duckdb")


@pytest.fixture(autouse=True)
def no_runtime(monkeypatch: pytest.MonkeyPatch) -> None:
    """The chart library's runtime takes seconds to pack and no test here draws."""
    monkeypatch.setattr(pages, "write_runtime", lambda target, cache: None)
