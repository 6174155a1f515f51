"""The dbt project as assets: seeds, staging, intermediate, marts, each with its tests as checks.

The graph is read from dbt's manifest and not through dagster-dbt, which imports dbt into this
process: longer than the models take to build. dbt runs beside it; see `orchestration.dbt_worker`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import dagster as dg

from orchestration.assets.dbt_described import (
    Node,
    check_description,
    column_lineage,
    column_schema,
    contract_columns,
    has_contract,
)
from orchestration.column_lineage import Columns
from orchestration.dbt_process import NodeResult, take_dbt
from orchestration.resources import UNPUBLISHED, BuildDatabase
from orchestration.settings import Settings
from orchestration.spark import build_on_spark, hand_over, refuse_without_spark

MOST_PROBLEMS = 5


def dbt_project_assets(
    manifest: Mapping[str, Any], lineage: Mapping[str, Columns]
) -> dg.AssetsDefinition:
    """One asset per seed and model, one check per test, all built by one `dbt build`.

    Keys and groups follow the project's folders: the layer, then the model; sources have the key of
    the raw asset whose table they are.

    Args:
        manifest: dbt's.
        lineage: What the columns of models are computed of, by dbt's unique id.
    """
    nodes: Mapping[str, Node] = manifest["nodes"]
    raw = {n: node for n, node in manifest["sources"].items() if node["source_name"] == "raw"}
    keys = {name: _key(node) for name, node in {**nodes, **raw}.items()}
    checks = {
        name: dg.AssetCheckKey(keys[_tested(node)], node["name"])
        for name, node in nodes.items()
        if node["resource_type"] == "test"
    }
    whence = {name: column_lineage(columns, keys) for name, columns in lineage.items()}

    @dg.multi_asset(
        name="dbt_build",
        specs=[
            _spec(node, keys, whence.get(name, {}))
            for name, node in nodes.items()
            if name not in checks
        ],
        check_specs=[_check_spec(nodes[name], key, keys) for name, key in checks.items()],
        can_subset=True,
    )
    def dbt_build(
        context: dg.AssetExecutionContext, build: BuildDatabase
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        problems = []
        command = _command(context)
        settings = Settings.from_environment()
        # A part of the tables is soon built, and never published.
        if settings.engine == "spark" and not context.is_subset:
            command += ["--vars", json.dumps(_built_by_spark(settings, manifest, build))]
        for result in take_dbt().build(command):
            node = nodes[result.node]
            if result.is_broken:
                problems.append(f"{node['resource_type']} {node['name']}: {result.message}")
            if result.node not in checks and result.is_good:
                # Dagster's lineage of columns is that of the last materialization; the definition
                # has it before there is one.
                yield dg.MaterializeResult(
                    asset_key=keys[result.node],
                    metadata={**_built(context, node, result), **whence.get(result.node, {})},
                )
            elif checks.get(result.node) in context.selected_asset_check_keys:
                yield from _check_results(checks[result.node], node, result)
        if problems:
            raise dg.Failure(_failure(context, problems))
        build.note(context.selected_asset_keys)
        build.note(context.selected_asset_check_keys)
        if context.is_subset:
            context.log.info(UNPUBLISHED)

    return dbt_build


def _built_by_spark(
    settings: Settings, manifest: Mapping[str, Any], build: BuildDatabase
) -> dict[str, list[str]]:
    """Tables that Spark has built: what dbt on DuckDB then reads back and does not build."""
    refuse_without_spark()
    for result in take_dbt().build(["seed"]):
        if result.is_broken:
            raise dg.Failure(f"{result.node}: {result.message}")
    with build.open(read_only=True) as connection:
        hand_over(connection, manifest, settings.spark_folder)
    built = [result.node for result in build_on_spark(settings)]
    nodes = manifest["nodes"]
    return {"built_by_spark": [n for n in built if nodes[n]["config"]["materialized"] == "table"]}


def _key(node: Node) -> dg.AssetKey:
    if node["resource_type"] == "source":
        return dg.AssetKey(["raw", *node["name"].split("__")])
    return dg.AssetKey([_layer(node), node["name"]])


def _layer(node: Node) -> str:
    return "seeds" if node["resource_type"] == "seed" else str(node["fqn"][1])


def _spec(
    node: Node, keys: Mapping[str, dg.AssetKey], whence: Mapping[str, dg.TableColumnLineage]
) -> dg.AssetSpec:
    folders = node["fqn"][2:-1] if _layer(node) == "staging" else []
    return dg.AssetSpec(
        keys[node["unique_id"]],
        deps=_parents(node, keys),
        description=node["description"],
        group_name="_".join([_layer(node), *folders]),
        kinds={"dbt", "python" if node.get("language") == "python" else "duckdb"},
        metadata={
            "file": node["original_file_path"],
            "dagster/table_name": f"{node['schema']}.{node['name']}",
            **contract_columns(node),
            **whence,
        },
        skippable=True,
    )


def _check_spec(
    node: Node, key: dg.AssetCheckKey, keys: Mapping[str, dg.AssetKey]
) -> dg.AssetCheckSpec:
    others = [parent for parent in _parents(node, keys) if parent != key.asset_key]
    return dg.AssetCheckSpec(
        key.name,
        asset=key.asset_key,
        additional_deps=others,
        description=check_description(node),
    )


def _parents(node: Node, keys: Mapping[str, dg.AssetKey]) -> list[dg.AssetKey]:
    return [keys[name] for name in dict.fromkeys(node["depends_on"].get("nodes", []))]


def _tested(test: Node) -> str:
    """The node a test is of; a test of several belongs to the one it is written beside."""
    return str(test["attached_node"] or test["depends_on"]["nodes"][-1])


def _facts(result: NodeResult) -> dict[str, Any]:
    return {"seconds": result.seconds, "unique_id": result.node}


def _built(context: dg.AssetExecutionContext, node: Node, result: NodeResult) -> dict[str, Any]:
    """What is known of a seed or model that was built: rows, and columns that no contract says."""
    facts = _facts(result)
    if result.rows is not None:
        facts["dagster/row_count"] = result.rows
    if result.columns and not has_contract(node):
        facts |= column_schema(node, result.columns)
    if context.is_subset and _layer(node) == "marts":
        facts["published"] = UNPUBLISHED
    return facts


def _failure(context: dg.AssetExecutionContext, problems: list[str]) -> str:
    """What dbt could not do, as far as a person reads; all of it is with the checks and in dbt."""
    more = len(problems) - MOST_PROBLEMS
    lines = ["dbt did not build all:", *problems[:MOST_PROBLEMS]]
    lines += [f"and {more} more"] if more > 0 else []
    if context.is_subset:
        lines.append("What was not selected is as an earlier run left it; the job builds it all.")
    return "\n  ".join(lines)


def _check_results(
    key: dg.AssetCheckKey, node: Node, result: NodeResult
) -> Iterable[dg.AssetCheckResult]:
    """The check's result; a test that dbt skipped has none."""
    if result.is_good or result.is_broken:
        is_error = node["config"]["severity"].lower() == "error"
        yield dg.AssetCheckResult(
            asset_key=key.asset_key,
            check_name=key.name,
            passed=result.status == "pass",
            severity=dg.AssetCheckSeverity.ERROR if is_error else dg.AssetCheckSeverity.WARN,
            description=result.message,
            metadata={**_facts(result), "failures": result.failures or 0},
        )


def _command(context: dg.AssetExecutionContext) -> list[str]:
    """`dbt build` of what is selected; unit tests are the test suite's."""
    left_out = ["unit_test", "exposure"]
    if not context.is_subset:
        return ["build", "--exclude-resource-types", *left_out]
    if not context.selected_asset_check_keys:
        left_out.append("test")
    return ["build", "--exclude-resource-types", *left_out, "--select", *_selected(context)]


def _selected(context: dg.AssetExecutionContext) -> list[str]:
    """Names for dbt: a table brings its tests, and a test may be asked for without its table."""
    tables = context.selected_asset_keys
    tests = {key.name for key in context.selected_asset_check_keys if key.asset_key not in tables}
    return sorted(tests.union(key.path[-1] for key in tables))
