"""The dbt project as assets: seeds, staging, intermediate, marts."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, dbt_assets

from orchestration.dbt_process import NodeResult, take_dbt
from orchestration.resources import BuildDatabase


class LayerTranslator(DagsterDbtTranslator):
    """Keys and groups follow the project's folders: the layer, then the model."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """`[layer, model]`; sources keep the key of their raw asset."""
        if dbt_resource_props["resource_type"] == "source":
            return super().get_asset_key(dbt_resource_props)
        return dg.AssetKey([_layer(dbt_resource_props), dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The layer; staging is split by publisher."""
        layer, folders = _layer(dbt_resource_props), dbt_resource_props["fqn"][2:-1]
        return "_".join([layer, *folders]) if layer == "staging" else layer


def _layer(props: Mapping[str, Any]) -> str:
    return "seeds" if props["resource_type"] == "seed" else str(props["fqn"][1])


def dbt_project_assets(manifest_path: Path) -> dg.AssetsDefinition:
    """One asset per seed and model, built and tested by one `dbt build`."""
    nodes: Mapping[str, Any] = json.loads(manifest_path.read_text("utf-8"))["nodes"]
    translator = LayerTranslator()

    @dbt_assets(
        manifest=manifest_path,
        name="dbt_build",
        dagster_dbt_translator=translator,
        exclude="resource_type:unit_test",
    )
    def dbt_build(
        context: dg.AssetExecutionContext, build: BuildDatabase
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        checks = {key.name: key for key in context.selected_asset_check_keys}
        problems = []
        for result in take_dbt().build(_command(context)):
            node = nodes[result.node]
            if not result.is_good and result.status != "skipped":
                problems.append(f"{node['resource_type']} {node['name']}: {result.message}")
            if node["resource_type"] != "test":
                if result.is_good:
                    yield dg.MaterializeResult(
                        asset_key=translator.get_asset_key(node),
                        metadata={"seconds": result.seconds, "unique_id": result.node},
                    )
            elif node["name"] in checks and result.status != "skipped":
                yield _check_result(checks[node["name"]], node, result)
        if problems:
            raise dg.Failure("\n  ".join(["dbt did not build all:", *problems]))

    return dbt_build


def _check_result(
    key: dg.AssetCheckKey, node: Mapping[str, Any], result: NodeResult
) -> dg.AssetCheckResult:
    is_error = node["config"]["severity"].lower() == "error"
    return dg.AssetCheckResult(
        asset_key=key.asset_key,
        check_name=key.name,
        passed=result.status == "pass",
        severity=dg.AssetCheckSeverity.ERROR if is_error else dg.AssetCheckSeverity.WARN,
        description=result.message,
        metadata={"failures": result.failures or 0, "seconds": result.seconds},
    )


def _command(context: dg.AssetExecutionContext) -> list[str]:
    """`dbt build` of what is selected; unit tests are the test suite's."""
    command = ["build", "--exclude-resource-type", "unit_test"]
    if context.is_subset:
        names = sorted(key.path[-1] for key in context.selected_asset_keys)
        command += ["--select", *names]
        if not context.selected_asset_check_keys:
            command += ["--exclude-resource-type", "test"]
    return command
