"""What numpy estimates is the same in every run and on every machine, to the last digit printed."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

from orchestration.dbt_process import DbtProcess

TABLES = ("rank_intervals", "event_study", "event_study_lines")
MODELS = ("int_rank_intervals_estimated", "int_event_study_estimated")


@pytest.fixture(scope="module")
def built_again(build_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy in which these tables are built once more, as an older processor would."""
    copy = tmp_path_factory.mktemp("again") / "warehouse.duckdb"
    shutil.copyfile(build_database, copy)
    newer = [feature for feature in __cpu_dispatch__ if __cpu_features__.get(feature)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NPY_DISABLE_CPU_FEATURES", " ".join(newer))
        patch.setenv("OPENBLAS_CORETYPE", "Nehalem")
        results = list(DbtProcess(copy).build(["run", "--select", *MODELS, *TABLES]))
    assert [(r.status, r.message) for r in results if not r.is_good] == []
    assert {r.node.rsplit(".", 1)[1] for r in results} == {*MODELS, *TABLES}
    return copy


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_the_same_on_another_processor(
    build_database: Path, built_again: Path, table: str
) -> None:
    rows = []
    for path in (build_database, built_again):
        with duckdb.connect(str(path), read_only=True) as connection:
            rows.append(connection.execute(f"SELECT * FROM main.{table} ORDER BY ALL").fetchall())
    assert len(rows[0]) > 100
    assert [pair for pair in zip(*rows, strict=True) if pair[0] != pair[1]] == []
