"""dbt's manifest, which describes the project: parsed anew when the project is newer than it.

Parsing takes seconds and one processor. It can be started first and waited for where the manifest
is needed, while the other processor imports Dagster and Great Expectations.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

from orchestration.settings import DBT_PROJECT, Settings

MANIFEST = DBT_PROJECT / "target" / "manifest.json"
STAMP = MANIFEST.with_suffix(".stamp")
DBT = Path(sys.executable).with_name("dbt")


def environment() -> None:
    """Tell dbt where to build, and to send nothing anywhere."""
    os.environ["BENCHMARKS_BUILD_DATABASE"] = str(Settings.from_environment().build_database)
    os.environ["BENCHMARKS_DBT_PLUGINS"] = str(DBT_PROJECT / "plugins")
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    os.environ["DO_NOT_TRACK"] = "1"


@cache
def start_parsing() -> subprocess.Popen[bytes] | None:
    """Start dbt's parser, once per process; None when the manifest is that of this project."""
    environment()
    if MANIFEST.exists() and STAMP.exists() and STAMP.read_text("utf-8") == _fingerprint():
        return None
    return subprocess.Popen(
        [DBT, "parse", "--quiet", "--project-dir", DBT_PROJECT, "--profiles-dir", DBT_PROJECT]
    )


def prepared_manifest() -> Path:
    """The manifest, after the parser has ended.

    Raises:
        RuntimeError: The project does not parse; dbt has said why.
    """
    parsing = start_parsing()
    if parsing is not None:
        if parsing.wait() != 0:
            raise RuntimeError("dbt could not parse dbt_project; see its message above")
        STAMP.write_text(_fingerprint(), "utf-8")
    return MANIFEST


def _fingerprint() -> str:
    """Changes with every file of the project that is added, removed or edited, and with dbt."""
    digest = hashlib.sha256(version("dbt-core").encode())
    for path in sorted(DBT_PROJECT.rglob("*")):
        if path.suffix in {".sql", ".yml", ".csv"} and "target" not in path.parts:
            status = path.stat()
            digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
