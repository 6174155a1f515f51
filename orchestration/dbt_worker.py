"""dbt in a process of its own, started before it is needed: `python -m orchestration.dbt_worker`.

Importing dbt takes longer than building what it builds; here that happens on the second core while
the run reads its sources. The worker hands over the manifest where the project is newer than it,
then waits for one command on standard input and answers in lines of JSON on standard output. It
ends with its command, so that DuckDB's lock is given back, and at once when its parent is gone, so
that no killed run goes on building in the database of the next.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import threading
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from orchestration.dbt_process import (
    COMPILE,
    MANIFEST,
    PARSED,
    STAMP,
    TARGET,
    fingerprint,
    is_current,
)
from orchestration.settings import DBT_PROJECT

PROJECT = ("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT))
# Node results are told line by line; the log file would cost a third of the build.
SILENT = ("--quiet", "--log-level-file", "none")


def main() -> None:
    """Parse if needed, then run the one command that comes."""
    answers, sys.stdout = sys.stdout, sys.stderr
    commands: SimpleQueue[list[str] | None] = SimpleQueue()
    threading.Thread(target=_listen, args=(commands,), daemon=True).start()

    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner
    from dbt.contracts.graph.manifest import Manifest

    def answer(**facts: object) -> None:
        try:
            answers.write(json.dumps(facts) + "\n")
            answers.flush()
        except BrokenPipeError:
            # Nobody reads any more: the parent is gone, or ended before it needed dbt.
            os.dup2(os.open(os.devnull, os.O_WRONLY), answers.fileno())
            sys.exit(1)

    if not is_current():
        try:
            problem = _parse(dbtRunner())
        except OSError as error:
            problem = f"its parsed project cannot be kept: {error}"
        if problem:
            answer(failed=problem)
            return
    manifest = Manifest.from_msgpack(PARSED.read_bytes())
    answer(parsed=True)

    def tell(event: Any) -> None:
        if facts := ended_node(event):
            node = event.data.node_info
            answer(**facts, **(_built(node) if facts["status"] == "success" else {}))

    _import_what_models_need()
    command = commands.get()
    if command is None:
        return
    if command == COMPILE:
        answer(**_compiled(manifest))
        return
    with tempfile.TemporaryDirectory() as target:
        outcome = dbtRunner(manifest=manifest, callbacks=[tell]).invoke(
            [*command, *PROJECT, *SILENT, "--no-write-json", "--target-path", target]
        )
    DuckDBConnectionManager.close_all_connections()
    answer(done=outcome.success, failed=str(outcome.exception) if outcome.exception else None)


def ended_node(event: Any) -> dict[str, object] | None:
    """What is told of a seed, model or test that just ended; None for any other event of dbt."""
    if event.info.name != "NodeFinished":
        return None
    result = event.data.run_result
    return {
        "node": event.data.node_info.unique_id,
        "status": result.status,
        "seconds": result.execution_time,
        "message": result.message,
        "failures": result.num_failures,
    }


def _compiled(manifest: Any) -> dict[str, object]:
    """The SQL of every model, or what is wrong; the tests beside them are left out."""
    from dbt.cli.main import dbtRunner

    models = ("--select", "resource_type:model", "--indirect-selection", "empty")
    with tempfile.TemporaryDirectory() as target:
        # dbt opens a database to compile and looks into none; that of the settings may be a run's.
        os.environ["BENCHMARKS_BUILD_DATABASE"] = f"{target}/warehouse.duckdb"
        outcome: Any = dbtRunner(manifest=manifest).invoke(
            [*COMPILE, *models, *PROJECT, *SILENT, "--no-write-json", "--target-path", target]
        )
    if not outcome.success:
        return {"failed": str(outcome.exception)}
    nodes = [result.node for result in outcome.result]
    return {"compiled": {node.unique_id: node.compiled_code for node in nodes}}


def _built(node: Any) -> dict[str, object]:
    """Columns of what was just built, and rows of a table: a moment here, where it is open."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    if node.materialized not in ("seed", "table", "view"):
        return {}
    relation = node.node_relation.relation_name
    handle = DuckDBConnectionManager.env().handle()
    try:
        cursor = handle.cursor()
        described = cursor.execute(f"DESCRIBE {relation}").fetchall()
        columns = {name: kind for name, kind, *_ in described}
        if node.materialized == "view":
            return {"columns": columns}
        ((rows,),) = cursor.execute(f"SELECT count(*) FROM {relation}").fetchall()
        return {"columns": columns, "rows": rows}
    finally:
        handle.close()


def _import_what_models_need() -> None:
    """What Python models import, while the run still reads its sources."""
    import numpy  # noqa: F401
    import scipy.special  # noqa: F401


def _listen(commands: SimpleQueue[list[str] | None]) -> None:
    is_told = False
    for line in sys.stdin:
        is_told = True
        commands.put(json.loads(line))
    # The pipe is closed: the parent is gone, or does not need a build.
    if is_told:
        os._exit(1)
    commands.put(None)


def _parse(runner: Any) -> str | None:
    """Parse the project and put the manifest in place; what is wrong with it, if anything."""
    TARGET.mkdir(parents=True, exist_ok=True)
    stamp = fingerprint()
    with tempfile.TemporaryDirectory(dir=TARGET) as aside:
        if PARSED.exists():
            shutil.copy(PARSED, aside)
        outcome = runner.invoke(["parse", *PROJECT, *SILENT, "--target-path", aside])
        if not outcome.success:
            return str(outcome.exception)
        for path in (PARSED, MANIFEST):
            (Path(aside) / path.name).replace(path)
        (Path(aside) / STAMP.name).write_text(stamp, "utf-8")
        (Path(aside) / STAMP.name).replace(STAMP)
    return None


if __name__ == "__main__":
    main()
