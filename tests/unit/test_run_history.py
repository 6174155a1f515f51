"""Run history is Dagster's own, written over few connections."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.storage.event_log import SqliteEventLogStorage

from orchestration import run_history
from orchestration.run_history import (
    DEFINITIONS,
    MOST_OPEN,
    PooledEventLogStorage,
    end_dead_runs,
    shared_history,
)


@dg.asset
def figures() -> dg.MaterializeResult[None]:
    return dg.MaterializeResult(metadata={"rows": 7})


def _instance(home: Path, storage: str) -> dg.DagsterInstance:
    home.mkdir(exist_ok=True)
    module, name = storage.rsplit(".", 1)
    (home / "dagster.yaml").write_text(
        f"telemetry: {{enabled: false}}\n"
        f"event_log_storage: {{module: {module}, class: {name}, "
        f"config: {{base_dir: {home / 'history' / 'runs'}}}}}\n",
        "utf-8",
    )
    return dg.DagsterInstance.from_config(str(home))


OURS = "orchestration.run_history.PooledEventLogStorage"
DAGSTERS = "dagster._core.storage.event_log.SqliteEventLogStorage"


@pytest.mark.parametrize(("writes", "reads"), [(OURS, DAGSTERS), (DAGSTERS, OURS)])
def test_either_class_reads_what_the_other_wrote(tmp_path: Path, writes: str, reads: str) -> None:
    with _instance(tmp_path / "home", writes) as instance:
        run_id = dg.materialize([figures], instance=instance).run_id
    with _instance(tmp_path / "home", reads) as instance:
        event = instance.get_latest_materialization_event(dg.AssetKey("figures"))
        assert event is not None
        assert event.asset_materialization is not None
        assert event.asset_materialization.metadata["rows"].value == 7
        assert event.run_id == run_id
        kinds = [entry.dagster_event_type for entry in instance.all_logs(run_id)]
        assert dg.DagsterEventType.RUN_SUCCESS in kinds


def test_a_run_needs_a_handful_of_connections(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    create = run_history.create_engine

    def counted(url: str, **options: Any) -> Any:
        opened.append(url)
        return create(url, **options)

    monkeypatch.setattr(run_history, "create_engine", counted)
    with _instance(tmp_path / "home", OURS) as instance:
        assert isinstance(instance.event_log_storage, PooledEventLogStorage)
        dg.materialize([figures], instance=instance)
        dg.materialize([figures], instance=instance)
    assert len(opened) == 3, "one of the index and one of each run"


def test_files_that_are_not_looked_at_any_more_are_closed(tmp_path: Path) -> None:
    storage = PooledEventLogStorage(str(tmp_path))
    for number in range(MOST_OPEN + 3):
        with storage.run_connection(f"run{number}"):
            pass
    assert list(storage._engines) == [f"run{number}" for number in range(3, MOST_OPEN + 3)]
    storage.dispose()
    assert storage._engines == {}
    assert isinstance(storage, SqliteEventLogStorage)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Dagster's home, as the program sets it."""
    with _instance(tmp_path / "home", OURS):
        monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_a_run_of_the_command_line_belongs_to_the_definitions_of_the_pages(home: Path) -> None:
    job = dg.Definitions(assets=[figures], jobs=[dg.define_asset_job("the_job")])
    with shared_history("the_job") as instance:
        run_id = job.resolve_job_def("the_job").execute_in_process(instance=instance).run_id
    with dg.DagsterInstance.get() as instance:
        run = instance.get_run_by_id(run_id)
    assert run and run.remote_job_origin
    assert run.remote_job_origin.job_name == "the_job"
    assert run.remote_job_origin.location_name == DEFINITIONS
    assert run.remote_job_origin.repository_origin.repository_name == "__repository__"


def test_a_run_whose_process_is_gone_is_ended_and_one_that_ended_stays(home: Path) -> None:
    with dg.DagsterInstance.get() as instance:
        ended = dg.materialize([figures], instance=instance).run_id
        dead = instance.create_run_for_job(
            dg.Definitions(assets=[figures]).resolve_implicit_global_asset_job_def(),
            status=dg.DagsterRunStatus.STARTED,
        ).run_id
    assert end_dead_runs() == [dead]
    with dg.DagsterInstance.get() as instance:
        states = {run.run_id: run.status for run in instance.get_runs()}
    assert states == {
        ended: dg.DagsterRunStatus.SUCCESS,
        dead: dg.DagsterRunStatus.FAILURE,
    }
    assert end_dead_runs() == []
