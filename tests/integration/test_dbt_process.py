"""dbt beside the run: every node is told, the lock is given back, no orphan goes on building."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from orchestration import dbt_process
from orchestration.dbt_process import STAMP, DbtProcess, fingerprint, prepared_manifest
from orchestration.settings import DBT_PROJECT, PROJECT_ROOT

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

# Parses a project of another place, as the worker does.
PARSE = """
import sys
from pathlib import Path
import orchestration.settings
orchestration.settings.DBT_PROJECT = Path(sys.argv[1])
from dbt.cli.main import dbtRunner
from orchestration import dbt_process, dbt_worker
print(dbt_process.is_current(), dbt_worker._parse(dbtRunner()), dbt_process.is_current())
"""
MODEL = "def model(dbt, session):\n    return session.sql('select {} as number')\n"


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


def test_models_are_compiled_while_a_run_holds_the_database(tmp_path: Path) -> None:
    held = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(held)):
        compiled = DbtProcess(held).compile()
    nodes = json.loads(prepared_manifest().read_text("utf-8"))["nodes"]
    assert compiled.keys() == {n for n, node in nodes.items() if node["resource_type"] == "model"}
    assert '"main"."indicator_values_as_of"(' in compiled["model.benchmarks.la_benchmarks"]


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


@pytest.mark.parametrize("suffix", [".sql", ".py", ".yml", ".csv"])
def test_a_file_of_the_project_makes_another_fingerprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr(dbt_process, "DBT_PROJECT", tmp_path)
    prints = [fingerprint()]
    for content in ("one", "another"):
        (tmp_path / f"file{suffix}").write_text(content, "utf-8")
        prints.append(fingerprint())
    assert len(set(prints)) == 3


def test_a_changed_python_model_is_parsed_anew(tmp_path: Path) -> None:
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(DBT_PROJECT / name, tmp_path)
    model = tmp_path / "models" / "intermediate" / "int_one.py"
    model.parent.mkdir(parents=True)
    for number in (1, 22):
        model.write_text(MODEL.format(number), "utf-8")
        done = subprocess.run(
            [sys.executable, "-c", PARSE, str(tmp_path)],
            cwd=PROJECT_ROOT,
            capture_output=True,
            text=True,
        )
        assert done.stdout.splitlines()[-1:] == ["False None True"], done.stdout + done.stderr
        manifest = json.loads((tmp_path / "target" / "manifest.json").read_text("utf-8"))
        assert f"select {number} " in manifest["nodes"]["model.benchmarks.int_one"]["raw_code"]


def test_a_python_model_computes_with_one_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Threads for matrices as small as ours multiply the time of a run where cores are shared."""
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "8")
    worker = DbtProcess(tmp_path / "warehouse.duckdb")
    worker.wait_until_parsed()
    environment = Path(f"/proc/{worker.pid}/environ")
    if not environment.exists():
        pytest.skip("the environment of a process is not readable here")
    assert b"OPENBLAS_NUM_THREADS=1" in environment.read_bytes().split(b"\0")
