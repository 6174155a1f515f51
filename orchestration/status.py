"""What is published, how old it is, and how the last run went: `benchmarks status`.

It answers at once: Dagster, whose import takes seconds, is not asked; its history is read from the
SQLite files in which it keeps it. Nothing is written.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from orchestration.settings import Settings
from orchestration.warehouse import connect

CURRENT, NOTHING, LACKING = 0, 1, 3
# One that has not said for so long how it ended was killed.
LONGEST_RUN = timedelta(hours=6)
SOURCES = """
    SELECT
        publisher, publication, newest_edition, newest_published_on, next_release,
        is_stale OR coalesce(next_release < current_date, false) AS is_stale, note
    FROM source_status
    ORDER BY publisher, publication, source
"""
FAILED_CHECKS = """
    SELECT asset_key, check_name, evaluation_event FROM asset_check_executions
    WHERE run_id = ? AND execution_status = 'FAILED' ORDER BY asset_key, check_name
"""


@dataclass(frozen=True)
class LastRun:
    """How the last run went.

    Attributes:
        began: When it was asked for.
        outcome: How it ended, in words.
        is_good: Whether it did what it was asked for, or may yet.
    """

    began: datetime
    outcome: str
    is_good: bool


def show_status(settings: Settings) -> int:
    """Print what is published and how the last run went.

    Returns:
        0 where what is published is up to date; 1 where nothing is; 3 where a source is stale, or
        the last run did not come to a good end.
    """
    last = last_run(settings)
    database = settings.published / "benchmarks.duckdb"
    if not database.exists():
        print(f"Published    nothing in {settings.published}; begin with: benchmarks run")
        _show_run(last)
        return NOTHING
    with connect(database, read_only=True) as connection:
        ((as_at,),) = connection.execute("SELECT max(as_at) FROM ratings").fetchall()
        sources = connection.execute(SOURCES).fetchall()
    print(f"Published    {settings.published} -> {settings.published.resolve().name}")
    print(f"As at        {_day(as_at)}, the day to which inspections are known")
    _show_run(last)
    print("Editions     the newest of each source")
    for publisher, publication, edition, published_on, *_ in sources:
        print(f"  {edition or 'none':<12} {_day(published_on):<18} {publisher}: {publication}")
    stale = [row for row in sources if row[5]]
    print(f"Stale        {len(stale) or 'none'}")
    for _, publication, _, _, announced, _, note in stale:
        print(f"  {publication}: {note or f'announced for {_day(announced)}'}")
    return LACKING if stale or (last and not last.is_good) else CURRENT


def _show_run(last: LastRun | None) -> None:
    if last:
        print(f"Last run     {_day(last.began)}, {last.began:%H:%M} UTC: {last.outcome}")
    else:
        print("Last run     none is known")


def _day(value: Any) -> str:
    return f"{value.day} {value:%B %Y}" if value else ""


def last_run(settings: Settings) -> LastRun | None:
    """The last run by whichever button; None where there was none.

    Raises:
        sqlite3.Error: Dagster's history cannot be read.
    """
    history = settings.dagster_home / "history"
    rows = _asked(
        history / "runs.db",
        "SELECT run_id, status, create_timestamp, start_time, end_time FROM runs "
        "ORDER BY id DESC LIMIT 1",
    )
    if not rows:
        return None
    run_id, status, created, start, end = rows[0]
    began = datetime.fromisoformat(created).replace(tzinfo=UTC)
    # A gate may have stopped it all the same: Dagster counts the steps behind as skipped.
    stopped = _stopped_by(history, run_id)
    if stopped:
        return LastRun(began, f"stopped by {stopped}", False)
    if status == "SUCCESS":
        is_newest = settings.published.resolve().name.endswith(run_id[:8])
        told = "published" if is_newest else "nothing new was published"
        return LastRun(began, f"{told}, {end - start:.0f} s", True)
    if status in ("FAILURE", "CANCELED"):
        return LastRun(began, "failed" if status == "FAILURE" else "stopped by a person", False)
    is_under_way = datetime.now(UTC) - began < LONGEST_RUN
    return LastRun(began, "under way" if is_under_way else "never said how it ended", is_under_way)


def _stopped_by(history: Path, run_id: str) -> str:
    """Rules that stopped a run; nothing where none did."""
    failed = [
        f"{check} on {'/'.join(json.loads(asset))}"
        for asset, check, event in _asked(history / "runs" / "index.db", FAILED_CHECKS, run_id)
        if "AssetCheckSeverity.ERROR" in event
    ]
    more = f" and {len(failed) - 1} more" if len(failed) > 1 else ""
    return failed[0] + more if failed else ""


def _asked(path: Path, query: str, *values: str) -> Sequence[tuple[Any, ...]]:
    if not path.exists():
        return []
    try:
        return _answer(path, "mode=ro", query, values)
    except sqlite3.OperationalError:
        # Of a person who may not write beside it, SQLite's write-ahead mode asks for that all the
        # same, unless told that nobody writes.
        return _answer(path, "immutable=1", query, values)


def _answer(path: Path, how: str, query: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"{path.as_uri()}?{how}", uri=True)) as connection:
        return connection.execute(query, values).fetchall()
