"""The project's commands: run, ui, snapshot. Thin; everything real is in the asset graph."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from orchestration.dbt_process import is_current, started_dbt
from orchestration.errors import DbtError, SourceError
from orchestration.journal import now
from orchestration.settings import PROJECT_ROOT, QUIET, SNAPSHOT, SOURCE_PAGES, Settings
from orchestration.warehouse import connect, quoted, take_lock

if TYPE_CHECKING:
    import dagster as dg

# The exit code of a run that published without something it should have had.
LACKING = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    options = _parser().parse_args(arguments)
    os.environ.update(QUIET)
    try:
        if options.command == "ui":
            return ui(_prepared())
        if options.command == "snapshot":
            return snapshot(options.source, options.drop, _prepared())
        return run(options.source, options.only, _prepared())
    except (SourceError, DbtError, ValueError, OSError) as error:
        print(f"Stopped: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="fetch, gate, build, gate, publish")
    run.add_argument("--source", help="snapshot (default), live, or a folder of published files")
    run.add_argument("--only", metavar="PAGE", help="one source page up to the marts, unpublished")
    snapshot = commands.add_parser("snapshot", help="add published files to the embedded snapshot")
    snapshot.add_argument("--source", help="a folder of published files")
    snapshot.add_argument("--drop", default="", metavar="RELEASE_IDS", help="editions to leave out")
    commands.add_parser("ui", help="Dagster's UI on this machine (BENCHMARKS_UI_PORT)")
    return parser


def _prepared() -> Settings:
    """Settings, with Dagster's home in place: without it run history is lost."""
    settings = Settings.from_environment()
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    config = (PROJECT_ROOT / "orchestration" / "dagster.yaml").read_text("utf-8")
    (settings.dagster_home / "dagster.yaml").write_text(
        config.replace("$DAGSTER_HOME", str(settings.dagster_home)), "utf-8"
    )
    os.environ["DAGSTER_HOME"] = str(settings.dagster_home)
    return settings


def run(source: str | None, only: str | None, settings: Settings) -> int:
    """The whole pipeline in this process.

    Args:
        source: Where editions come from; None for what the settings say.
        only: One source page: its tables are read, gated and built up to the marts in the database
            that an earlier run built, and nothing is published. For the inner loop of a change.
        settings: Where to read and write.

    Returns:
        The exit code: 0 where all is published; 1 where something stopped the run; 3 where it
        published without something that could not be reached or used, which is named.
    """
    started, began = time.monotonic(), now()
    source = source or settings.source
    if source not in ("snapshot", "live") and not Path(source).is_dir():
        raise SourceError(source, "folder of published files", "there is no such folder")
    if only and not settings.build_database.exists():
        raise ValueError(f"--only {only} builds on an earlier run: run once without it")
    print(f"Running on {source}; starting Dagster ...", flush=True)
    started_dbt()
    import dagster as dg

    if not is_current():
        # dbt parses on the other processor meanwhile, and the gates will need it.
        import great_expectations  # noqa: F401

    from orchestration.definitions import defs, source_to_marts
    from orchestration.run_history import shared_history

    job = defs.resolve_job_def("publish_benchmarks" if not only else "__ASSET_JOB")
    with shared_history(job.name) as instance:
        result = job.execute_in_process(
            run_config={
                "loggers": {"progress": {}},
                "resources": {"sources": {"config": {"source": source}}},
            },
            asset_selection=source_to_marts(only) if only else None,
            instance=instance,
            raise_on_error=False,
        )
    # Dagster counts the steps that a gate stopped as skipped, and the run as a success.
    broken = [
        check
        for check in result.get_asset_check_evaluations()
        if not check.passed and check.severity is dg.AssetCheckSeverity.ERROR
    ]
    is_good = result.success and not broken
    has_published = is_good and not only and bool(result.get_asset_materialization_events())
    if not is_good:
        print(_failure(broken), flush=True)
    elif only:
        print(f"\nBuilt {only} up to the marts in {settings.build_database}; nothing is published")
    elif not has_published:
        print(f"\nNothing is new; {settings.published} stays as it is")
    else:
        print(_summary(settings), flush=True)
    lacking = _lacking(settings, began) if is_good else []
    lacking += _unused(settings) if has_published else []
    for line in lacking:
        print(line)
    print(f"Time taken: {time.monotonic() - started:.0f} s")
    return (LACKING if lacking else 0) if is_good else 1


def _lacking(settings: Settings, began: str) -> list[str]:
    """What a run could not reach or use of live sources, a line each.

    Args:
        settings: Where it wrote.
        began: When it began.
    """
    from orchestration.asking import Askings

    asked = Askings(settings.landing).since(began)
    return [f"Lacking: {line}" for answer in asked for line in answer.lacking]


def _unused(settings: Settings) -> list[str]:
    """Files that a person gave to the run and that are not in what it published, a line each."""
    with connect(settings.build_database, read_only=True) as connection:
        tables = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'raw' "
            "AND (table_name = 'unrecognised' OR ends_with(table_name, '__held_rows')) ORDER BY ALL"
        ).fetchall()
        return [
            f"Not used: {locator}: {detail}"
            for (table,) in tables
            for locator, detail in connection.execute(
                f"SELECT locator, detail FROM raw.{quoted(table)} WHERE is_given ORDER BY ALL"
            ).fetchall()
        ]


def _failure(broken: Iterable[dg.AssetCheckEvaluation]) -> str:
    """What stopped the run and what to do."""
    lines = ["", "Stopped; nothing was published, what was published before is untouched."]
    for check in broken:
        table = check.asset_key.to_user_string()
        if check.check_name in ("landing", "release"):
            lines.append(f"  {check.check_name} gate, {table}: {check.description}")
        else:
            lines.append(f"  dbt test on {table}: {check.check_name} does not hold")
    lines.append("Mend or remove what is named above and run again.")
    return "\n".join(lines)


def _summary(settings: Settings) -> str:
    """What was published, in numbers."""
    with connect(settings.published / "benchmarks.duckdb", read_only=True) as connection:
        tables = connection.execute(
            "SELECT table_name, estimated_size FROM duckdb_tables() "
            "WHERE schema_name = 'main' ORDER BY table_name"
        ).fetchall()

        def count(query: str) -> int:
            row = connection.execute(query).fetchone()
            return int(row[0]) if row else 0

        authorities = count("SELECT count(*) FROM local_authorities WHERE is_current")
        gates = count("SELECT count(*) FROM gate_results WHERE success")
        warnings = count("SELECT count(*) FROM gate_results WHERE NOT success")
        held = connection.execute(
            "SELECT coalesce(nullif(source, ''), 'unrecognised'), count(*) FROM held_rows "
            "GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        overdue = connection.execute(
            "SELECT publication, next_release FROM source_status "
            "WHERE is_stale AND next_release < current_date ORDER BY ALL"
        ).fetchall()
        as_at = connection.execute("SELECT max(as_at) FROM ratings").fetchone()
    late = "".join(f"\nOverdue: {title}, announced for {day}" for title, day in overdue)
    rows = "\n".join(f"  {name:<28} {size:>9,} rows" for name, size in tables)
    held_text = ", ".join(f"{name} {n}" for name, n in held) or "none"
    return (
        f"\nPublished to {settings.published}\n{rows}\n"
        f"Current authorities: {authorities}; inspections known to {as_at[0] if as_at else ''}\n"
        f"Rules that held: {gates}; warnings: {warnings}; held back: {held_text}{late}"
    )


def snapshot(source: str | None, drop: str, settings: Settings) -> int:
    """Lay a folder of published files over the embedded snapshot."""
    from orchestration.archive import Archive
    from orchestration.catalogue import load_catalogue
    from orchestration.connectors.folder import FolderConnector
    from orchestration.connectors.snapshot import SnapshotConnector
    from orchestration.connectors.snapshot_writer import write_snapshot

    dropped = [name.strip() for name in drop.split(",") if name.strip()]
    if not source and not dropped:
        raise ValueError("say from which folder: make snapshot SOURCE=<folder>")
    catalogue, connector = load_catalogue(SOURCE_PAGES), None
    if source:
        archive, below = Archive(settings.landing), SnapshotConnector(SNAPSHOT)
        connector = FolderConnector(Path(source), catalogue, archive, below)
    lines = write_snapshot(SNAPSHOT, catalogue, connector, dropped)
    print("\n".join([*lines, f"Wrote {SNAPSHOT}; look at it with git diff --stat"]))
    return 0


def ui(settings: Settings) -> int:
    """Dagster's UI and daemon (schedules), on this machine only."""
    from orchestration.run_history import DEFINITIONS, end_dead_runs

    lock = take_lock(settings.build)
    if lock:
        with lock:
            end_dead_runs()
    print(f"Dagster on http://127.0.0.1:{settings.ui_port}; stop with Ctrl-C", flush=True)
    return subprocess.run(
        [
            Path(sys.executable).with_name("dagster"),
            "dev",
            *("--module-name", DEFINITIONS),
            *("--host", "127.0.0.1", "--port", str(settings.ui_port)),
        ],
        cwd=PROJECT_ROOT,
        check=False,
    ).returncode


def command_line() -> NoReturn:
    """The program `benchmarks`: a command, then the end at once, all being closed and written.

    Python's own shutdown takes DuckDB's module apart while other extensions still hold on to it,
    and prints pages of warnings about that.
    """
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    command_line()
