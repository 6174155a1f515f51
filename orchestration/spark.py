"""The second engine: dbt's models built by Spark, handed over as Parquet; see docs/spark.md.

DuckDB stays the keeper of the warehouse. It gives Spark the raw tables and the seeds, reads back
what Spark built as if it had built it itself, so that contracts, tests and gates hold, and builds
what Spark cannot.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb

from orchestration.dbt_process import NodeResult
from orchestration.errors import DbtError
from orchestration.settings import PROJECT_ROOT, QUIET, Settings
from orchestration.warehouse import literal, quoted

PACKAGES = ("pyspark", "dbt.adapters.spark")


def refuse_without_spark() -> None:
    """Say what Spark lacks on this machine.

    Raises:
        ValueError: It lacks its packages, or a Java runtime.
    """
    if not all(map(_is_installed, PACKAGES)):
        raise ValueError("the engine spark needs PySpark and dbt-spark: call `make spark`")
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise ValueError(
            "the engine spark needs Java 17 or newer: apt-get install openjdk-17-jre-headless"
        )


def _is_installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:
        return False


def hand_over(
    connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any], folder: str
) -> None:
    """Write the raw tables and the seeds as Parquet, a folder each.

    Args:
        connection: The build database, with both in it.
        manifest: dbt's manifest, which names them.
        folder: Where Spark reads and writes.
    """
    sources = [s for s in manifest["sources"].values() if s["source_name"] == "raw"]
    seeds = [node for node in manifest["nodes"].values() if node["resource_type"] == "seed"]
    for table in [*sources, *seeds]:
        target = f"{folder}/{table['schema']}/{table['name']}"
        if "://" not in folder:
            Path(target).mkdir(parents=True, exist_ok=True)
        connection.execute(
            f"COPY {quoted(table['schema'])}.{quoted(table['name'])} "
            f"TO {literal(target + '/table.parquet')} (FORMAT parquet)"
        )


def build_on_spark(settings: Settings) -> Iterator[NodeResult]:
    """Have dbt build on Spark what Spark can, from what was handed over.

    Yields:
        A result per model, as each ends.

    Raises:
        DbtError: A model could not be built, or dbt ended before its end.
    """
    log = settings.build / "spark.log"
    with log.open("w") as told:
        worker = subprocess.Popen(
            [sys.executable, "-m", "orchestration.spark_worker"],
            cwd=PROJECT_ROOT,
            env={**os.environ, **QUIET, "BENCHMARKS_SPARK_FOLDER": settings.spark_folder},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=told,
            text=True,
        )
        assert worker.stdout is not None and worker.stdin is not None
        is_done = False
        for line in worker.stdout:
            answer = json.loads(line)
            if "done" in answer:
                is_done = True
                continue
            result = NodeResult(**answer)
            if result.is_broken:
                words = " ".join((result.message or "").split())[:300]
                raise DbtError(f"dbt on Spark: {result.node}: {words}; all of it is in {log}")
            yield result
        worker.stdin.close()
        if worker.wait() or not is_done:
            raise DbtError(f"dbt on Spark ended with code {worker.returncode}; see {log}")
