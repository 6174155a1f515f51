"""The only wiring: assets, checks, job, schedules, sensor and resources."""

from __future__ import annotations

import json

import dagster as dg

from orchestration.alert_sensors import alert_sensors
from orchestration.assets.dbt import dbt_project_assets
from orchestration.assets.gathered import STATISTICS_TABLE, gathered_assets
from orchestration.assets.published import published_assets
from orchestration.assets.raw import raw_assets, raw_key, raw_table
from orchestration.catalogue import load_catalogue
from orchestration.column_lineage import known_lineage
from orchestration.dbt_process import prepared_manifest
from orchestration.gates import gate_check
from orchestration.progress import progress_logger
from orchestration.publication.package import published_tables
from orchestration.resources import BuildDatabase, Done, Sources
from orchestration.schedules import expected_release_sensor, schedules
from orchestration.settings import SOURCE_PAGES, Settings

CATALOGUE = load_catalogue(SOURCE_PAGES)
MANIFEST = json.loads(prepared_manifest().read_text("utf-8"))

# What the landing gate asks about: each raw table, but those of statistics, which are gathered.
RAW_TABLES = {
    **{
        raw_table(source.source, name): raw_key(source.source, name)
        for source in CATALOGUE.values()
        for name, table in source.tables.items()
        if table.layout is None
    },
    STATISTICS_TABLE: dg.AssetKey(STATISTICS_TABLE.split(".")),
}

PUBLISHED_TABLES = {
    table.relation: dg.AssetKey(["marts", table.name])
    for table in published_tables(MANIFEST)
    if table.is_model
}


publish_job = dg.define_asset_job(
    "publish_benchmarks",
    selection=dg.AssetSelection.all(),
    description="Everything: fetch, read, gate, build, gate, publish.",
)

GATES = [gate_check("landing", RAW_TABLES), gate_check("release", PUBLISHED_TABLES)]
BUILT = [
    *raw_assets(CATALOGUE),
    gathered_assets(CATALOGUE),
    dbt_project_assets(MANIFEST, known_lineage()),
]
# What a run must have done before it publishes.
EVERYTHING: frozenset[Done] = frozenset().union(
    *(done.keys for done in BUILT), *(done.check_keys for done in [*BUILT, *GATES])
)
ASSETS = [*BUILT, published_assets(MANIFEST, EVERYTHING)]
WATCHED = [spec.key for assets in ASSETS for spec in assets.specs if spec.freshness_policy]
OWNERS = Settings.from_environment().owners

defs = dg.Definitions(
    assets=dg.map_asset_specs(lambda spec: spec.replace_attributes(owners=[*OWNERS]), ASSETS)
    if OWNERS
    else ASSETS,
    asset_checks=GATES,
    jobs=[publish_job],
    # One process, whichever button starts a run: it holds DuckDB's single writer, and start-up is
    # paid once.
    executor=dg.in_process_executor,
    schedules=schedules(CATALOGUE, publish_job.name),
    sensors=[expected_release_sensor(publish_job.name), *alert_sensors(WATCHED)],
    loggers={"progress": dg.LoggerDefinition(progress_logger)},
    resources={"sources": Sources(), "build": BuildDatabase()},
)


def source_to_marts(source: str) -> list[dg.AssetKey]:
    """Assets from one source page's tables to the marts that rest on them; nothing published.

    Raises:
        ValueError: There is no such page.
    """
    if source not in CATALOGUE:
        raise ValueError(f"there is no source page {source!r}; there are {', '.join(CATALOGUE)}")
    selection = dg.AssetSelection.key_prefixes(["raw", source]).downstream()
    keys = selection.resolve(defs.resolve_asset_graph())
    return sorted(key for key in keys if key.path[0] != "published")
