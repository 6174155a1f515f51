"""dbt on Spark in a process of its own: `python -m orchestration.spark_worker`.

One process, since the session that takes the tables over is the one that builds. It answers in
lines of JSON on standard output, a line per model, and ends at once when its parent is gone.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any

from orchestration.dbt_process import TARGET
from orchestration.dbt_worker import PROJECT, ended_node

# Parsed apart: configuration differs between the targets, and DuckDB's runs must not parse anew.
SPARK = ("--target", "spark", "--target-path", str(TARGET / "spark"), "--log-level-file", "none")


def main() -> int:
    """Take the tables over, build the models, say how each went."""
    answers, sys.stdout = sys.stdout, sys.stderr
    threading.Thread(target=_end_with_parent, daemon=True).start()

    from dbt.cli.main import dbtRunner

    def answer(**facts: object) -> None:
        answers.write(json.dumps(facts) + "\n")
        answers.flush()

    def tell(event: Any) -> None:
        if facts := ended_node(event):
            answer(**facts)

    for command in (["run-operation", "take_over_tables"], ["run", "--selector", "spark"]):
        outcome = dbtRunner(callbacks=[tell]).invoke([*command, *PROJECT, *SPARK])
        if not outcome.success:
            return 1
    answer(done=True)
    return 0


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
