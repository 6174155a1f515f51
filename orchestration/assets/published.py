"""Published assets: the tables people read, written behind the release gate."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from orchestration.publication.folder import publish
from orchestration.publication.inputs import remember
from orchestration.publication.package import published_tables
from orchestration.resources import BuildDatabase, Sources
from orchestration.settings import Settings


def published_assets(manifest: Mapping[str, Any]) -> dg.AssetsDefinition:
    """One asset per published table, from its mart; all of them move into place together."""
    tables = published_tables(manifest)
    marts = {table.name: dg.AssetKey(["marts", table.name]) for table in tables if table.is_model}

    @dg.multi_asset(
        name="publish",
        group_name="published",
        specs=[
            dg.AssetSpec(
                ["published", table.name],
                deps=[marts[table.name]] if table.is_model else [],
                description=table.description,
                kinds={"duckdb", "csv"},
            )
            for table in tables
        ]
        + [
            dg.AssetSpec(
                ["published", "site"],
                deps=list(marts.values()),
                description="Pages for people: England, every authority, the data dictionary.",
                kinds={"html"},
            )
        ],
    )
    def publish_all(
        context: dg.AssetExecutionContext, sources: Sources, build: BuildDatabase
    ) -> Iterator[dg.MaterializeResult[None]]:
        settings = Settings.from_environment()
        rows = publish(settings, manifest, sources.identity, context.run_id)
        if sources.chosen == "live":
            remember(settings, sources.made_from)
        for table in tables:
            yield dg.MaterializeResult(
                asset_key=["published", table.name],
                metadata={
                    "dagster/row_count": rows[table.name],
                    "csv": dg.MetadataValue.path(settings.published / "csv" / f"{table.name}.csv"),
                },
            )

        front_page = settings.published / "site" / "index.html"
        yield dg.MaterializeResult(
            asset_key=["published", "site"],
            metadata={"front_page": dg.MetadataValue.path(front_page)},
        )

    return publish_all
