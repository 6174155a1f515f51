"""Column lineage of the project: every model in SQL, against the tables as they were built."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
from dagster._core.test_utils import in_process_test_workspace
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin
from dagster_graphql.test.utils import execute_dagster_graphql

from orchestration import column_lineage
from orchestration.column_lineage import (
    Columns,
    known_lineage,
    prepare_lineage,
    raw_columns,
    read_lineage,
)
from orchestration.definitions import MANIFEST

# dbt cannot say of which columns a program in Python computes another.
IN_PYTHON = {"int_event_study_estimated", "int_rank_intervals_estimated"}
# A table function is no table: the database has no columns of it.
FUNCTIONS = {
    "indicator_values_as_of",
    "la_benchmarks_as_of",
    "la_benchmarks_for",
    "la_benchmarks_for_model",
    "peer_group",
    "timeline",
    "trace_inspection",
    "trace_value",
}
KNOWN = {
    # What Croydon's figure is compared with, back to the cell of the file.
    "la_benchmarks.england_value": ["indicator_values_as_of.value"],
    "la_benchmarks_for.england_value": ["indicator_values_as_of.value"],
    "indicator_values_as_of.value": ["indicator_values.value"],
    "indicator_values.value": ["int_indicator_values.value"],
    "stg_statistics.value": ["statistics.value"],
    "stg_statistics.area_code": [
        "statistics.geographic_level",
        "statistics.la_code",
        "statistics.region_code",
    ],
    # The order of a window is part of a rank.
    "la_benchmarks_for.rank_lowest": [
        "indicator_values_as_of.indicator_id",
        "indicator_values_as_of.period",
        "indicator_values_as_of.value",
    ],
    # Two tables laid one under the other, and what the model says itself.
    "stg_dfe__neighbours.la_code": [
        "dfe_neighbours__model_2021.la_code",
        "dfe_neighbours__model_2025.la_code",
    ],
    "stg_dfe__neighbours.model": [],
    "rank_intervals.rank_lower": ["int_rank_intervals_estimated.rank_lower"],
    "ratings.overall_effectiveness": ["int_inspections.overall_effectiveness"],
}
QUERY = """
    query Lineage($key: AssetKeyInput!) {
      assetNodeOrError(assetKey: $key) {
        ... on AssetNode {
          metadataEntries {
            label
            ... on TableColumnLineageMetadataEntry {
              lineage { columnName columnDeps { assetKey { path } columnName } }
            }
          }
        }
      }
    }
"""


@pytest.fixture(scope="module")
def lineage() -> Mapping[str, Columns]:
    prepare_lineage()
    return known_lineage()


@pytest.fixture(scope="module")
def built(build_database: Path) -> dict[str, list[str]]:
    """Columns of every table and view by dbt's unique id, in their order."""
    with duckdb.connect(str(build_database), read_only=True) as connection:
        rows = connection.execute(
            "SELECT schema_name, table_name, list(column_name ORDER BY column_index) "
            "FROM duckdb_columns() WHERE NOT internal GROUP BY ALL"
        ).fetchall()
    there = {(schema, name): columns for schema, name, columns in rows}
    nodes = {**MANIFEST["sources"], **MANIFEST["nodes"]}
    return {
        unique_id: there[node["schema"], node["name"]]
        for unique_id, node in nodes.items()
        if (node["schema"], node["name"]) in there
    }


def _name(unique_id: str) -> str:
    return unique_id.rpartition(".")[2]


def test_every_model_has_lineage_but_those_in_python(lineage: Mapping[str, Columns]) -> None:
    models = {n for n, node in MANIFEST["nodes"].items() if node["resource_type"] == "model"}
    assert {_name(name) for name in models - lineage.keys()} == IN_PYTHON
    assert lineage.keys() <= models


def test_the_columns_are_those_of_the_table_in_its_order(
    lineage: Mapping[str, Columns], built: dict[str, list[str]]
) -> None:
    assert {_name(name) for name in lineage.keys() - built.keys()} == FUNCTIONS
    for name, columns in lineage.items():
        if name in built:
            assert list(columns) == built[name], name


def test_every_column_that_is_named_is_there(
    lineage: Mapping[str, Columns], built: dict[str, list[str]]
) -> None:
    there = {**{name: list(columns) for name, columns in lineage.items()}, **built}
    for name, columns in lineage.items():
        parents = set(MANIFEST["nodes"][name]["depends_on"]["nodes"])
        for column, sources in columns.items():
            for parent, source in sources:
                assert parent in parents, (name, column)
                assert source in there[parent], (name, column, parent)


def test_raw_tables_have_the_columns_that_a_run_gives_them(build_database: Path) -> None:
    with duckdb.connect(str(build_database), read_only=True) as connection:
        rows = connection.execute(
            "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns() "
            "WHERE schema_name = 'raw' GROUP BY ALL"
        ).fetchall()
    assert raw_columns() == dict(rows)


@pytest.mark.parametrize(("column", "sources"), KNOWN.items(), ids=KNOWN)
def test_a_column_comes_from(
    lineage: Mapping[str, Columns], column: str, sources: list[str]
) -> None:
    table, name = column.split(".")
    found = lineage[f"model.benchmarks.{table}"][name]
    assert sorted(f"{_name(parent)}.{source}" for parent, source in found) == sources


def test_dagsters_api_gives_the_lineage(lineage: Mapping[str, Columns]) -> None:
    project = LoadableTargetOrigin(module_name="orchestration.definitions")
    with (
        dg.instance_for_test() as instance,
        in_process_test_workspace(instance, project) as workspace,
    ):
        answer = execute_dagster_graphql(workspace, QUERY, {"key": {"path": ["marts", "ratings"]}})
    (entry,) = [
        entry
        for entry in answer.data["assetNodeOrError"]["metadataEntries"]
        if entry["label"] == "dagster/column_lineage"
    ]
    given = {column["columnName"]: column["columnDeps"] for column in entry["lineage"]}
    assert given.keys() == lineage["model.benchmarks.ratings"].keys()
    assert given["overall_effectiveness"] == [
        {
            "assetKey": {"path": ["intermediate", "int_inspections"]},
            "columnName": "overall_effectiveness",
        }
    ]


# How it is kept.


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place without lineage, and a dbt that must not be asked."""
    path = tmp_path / "column_lineage.json"
    monkeypatch.setattr(column_lineage, "LINEAGE", path)
    return path


def test_lineage_of_another_project_is_not_shown(kept: Path, lineage: Any) -> None:
    assert known_lineage() == {}
    models = {"model.benchmarks.ratings": {"la_code": []}}
    kept.write_text(json.dumps({"stamp": "of another project", "models": models}), "utf-8")
    assert known_lineage() == {}
    stamp = column_lineage._stamp()
    kept.write_text(json.dumps({"stamp": stamp, "models": models}), "utf-8")
    assert known_lineage() == models


def test_it_is_read_once(
    lineage: Mapping[str, Columns], monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setattr(column_lineage, "take_dbt", lambda: pytest.fail("dbt is asked again"))
    prepare_lineage()
    assert capsys.readouterr().out == ""


def test_a_model_that_cannot_be_read_is_told_of_and_stops_nothing(capsys: Any) -> None:
    def node(name: str, *parents: str) -> dict[str, Any]:
        return {
            "name": name,
            "schema": "main",
            "language": "sql",
            "columns": {"x": {}},
            "config": {},
            "depends_on": {"nodes": list(parents)},
        }

    nodes = {"a": node("a"), "b": node("b", "a"), "c": node("c", "b")}
    compiled = {"c": "select x from main.b", "b": "select y from main.a", "a": "select 1 as x"}
    found = read_lineage({"sources": {}, "nodes": nodes}, compiled, {})
    assert found == {"a": {"x": []}, "c": {"x": [("b", "x")]}}
    assert capsys.readouterr().err.startswith("No column lineage of b: ")
