"""The asset graph: everything wired, described, gated, and in one job.

`asset_keys.txt` lists the assets but those of source pages, so that a change of the graph is seen
in a review, and another page changes nothing. Rewrite it:

    python -c "import tests.integration.test_definitions as t; t.rewrite()"
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from expectations import landing, release
from orchestration.definitions import CATALOGUE, MANIFEST, PUBLISHED_TABLES, RAW_TABLES, defs
from orchestration.publication import workbook
from orchestration.publication.package import published_tables
from orchestration.settings import DBT_PROJECT, SEEDS

LISTED = Path(__file__).with_name("asset_keys.txt")


def _keys() -> str:
    keys = defs.resolve_asset_graph().get_all_asset_keys()
    listed = [key for key in keys if key.path[:1] != ["raw"] or len(key.path) == 2]
    return "".join(f"{key.to_user_string()}\n" for key in sorted(listed, key=lambda k: k.path))


def rewrite() -> None:
    """Write the list anew."""
    LISTED.write_text(_keys(), "utf-8")


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return MANIFEST


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


def test_a_model_says_what_computes_it() -> None:
    graph = defs.resolve_asset_graph()
    for name, kind in [
        ("int_rank_intervals_estimated", "python"),
        ("int_event_study_estimated", "python"),
        ("int_gaps_measured", "duckdb"),
    ]:
        assert graph.get(dg.AssetKey(["intermediate", name])).kinds == {"dbt", kind}


def test_the_one_job_materialises_everything() -> None:
    job = defs.resolve_job_def("publish_benchmarks")
    selected = job.asset_layer.selected_asset_keys
    assert selected == defs.resolve_asset_graph().get_all_asset_keys()


def test_a_published_table_comes_from_its_own_mart_and_the_pages_from_all() -> None:
    graph = defs.resolve_asset_graph()
    marts = set(PUBLISHED_TABLES.values())
    published = {key for key in graph.get_all_asset_keys() if key.path[0] == "published"}
    assert {key.path[1] for key in published} == {
        *(mart.path[1] for mart in marts),
        "gate_results",
        "site",
        "workbook",
    }
    sheets = Path(workbook.__file__).read_text("utf-8")
    read = {dg.AssetKey(["marts", name]) for name in re.findall(r"(?:FROM|JOIN) (\w+)", sheets)}
    for key in published:
        parents = {"gate_results": set(), "site": marts, "workbook": read}.get(
            key.path[1], {dg.AssetKey(["marts", key.path[1]])}
        )
        assert graph.get(key).parent_keys == parents, key


def test_what_is_published_says_as_what() -> None:
    graph = defs.resolve_asset_graph()
    kinds = {key.path[1]: graph.get(key).kinds for key in graph.get_all_asset_keys()
             if key.path[0] == "published"}  # fmt: skip
    assert (kinds.pop("site"), kinds.pop("workbook")) == ({"html"}, {"excel"})
    assert set(map(frozenset, kinds.values())) == {frozenset({"duckdb", "csv", "parquet"})}


def test_whatever_starts_a_run_it_is_one_process() -> None:
    assert defs.resolve_implicit_global_asset_job_def().executor_def == dg.in_process_executor
    assert defs.resolve_job_def("publish_benchmarks").executor_def == dg.in_process_executor


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


def _models(manifest: dict[str, Any], layer: str) -> dict[str, dict[str, Any]]:
    """Models of one layer by name."""
    return {
        node["name"]: node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["fqn"][1] == layer
    }


def _marts(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        name: node
        for name, node in _models(manifest, "marts").items()
        if node["config"]["materialized"] == "table"
    }


def _keys_of(node: dict[str, Any]) -> list[list[str]]:
    return [c["columns"] for c in node["constraints"] if c["type"] == "primary_key"]


def test_every_mart_has_a_contract_that_dbt_enforces(manifest: dict[str, Any]) -> None:
    marts = _marts(manifest)
    assert len(marts) >= 16
    for name, node in marts.items():
        assert node["contract"]["enforced"], name
        assert len(_keys_of(node)) == 1, name
        assert all(column["data_type"] for column in node["columns"].values()), name


def test_no_key_of_a_contract_is_an_index_and_none_may_be_empty(
    manifest: dict[str, Any], build_database: Path
) -> None:
    import duckdb

    with duckdb.connect(str(build_database), read_only=True) as connection:
        built = connection.execute(
            "SELECT table_name, constraint_type, unnest(constraint_column_names) "
            "FROM duckdb_constraints() WHERE schema_name = 'main'"
        ).fetchall()
    assert {kind for _, kind, _ in built} <= {"NOT NULL", "CHECK", "UNIQUE"}
    filled = {(table, column) for table, kind, column in built if kind == "NOT NULL"}
    keys = {(n, c) for n, node in _marts(manifest).items() for c in _keys_of(node)[0]}
    assert len(keys) > 60
    assert keys <= filled


def test_every_mart_is_published(manifest: dict[str, Any]) -> None:
    exposures = {exposure["name"]: exposure for exposure in manifest["exposures"].values()}
    published = {
        node.split(".")[-1] for node in exposures["published_tables"]["depends_on"]["nodes"]
    }
    assert published == {*_marts(manifest), "results"}


def test_every_staging_model_has_a_test_of_its_key(manifest: dict[str, Any]) -> None:
    keyed = {
        node["attached_node"].split(".")[-1]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test"
        and node["test_metadata"]["name"] in ("unique", "unique_combination")
    }
    assert _models(manifest, "staging").keys() - keyed == set()


def test_layers_are_read_one_way(manifest: dict[str, Any]) -> None:
    read = {"staging": {"source", "seeds"}, "intermediate": {"seeds", "staging", "intermediate"}}
    read["marts"] = {"seeds", "staging", "intermediate", "marts"}
    for layer, allowed in read.items():
        for name, node in _models(manifest, layer).items():
            parents = node["depends_on"]["nodes"]
            assert {_layer(manifest, parent) for parent in parents} <= allowed, name


def _layer(manifest: dict[str, Any], parent: str) -> str:
    node = manifest["nodes"].get(parent, {"resource_type": "source"})
    kinds = {"seed": "seeds", "source": "source"}
    return kinds.get(node["resource_type"]) or str(node["fqn"][1])


def test_the_grades_of_the_contracts_are_those_of_the_seed(manifest: dict[str, Any]) -> None:
    with (SEEDS / "grades.csv").open(encoding="utf-8", newline="") as file:
        grades = [row["grade"] for row in csv.DictReader(file)]
    listed = [
        (table.name, facts["constraints"]["enum"])
        for table in published_tables(manifest)
        for facts in table.columns.values()
        if "Inadequate" in facts["constraints"].get("enum", [])
        and "Good" in facts["constraints"]["enum"]
    ]
    assert len(listed) > 10
    # Counts have a line for authorities without a grade, too.
    without = ["No overall grade", "No judgement under SIF or ILACS yet"]
    for table, values in listed:
        assert values == (grades + without if table == "rating_counts" else grades), table


def test_every_description_of_a_mart_ends_as_a_sentence(manifest: dict[str, Any]) -> None:
    for name, node in _marts(manifest).items():
        assert node["description"].strip().endswith("."), name


def test_the_project_of_dbt_keeps_its_profile(manifest: dict[str, Any]) -> None:
    assert (DBT_PROJECT / "profiles.yml").exists()
    assert manifest["metadata"]["project_name"] == "benchmarks"
