"""The dbt project as assets: seeds, staging, intermediate, marts."""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, dbt_assets

from orchestration.dbt_manifest import DBT
from orchestration.progress import ProblemLines
from orchestration.settings import DBT_PROJECT


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


def dbt_project_assets(manifest: Path) -> dg.AssetsDefinition:
    """One asset per seed and model, built and tested by one `dbt build`."""

    @dbt_assets(
        manifest=manifest,
        name="dbt_build",
        dagster_dbt_translator=LayerTranslator(),
        exclude="resource_type:unit_test",
    )
    def dbt_build(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
        # dbt ends with this process, even if it is killed: see dbt_project/plugins.
        os.environ["BENCHMARKS_RUN_PID"] = str(os.getpid())
        with redirect_stdout(ProblemLines(sys.stdout)):
            building = dbt.cli(["build", "--exclude-resource-type", "unit_test"], context=context)
            yield from building.stream()
            shutil.rmtree(building.target_path, ignore_errors=True)

    return dbt_build


def dbt_resource() -> DbtCliResource:
    """Dbt as a subprocess, so that it gives DuckDB's lock back when it ends."""
    return DbtCliResource(
        project_dir=str(DBT_PROJECT), profiles_dir=str(DBT_PROJECT), dbt_executable=str(DBT)
    )
