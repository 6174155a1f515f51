"""Raw assets: one per published table, as text with lineage, read by the run's connector."""

from collections.abc import Iterator

import dagster as dg
import duckdb
import pandas as pd

from orchestration.catalogue import Source
from orchestration.editions import Held, Reading, Release, frame_of
from orchestration.resources import BuildDatabase, Sources
from orchestration.warehouse import append_rows, load_table

REGISTER = {
    "run": "One row: the date up to which the inspection history counts as known, and the source.",
    "releases": "One row per source edition loaded; filled by each source's step.",
    "held_rows": "One row per input row or file held back; filled by each source's step.",
    "notes": "One row per thing that could not be had, with what stands in; filled likewise.",
}


def raw_key(source: str, table: str) -> dg.AssetKey:
    """Key of a raw table."""
    return dg.AssetKey(["raw", source, table])


def raw_table(source: str, table: str) -> str:
    """Name of a raw table in the build database."""
    return f"raw.{source}__{table}"


def raw_assets(catalogue: dict[str, Source]) -> list[dg.AssetsDefinition]:
    """The register of a run, and a multi-asset per source page."""
    return [register_assets(), *(_source_assets(source) for source in catalogue.values())]


def register_assets() -> dg.AssetsDefinition:
    """The register: emptied first, then filled by each source."""

    @dg.multi_asset(
        name="register",
        group_name="raw_register",
        specs=[
            dg.AssetSpec(["raw", name], description=text, kinds={"duckdb"})
            for name, text in REGISTER.items()
        ],
    )
    def register(sources: Sources, build: BuildDatabase) -> Iterator[dg.MaterializeResult[None]]:
        connector = sources.connector
        run = pd.DataFrame([{"as_at": connector.as_at().isoformat(), "source": sources.identity}])
        with build.open() as connection:
            load_table(connection, "raw.run", run)
            load_table(connection, "raw.releases", frame_of(Release, []))
            load_table(connection, "raw.held_rows", frame_of(Held, connector.unrecognised()))
            load_table(connection, "raw.notes", _notes(sources.chosen, []))
        for name in REGISTER:
            yield dg.MaterializeResult(asset_key=["raw", name])

    return register


def _source_assets(source: Source) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=source.source,
        group_name="raw_" + source.source.split("_")[0],
        specs=[
            dg.AssetSpec(
                raw_key(source.source, name),
                deps=[["raw", "run"]],
                description=f"{source.publication} ({source.publisher}): {table.grain}.",
                kinds={"duckdb"},
            )
            for name, table in source.tables.items()
        ],
    )
    def load(
        context: dg.AssetExecutionContext, sources: Sources, build: BuildDatabase
    ) -> Iterator[dg.MaterializeResult[None]]:
        reading = sources.connector.read(source)
        releases = [release.release_id for release in reading.releases]
        with build.open() as connection:
            for name, table in source.tables.items():
                rows = reading.frame(name, table.raw_columns)
                load_table(connection, raw_table(source.source, name), rows)
                yield dg.MaterializeResult(
                    asset_key=raw_key(source.source, name),
                    metadata={
                        "dagster/row_count": len(rows),
                        "releases": _shown(releases),
                        "landing_page": dg.MetadataValue.url(source.landing_page),
                        "licence": source.licence.name,
                        "held": len(reading.held),
                    },
                )
            _register(connection, source, reading)
        for note in reading.notes:
            context.log.warning(note)
        context.log.info("%s: %d releases", source.source, len(releases))

    return load


def _shown(releases: list[str]) -> str:
    return ", ".join(releases) if len(releases) <= 10 else f"{len(releases)} releases"


def _register(connection: duckdb.DuckDBPyConnection, source: Source, reading: Reading) -> None:
    """Note what one source loaded, held and lacked, replacing what was noted before."""
    for name, rows in (
        ("raw.releases", frame_of(Release, reading.releases)),
        ("raw.held_rows", frame_of(Held, reading.held)),
        ("raw.notes", _notes(source.source, reading.notes)),
    ):
        connection.execute(f"DELETE FROM {name} WHERE source = ?", [source.source])
        append_rows(connection, name, rows)


def _notes(source: str, notes: list[str]) -> pd.DataFrame:
    rows = [(source, note) for note in notes]
    return pd.DataFrame(rows, columns=["source", "note"], dtype="object")
