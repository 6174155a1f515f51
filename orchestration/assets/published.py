"""Published assets: the tables people read, written behind the release gate."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from orchestration.errors import listed
from orchestration.freshness import WEEKLY
from orchestration.publication import workbook
from orchestration.publication.files import FORMATS, WORKBOOK
from orchestration.publication.folder import publish
from orchestration.publication.inputs import remember
from orchestration.publication.package import PublishedTable, published_tables
from orchestration.resources import UNPUBLISHED, BuildDatabase, Done, Sources
from orchestration.settings import Settings


def published_assets(
    manifest: Mapping[str, Any], everything: frozenset[Done]
) -> dg.AssetsDefinition:
    """One asset per published table, from its mart; all of them move into place together.

    Args:
        manifest: dbt's manifest.
        everything: All assets and checks that a run must have done before it publishes. Whatever
            was chosen on Dagster's pages, a run that left out any of them publishes nothing.
    """
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
                # Three are as many as Dagster takes.
                kinds={"duckdb", "csv", "parquet"},
                metadata={"dagster/column_schema": _columns(table)},
                freshness_policy=WEEKLY,
                skippable=True,
            )
            for table in tables
        ]
        + [
            dg.AssetSpec(
                ["published", "site"],
                deps=list(marts.values()),
                description="Pages for people: England, every authority, the data dictionary.",
                kinds={"html"},
                freshness_policy=WEEKLY,
                skippable=True,
            ),
            dg.AssetSpec(
                ["published", "workbook"],
                deps=[marts[name] for name in workbook.READ],
                description="The newest figures, judgements and spells, with their sources and the "
                "data dictionary, for a spreadsheet.",
                kinds={"excel"},
                freshness_policy=WEEKLY,
                skippable=True,
            ),
        ],
        can_subset=True,
    )
    def publish_all(
        context: dg.AssetExecutionContext, sources: Sources, build: BuildDatabase
    ) -> Iterator[dg.MaterializeResult[None]]:
        left_out = build.left_out(everything)
        if left_out:
            names = listed((key.to_user_string() for key in left_out), 3)
            context.log.warning(f"Nothing is published: this run left out {names}. {UNPUBLISHED}")
            return
        settings = Settings.from_environment()
        rows = publish(settings, manifest, sources.identity, context.run_id)
        if sources.chosen == "live":
            remember(settings, sources.made_from)
        shown: dict[str, dict[str, Any]] = {
            table.name: {
                "dagster/row_count": rows[table.name],
                **{
                    kind: dg.MetadataValue.path(settings.published / kind / f"{table.name}.{kind}")
                    for kind in FORMATS
                },
            }
            for table in tables
        }
        front_page = settings.published / "site" / "index.html"
        shown["site"] = {"front_page": dg.MetadataValue.path(front_page)}
        shown["workbook"] = {"file": dg.MetadataValue.path(settings.published / WORKBOOK)}
        for key in sorted(context.selected_asset_keys):
            yield dg.MaterializeResult(asset_key=key, metadata=shown[key.path[-1]])

    return publish_all


def _columns(table: PublishedTable) -> dg.TableSchema:
    return dg.TableSchema(
        [
            dg.TableColumn(
                name,
                facts["type"],
                facts["description"],
                dg.TableColumnConstraints(
                    nullable=not facts["constraints"]["required"],
                    unique=facts["constraints"].get("unique", False),
                ),
            )
            for name, facts in table.columns.items()
        ]
    )
