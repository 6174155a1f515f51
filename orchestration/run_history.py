"""Dagster's run history: one for the command line and the pages, over connections kept open.

Dagster's own storage opens a connection for each statement, four thousand of them in a run, and
waits for the disk after each event: more than the events themselves cost. The files are the same,
so that either class reads what the other wrote. In SQLite's write-ahead mode a power cut can lose
the last events, never the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

import dagster as dg
from dagster._core.definitions.repository_definition import SINGLETON_REPOSITORY_NAME
from dagster._core.remote_origin import (
    RegisteredCodeLocationOrigin,
    RemoteJobOrigin,
    RemoteRepositoryOrigin,
)
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

# Where Dagster's pages find the definitions: `dagster dev --module-name`.
DEFINITIONS = "orchestration.definitions"
# The index of all runs, the run under way, and a few that a person looks at.
MOST_OPEN = 8


class PooledEventLogStorage(SqliteEventLogStorage):
    """One SQLite file per run and one for all, each over one kept connection."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        """Open the storage in a folder; `dagster.yaml` names it."""
        self._engines: dict[str, Engine] = {}
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> PooledEventLogStorage:
        """Dagster's way to make it from `dagster.yaml`."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            engine = self._engine(shard)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.connect() as connection, connection.begin():
                yield connection

    def _engine(self, shard: str) -> Engine:
        """The engine of a file, most recently used last; the longest unused is closed."""
        engine = self._engines.pop(shard, None)
        if engine is None:
            engine = create_engine(
                self.conn_string_for_shard(shard),
                poolclass=StaticPool,
                connect_args={
                    "timeout": SQLITE_BUSY_TIMEOUT_SECONDS,
                    "check_same_thread": False,
                },
            )
            event.listen(engine, "connect", _write_ahead_without_waiting)
        self._engines[shard] = engine
        while len(self._engines) > MOST_OPEN:
            self._engines.pop(next(iter(self._engines))).dispose()
        return engine

    def dispose(self) -> None:
        """Close every connection."""
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()
        super().dispose()


def _write_ahead_without_waiting(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA synchronous=NORMAL")
    # Pages of 4 kB: the log beside the file stays below a megabyte.
    connection.execute("PRAGMA wal_autocheckpoint=200")


@contextmanager
def shared_history(job_name: str) -> Iterator[dg.DagsterInstance]:
    """The instance that the pages show, for a run of a job in this process.

    A run in process belongs to no code location, and Dagster's overview, a job's page and the
    sensors pass it over (dagster-io/dagster#17707). Here it belongs to that of the pages.
    """
    repository = RemoteRepositoryOrigin(
        RegisteredCodeLocationOrigin(DEFINITIONS), SINGLETON_REPOSITORY_NAME
    )
    origin = RemoteJobOrigin(repository, job_name)
    with dg.DagsterInstance.get() as instance:
        create = partial(instance.create_run_for_job, remote_job_origin=origin)
        instance.create_run_for_job = create  # type: ignore[method-assign]
        yield instance


def end_dead_runs() -> list[str]:
    """Mark runs whose process is gone as failed; to be called while nothing builds.

    A process that was killed leaves its run as started, and Dagster, which runs one at a time,
    would wait for it.

    Returns:
        The runs.
    """
    started = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING])
    with dg.DagsterInstance.get() as instance:
        dead = instance.get_runs(started)
        for run in dead:
            instance.report_run_failed(run, "Its process was killed: nothing builds any more.")
    return [run.run_id for run in dead]
