"""Ends dbt when the run that started it is gone, so that the next run has the database to itself.

A run that is killed cannot end its dbt, which would go on building in the file of the next run.
Without `BENCHMARKS_RUN_PID` (dbt started by hand) nothing is guarded.
"""

from __future__ import annotations

import os
import threading
import time
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin

SECONDS_BETWEEN_LOOKS = 0.2


class Plugin(BasePlugin):
    """dbt-duckdb loads this before its first connection."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Begin to watch."""
        run = int(os.environ.get("BENCHMARKS_RUN_PID", "0"))
        if run:
            threading.Thread(target=_watch, args=(run,), daemon=True).start()


def _watch(run: int) -> None:
    while os.getppid() == run:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    os._exit(1)
