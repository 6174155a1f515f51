"""The asset graph: everything wired, described, gated, and in one job.

`asset_keys.txt` lists the assets, so that a change of the graph is seen in a review. Rewrite it:

    python -c "import tests.integration.test_definitions as t; t.rewrite()"
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from expectations import landing, release
from orchestration.definitions import CATALOGUE, MANIFEST, PUBLISHED_TABLES, RAW_TABLES, defs
from orchestration.settings import DBT_PROJECT

LISTED = Path(__file__).with_name("asset_keys.txt")


def _keys() -> str:
    keys = defs.resolve_asset_graph().get_all_asset_keys()
    return "".join(f"{key.to_user_string()}\n" for key in sorted(keys, key=lambda k: k.path))


def rewrite() -> None:
    """Write the list anew."""
    LISTED.write_text(_keys(), "utf-8")


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(Path(MANIFEST).read_text("utf-8"))
    return parsed


def test_definitions_load() -> None:
    dg.Definitions.validate_loadable(defs)


def test_the_assets_are_those_listed() -> None:
    assert _keys().splitlines() == LISTED.read_text("utf-8").splitlines()


def test_every_table_of_every_page_is_an_asset() -> None:
    keys = defs.resolve_asset_graph().get_all_asset_keys()
    for source in CATALOGUE.values():
        for table in source.tables:
            assert dg.AssetKey(["raw", source.source, table]) in keys


def test_every_asset_is_described_and_in_a_group() -> None:
    graph = defs.resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert (node.description or "").strip(), key
        assert node.group_name not in (None, "default"), key


def test_the_one_job_materialises_everything() -> None:
    job = defs.resolve_job_def("publish_benchmarks")
    selected = job.asset_layer.selected_asset_keys
    assert selected == defs.resolve_asset_graph().get_all_asset_keys()


def test_publication_lies_behind_every_mart() -> None:
    graph = defs.resolve_asset_graph()
    published = [key for key in graph.get_all_asset_keys() if key.path[0] == "published"]
    assert len(published) >= 16
    for key in published:
        assert set(PUBLISHED_TABLES.values()) <= graph.get(key).parent_keys, key


def test_every_check_blocks_and_every_gated_table_has_one() -> None:
    graph = defs.resolve_asset_graph()
    checks = [key for key in graph.asset_check_keys if key.name in ("landing", "release")]
    gated = {(key.name, key.asset_key) for key in checks}
    assert gated >= {("landing", key) for key in RAW_TABLES.values()}
    assert gated >= {("release", key) for key in PUBLISHED_TABLES.values()}
    assert all(graph.get(key).blocking for key in checks)


def test_every_raw_table_has_a_landing_suite_that_expects_something() -> None:
    _has_suite(landing.SUITES, set(RAW_TABLES))


def test_every_published_table_has_a_release_suite_that_expects_something() -> None:
    _has_suite(release.SUITES, set(PUBLISHED_TABLES))


def _has_suite(suites: Any, tables: set[str]) -> None:
    expecting = {s.table for s in suites if any(q.expectations for q in s.questions)}
    assert tables - expecting == set(), "without a suite"
    assert {s.table for s in suites} - tables == set(), "a suite that no check reads"


def test_schedules_run_the_one_job_on_london_time() -> None:
    schedules = [s for s in defs.schedules or () if isinstance(s, dg.ScheduleDefinition)]
    assert schedules
    for schedule in schedules:
        assert schedule.job_name == "publish_benchmarks"
        assert schedule.execution_timezone == "Europe/London"


def test_every_model_and_column_of_dbt_is_described(
    manifest: dict[str, Any], build_columns: dict[str, set[str]]
) -> None:
    nodes = [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed") and node["package_name"] == "benchmarks"
    ]
    assert len(nodes) > 30
    silent = [node["name"] for node in nodes if not node["description"].strip()]
    for node in nodes:
        columns = build_columns.get(f"{node['schema']}.{node['name']}", set(node["columns"]))
        for column in columns:
            described = node["columns"].get(column, {}).get("description", "")
            silent += [] if described.strip() else [f"{node['name']}.{column}"]
    assert silent == []


@pytest.fixture(scope="module")
def build_columns(build_database: Path) -> dict[str, set[str]]:
    """Columns as built, by relation: a column without an entry in YAML is noticed too."""
    import duckdb

    with duckdb.connect(str(build_database), read_only=True) as connection:
        rows = connection.execute(
            "SELECT schema_name || '.' || table_name, list(column_name) FROM duckdb_columns() "
            "WHERE NOT internal GROUP BY ALL"
        ).fetchall()
    return {relation: set(columns) for relation, columns in rows}


def test_every_key_of_a_published_table_is_tested_by_dbt_or_is_a_primary_key(
    manifest: dict[str, Any],
) -> None:
    for node in manifest["nodes"].values():
        if "key" in node.get("meta", {}):
            assert set(node["meta"]["key"]) <= set(node["columns"]), node["name"]


def test_every_description_ends_as_a_sentence(manifest: dict[str, Any]) -> None:
    for node in manifest["nodes"].values():
        if "key" in node.get("meta", {}):
            assert node["description"].strip().endswith("."), node["name"]


def test_the_project_of_dbt_keeps_its_profile(manifest: dict[str, Any]) -> None:
    assert (DBT_PROJECT / "profiles.yml").exists()
    assert manifest["metadata"]["project_name"] == "benchmarks"
