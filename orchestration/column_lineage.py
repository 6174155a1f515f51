"""Column lineage of the dbt project: of which columns each column of a model is computed.

Read from the SQL that dbt compiles, against the columns of what it reads, as dagster-dbt does after
each model; here once per state of the project and kept beside its manifest, so that no run waits
for it. `python -m orchestration.column_lineage` is the part of set-up that does so.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from graphlib import TopologicalSorter
from importlib.metadata import version
from pathlib import Path
from typing import Any

from orchestration.dbt_process import TARGET, fingerprint, prepared_manifest, take_dbt
from orchestration.settings import SOURCE_PAGES

LINEAGE = TARGET / "column_lineage.json"

# Of each column of a model the columns it is computed of: dbt's unique id, and the name.
Columns = Mapping[str, Sequence[tuple[str, str]]]


def known_lineage() -> dict[str, Columns]:
    """Lineage of each model by dbt's unique id; empty where the project is newer than it."""
    if not LINEAGE.exists():
        return {}
    kept = json.loads(LINEAGE.read_text("utf-8"))
    return dict(kept["models"]) if kept["stamp"] == _stamp() else {}


def prepare_lineage() -> None:
    """Read the lineage anew if need be, and keep it.

    Raises:
        DbtError: The project does not parse or compile; dbt says why.
    """
    manifest = prepared_manifest()
    if known_lineage():
        return
    print("Reading of which columns the columns of the tables are computed ...", flush=True)
    stamp, dbt = _stamp(), take_dbt()
    # While dbt is still being imported.
    raw = raw_columns()
    models = read_lineage(json.loads(manifest.read_text("utf-8")), dbt.compile(), raw)
    aside = LINEAGE.with_suffix(".new")
    aside.write_text(json.dumps({"stamp": stamp, "models": models}), "utf-8")
    aside.replace(LINEAGE)


def _stamp() -> str:
    """Changes with the project, the source pages, and what reads them."""
    digest = hashlib.sha256(f"{fingerprint()} {version('sqlglot')}".encode())
    own = Path(__file__)
    for path in [own, own.with_name("sql_lineage.py"), *sorted(SOURCE_PAGES.iterdir())]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def raw_columns() -> dict[str, list[str]]:
    """Columns of each raw table, as a run that reads nothing lays it out."""
    import duckdb

    from orchestration.assets.gathered import gather
    from orchestration.assets.raw import grains, load_raw, run_frames
    from orchestration.catalogue import load_catalogue
    from orchestration.editions import Reading
    from orchestration.warehouse import load_table

    sources = load_catalogue(SOURCE_PAGES).values()
    with duckdb.connect() as connection:
        for name, rows in run_frames("", "", []).items():
            load_table(connection, name, rows)
        for source in sources:
            for table in grains(source):
                load_raw(connection, source, table, Reading())
        gather(connection, sources)
        found = connection.execute(
            "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns() "
            "WHERE schema_name = 'raw' GROUP BY ALL"
        ).fetchall()
    return dict(found)


def read_lineage(
    manifest: Mapping[str, Any], compiled: Mapping[str, str], raw: Mapping[str, Sequence[str]]
) -> dict[str, Columns]:
    """Lineage of each model that is written in SQL; one that cannot be read is told of.

    Args:
        manifest: dbt's.
        compiled: The SQL of each model, by dbt's unique id.
        raw: Columns of each raw table.
    """
    from sqlglot.errors import SqlglotError

    from orchestration.sql_lineage import lineage_of

    nodes = {**manifest["sources"], **manifest["nodes"]}
    columns = {
        name: raw[node["name"]] if node.get("source_name") == "raw" else list(node["columns"])
        for name, node in nodes.items()
    }
    lineage: dict[str, Columns] = {}
    for name in _parents_first(nodes, compiled):
        node = nodes[name]
        names = {(nodes[p]["schema"], nodes[p]["name"]): p for p in node["depends_on"]["nodes"]}
        tables = {relation: columns[parent] for relation, parent in names.items()}
        try:
            made_of = lineage_of(compiled[name], tables, node["config"].get("parameters", ()))
        except SqlglotError as error:
            print(f"No column lineage of {node['name']}: {error}", file=sys.stderr)
            continue
        lineage[name] = {
            column: [(names[relation], source) for relation, source in sources]
            for column, sources in made_of.items()
        }
        columns[name] = list(made_of)
    return lineage


def _parents_first(nodes: Mapping[str, Any], models: Iterable[str]) -> list[str]:
    """Those of the models that are written in SQL, each after those that it reads."""
    read = {name: nodes[name]["depends_on"]["nodes"] for name in models}
    order = TopologicalSorter(read).static_order()
    return [name for name in order if name in read and nodes[name]["language"] == "sql"]


if __name__ == "__main__":
    prepare_lineage()
