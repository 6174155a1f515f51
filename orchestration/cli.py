"""The program `benchmarks`: run, status, ui, daemon, snapshot. All else is in the asset graph.

What takes long to import is imported by the command that needs it: help and status answer at once.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from orchestration.errors import DbtError, SourceError, disk_trouble
from orchestration.settings import ENGINES, PROJECT_ROOT, QUIET, SNAPSHOT, SOURCE_PAGES, Settings

if TYPE_CHECKING:
    import dagster as dg

# The exit code of a run that published without something it should have had.
LACKING = 3
# Megabytes that a first run needs, measured and rounded up.
ROOM = 500
MODULE = ("--module-name", "orchestration.definitions")
DESCRIPTION = """\
Benchmarks of English children's services: fetches what Ofsted and the ministries publish, checks
it, computes the tables, checks them, and publishes a database, files and pages in data/published.
"""
EPILOG = """\
begin with:
  benchmarks run                            publish from the embedded snapshot; needs no network
  benchmarks status                         what is published, and is it up to date?
  benchmarks run --source ~/Downloads/new   add published files that you downloaded
  benchmarks run --source live              ask the publishers
  benchmarks COMMAND --help                 what a command takes

exit codes:
  0  all is well
  1  stopped, with the reason in a line; what was published before is untouched
  2  the command line was not understood
  3  published, but without something that is named; of status: stale, or the last run failed

settings (environment):
  BENCHMARKS_DATA     where runs write and people read (default: data/ of the project)
  BENCHMARKS_SOURCE   snapshot, live, or a folder (default: snapshot)
  BENCHMARKS_ENGINE   duckdb, or spark (default: duckdb)
  BENCHMARKS_AS_AT    the day to which inspections count as known, as 2025-03-31
  docs/engineers.md has the others.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    options = _parser().parse_args(arguments)
    os.environ.update(QUIET)
    try:
        return _obey(options)
    except Exception as error:
        trouble = disk_trouble(error)
        if trouble:
            data = Settings.from_environment().data
            trouble += f"; see that {data} has room and may be written to, and run again"
        elif not isinstance(error, SourceError | DbtError | ValueError | OSError):
            raise
        print(f"Stopped: {trouble or error}", file=sys.stderr)
        return 1


def _obey(options: argparse.Namespace) -> int:
    if getattr(options, "engine", None):
        os.environ["BENCHMARKS_ENGINE"] = options.engine
    settings = Settings.from_environment()
    if options.command == "status":
        from orchestration.status import show_status

        return show_status(settings)
    _prepare(settings)
    if options.command in ("ui", "daemon"):
        from orchestration.column_lineage import prepare_lineage

        prepare_lineage()
    if options.command == "ui":
        return ui(options.host, options.port or settings.ui_port, options.no_daemon, settings)
    if options.command == "daemon":
        return daemon(settings)
    if options.command == "snapshot":
        return snapshot(options.source, options.drop, settings)
    return run(options.source, options.only, settings)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="benchmarks",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, summary: str, more: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=summary, description=f"{summary}. {more}")

    run = command(
        "run",
        "fetch, gate, build, gate, publish",
        "A line per step, then what was published. A file or source that breaks a rule is named; "
        "what was published before stays until the new publication is whole.",
    )
    run.add_argument(
        "--source",
        help="snapshot (default), live, or a folder of published files, whatever their names; each "
        "is recognised by its content and laid over the snapshot",
    )
    run.add_argument(
        "--only",
        metavar="PAGE",
        help="one page of data/sources up to the marts, on top of an earlier run; nothing is "
        "published",
    )
    run.add_argument(
        "--engine",
        choices=ENGINES,
        help="what builds the tables (default: duckdb); spark needs `make spark`, and is slower at "
        "any size so far",
    )
    command(
        "status",
        "what is published, how old it is, how the last run went",
        "Exit code 0: up to date; 1: nothing is published; 3: a source is stale, or the last run "
        "did not come to a good end.",
    )
    ui = command(
        "ui",
        "Dagster's pages and daemon: the graph, run history, schedules",
        "They have no password: keep them on this machine, or behind something that asks for one.",
    )
    ui.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    ui.add_argument("--port", type=int, help="port to listen on (BENCHMARKS_UI_PORT, or 3000)")
    ui.add_argument("--no-daemon", action="store_true", help="the pages alone")
    command(
        "daemon", "Dagster's daemon alone: schedules, sensors, queued runs", "It needs no port."
    )
    snapshot = command(
        "snapshot",
        "add published files to the embedded snapshot",
        "Their editions are added or replaced and no other row moves; git diff --stat shows it.",
    )
    snapshot.add_argument("--source", help="a folder of published files")
    snapshot.add_argument("--drop", default="", metavar="RELEASE_IDS", help="editions to leave out")
    return parser


def _prepare(settings: Settings) -> None:
    """Put Dagster's home in place: without it run history is lost."""
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    config = (PROJECT_ROOT / "orchestration" / "dagster.yaml").read_text("utf-8")
    (settings.dagster_home / "dagster.yaml").write_text(
        config.replace("$DAGSTER_HOME", str(settings.dagster_home)), "utf-8"
    )
    os.environ["DAGSTER_HOME"] = str(settings.dagster_home)


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
    from orchestration.journal import now

    started, began = time.monotonic(), now()
    source = source or settings.source
    if source not in ("snapshot", "live") and not Path(source).is_dir():
        raise SourceError(source, "folder of published files", "there is no such folder")
    if only and not settings.build_database.exists():
        raise ValueError(f"--only {only} builds on an earlier run: run once without it")
    if settings.engine == "spark":
        from orchestration.spark import refuse_without_spark

        refuse_without_spark()
    free = shutil.disk_usage(settings.data).free // 1_000_000
    if free < ROOM:
        raise OSError(f"{settings.data} has {free} MB left and a run needs {ROOM}: make room there")
    print(f"Running on {source}; starting Dagster ...", flush=True)
    from orchestration.dbt_process import is_current, started_dbt

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
    from orchestration.warehouse import connect, quoted

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
    from orchestration.warehouse import connect

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


def ui(host: str, port: int, no_daemon: bool, settings: Settings) -> int:
    """Dagster's pages, and its daemon (schedules) unless that runs elsewhere."""
    if not no_daemon:
        _end_dead_runs(settings)
    print(f"Dagster on http://{host}:{port}; stop with Ctrl-C", flush=True)
    program = ["dagster-webserver"] if no_daemon else ["dagster", "dev"]
    return _become(*program, *MODULE, "--host", host, "--port", str(port))


def daemon(settings: Settings) -> int:
    """Dagster's daemon: schedules, sensors, and the queue of runs."""
    _end_dead_runs(settings)
    return _become("dagster-daemon", "run", *MODULE)


def _end_dead_runs(settings: Settings) -> None:
    """The daemon runs one at a time, and would wait for a run whose process was killed."""
    from orchestration.run_history import end_dead_runs
    from orchestration.warehouse import take_lock

    lock = take_lock(settings.build)
    if lock:
        with lock:
            end_dead_runs()


def _become(program: str, *arguments: str) -> NoReturn:
    """Go on as another program, so that what stops this one stops that."""
    os.chdir(PROJECT_ROOT)
    path = Path(sys.executable).with_name(program)
    os.execv(path, [str(path), *arguments])


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
