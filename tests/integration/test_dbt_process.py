"""dbt beside the run: every node is told, the lock is given back, no orphan goes on building."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from orchestration.dbt_process import STAMP, DbtProcess, fingerprint, prepared_manifest
from orchestration.settings import PROJECT_ROOT

# Tells the worker's number, then lets it build for as long as this process lives.
ORPHAN = """
import sys
from pathlib import Path
from orchestration.dbt_process import DbtProcess
dbt = DbtProcess(Path(sys.argv[1]))
results = dbt.build(["build", "--exclude-resource-type", "unit_test"])
next(results)
print(dbt.pid, flush=True)
for result in results:
    pass
"""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dbt") / "warehouse.duckdb"


def test_each_node_is_told_and_the_database_is_free_afterwards(database: Path) -> None:
    results = list(DbtProcess(database).build(["seed", "--select", "regions", "authorities"]))
    assert {result.node.rsplit(".", 1)[1] for result in results} == {"regions", "authorities"}
    assert all(result.is_good and not result.is_broken for result in results)
    with duckdb.connect(str(database)) as connection:
        assert connection.execute("SELECT count(*) FROM seeds.regions").fetchone() == (9,)


def test_what_a_node_could_not_do_is_told_in_dbts_words(database: Path) -> None:
    (result,) = DbtProcess(database).build(["run", "--select", "stg_statistics"])
    assert result.is_broken
    assert "statistics" in str(result.message)


def test_a_command_that_dbt_does_not_know_is_an_error(database: Path) -> None:
    with pytest.raises(RuntimeError, match="No such command 'dance'"):
        list(DbtProcess(database).build(["dance"]))


def test_a_build_ends_with_the_run_that_started_it(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", ORPHAN, str(tmp_path / "warehouse.duckdb")],
        cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout
    worker = int(parent.stdout.readline())
    os.kill(worker, 0)
    parent.kill()
    parent.wait()
    for _ in range(100):
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("dbt goes on building five seconds after its run was killed")


def test_a_run_that_ends_before_dbt_is_ready_leaves_no_trace_of_it(tmp_path: Path) -> None:
    started = "from orchestration.dbt_process import *; DbtProcess(Path(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; {started}", str(tmp_path / "warehouse.duckdb")],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_project_newer_than_its_manifest_is_parsed_anew() -> None:
    STAMP.write_text("of another project", "utf-8")
    assert prepared_manifest().exists()
    assert STAMP.read_text("utf-8") == fingerprint()
