"""dbt's own unit tests, which stand beside the models they test: all of them are run, and hold."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from orchestration.dbt_process import DbtProcess, NodeResult, prepared_manifest


@pytest.fixture(scope="module")
def results(build_database: Path, tmp_path_factory: pytest.TempPathFactory) -> list[NodeResult]:
    """What came of every unit test, run once against a copy of what a run built."""
    copy = tmp_path_factory.mktemp("unit_tests") / "warehouse.duckdb"
    shutil.copyfile(build_database, copy)
    return list(DbtProcess(copy).build(["test", "--select", "test_type:unit"]))


def test_every_unit_test_of_the_project_is_run_and_holds(results: list[NodeResult]) -> None:
    declared = json.loads(prepared_manifest().read_text("utf-8"))["unit_tests"]
    assert len(declared) >= 10
    assert sorted(result.node for result in results) == sorted(declared)
    assert [(r.node, r.status, r.message) for r in results if r.status != "pass"] == []
