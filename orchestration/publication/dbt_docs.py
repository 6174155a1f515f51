"""dbt's documentation of the project as one page that opens from disk.

`dbt docs generate --static` does the same in five seconds; all it adds to the manifest are column
types, which the data dictionary has.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dbt.task.docs import DOCS_INDEX_FILE_PATH

from orchestration.settings import DBT_PROJECT

EMPTY_CATALOG: dict[str, Any] = {"metadata": {}, "nodes": {}, "sources": {}, "errors": None}


def write_dbt_docs(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write `index.html` with the manifest inside; the page is told to send nothing anywhere."""
    folder.mkdir(parents=True, exist_ok=True)
    private = {"send_anonymous_usage_stats": False, "user_id": None, "project_id": None}
    quiet = {**manifest, "metadata": {**manifest["metadata"], **private}}
    page = Path(DOCS_INDEX_FILE_PATH).read_text("utf-8")
    # Paths of the machine that built the page are nobody's business.
    project = json.dumps(str(DBT_PROJECT))[1:-1]
    page = page.replace(
        '"MANIFEST.JSON INLINE DATA"', _script_safe(quiet).replace(project, "dbt_project")
    )
    page = page.replace('"CATALOG.JSON INLINE DATA"', _script_safe(EMPTY_CATALOG))
    (folder / "index.html").write_text(page, "utf-8")


def _script_safe(content: Mapping[str, Any]) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(content).replace("</", "<\\/")
