"""Raw assets: one per published table, as text with lineage, read by the run's connector.

Each source's step also writes its own register: the releases it loaded, the rows it held back and
its notes on what could not be had.
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import duckdb
import pandas as pd

from orchestration.catalogue import Source
from orchestration.editions import Asked, Held, Reading, Release, frame_of
from orchestration.errors import listed
from orchestration.freshness import freshness_policy
from orchestration.progress import ASKING
from orchestration.publication.inputs import is_published
from orchestration.resources import BuildDatabase, Sources
from orchestration.settings import Settings
from orchestration.warehouse import load_table

# Names of a publication's editions are shown as far as a person reads.
SHOWN = 10
RUN = "One row: the date up to which the inspection history counts as known, and the source."
UNRECOGNISED = "One row per file that belongs to no source page, with the reason it was held."
REGISTER = {
    "releases": "one row per edition loaded",
    "held_rows": "one row per input row or file held back, with the reason",
    "notes": "one row per thing that could not be had, with what stands in",
    "status": "one row: when the publisher was last asked and reached, and if all was had",
}


def raw_key(source: str, table: str) -> dg.AssetKey:
    """Key of a raw table."""
    return dg.AssetKey(["raw", source, table])


def raw_table(source: str, table: str) -> str:
    """Name of a raw table in the build database."""
    return f"raw.{source}__{table}"


def grains(source: Source) -> dict[str, str]:
    """Every raw table that a source's step writes, with its grain: the figures, then the register.

    Raises:
        ValueError: A table of the page has the name of a table of the register.
    """
    taken = REGISTER.keys() & source.tables.keys()
    if taken:
        raise ValueError(f"data/sources/{source.page.name}: a table cannot be called {taken}")
    return {**{name: table.grain for name, table in source.tables.items()}, **REGISTER}


def described(source: Source, grain: str) -> str:
    """What a raw table of a source holds."""
    return f"{source.publication} ({source.publisher}): {grain}."


def register_frame(source: Source, table: str, reading: Reading) -> pd.DataFrame:
    """One table of a source's register: `releases`, `held_rows`, `notes` or `status`."""
    frames = {
        "releases": frame_of(Release, reading.releases),
        "held_rows": frame_of(Held, reading.held),
        "notes": pd.DataFrame(
            [(source.source, note) for note in reading.notes],
            columns=["source", "note"],
            dtype="object",
        ),
        "status": _status(source, reading.asked),
    }
    return frames[table]


def _status(source: Source, asked: Asked | None) -> pd.DataFrame:
    """How far a source could be had; empty times where nobody was asked or ever answered."""
    status = {
        "source": source.source,
        "publisher": source.publisher,
        "publication": source.publication,
        "last_asked_at": asked and asked.asked_at,
        "last_reached_at": asked and asked.reached_at,
        "is_lacking": str(bool(asked and asked.lacking)).lower(),
    }
    return pd.DataFrame([status], dtype="object")


def raw_assets(catalogue: dict[str, Source]) -> list[dg.AssetsDefinition]:
    """The run's own facts, and a multi-asset per source page."""
    return [register_assets(), *(_source_assets(source) for source in catalogue.values())]


def register_assets() -> dg.AssetsDefinition:
    """What is known of a run before any source is read."""

    @dg.multi_asset(
        name="register",
        group_name="raw_register",
        specs=[
            dg.AssetSpec(["raw", "run"], description=RUN, kinds={"duckdb"}, skippable=True),
            dg.AssetSpec(
                ["raw", "unrecognised"],
                description=UNRECOGNISED,
                kinds={"duckdb"},
                skippable=True,
            ),
        ],
    )
    def register(
        context: dg.AssetExecutionContext, sources: Sources, build: BuildDatabase
    ) -> Iterator[dg.MaterializeResult[None]]:
        if sources.chosen == "live" and _nothing_is_new(context, sources):
            context.log.warning("Nothing is new since the last publication, which stays in place")
            return
        context.instance.add_run_tags(context.run_id, {"source": sources.identity})
        connector = sources.connector
        frames = run_frames(
            connector.as_at().isoformat(), sources.identity, connector.unrecognised()
        )
        with build.open() as connection:
            for name, rows in frames.items():
                load_table(connection, name, rows)
                yield dg.MaterializeResult(
                    asset_key=name.split("."), metadata={"dagster/row_count": len(rows)}
                )
        build.note(context.selected_asset_keys)

    return register


def run_frames(as_at: str, identity: str, unrecognised: list[Held]) -> dict[str, pd.DataFrame]:
    """What is known of a run before any source is read, by raw table."""
    return {
        "raw.run": pd.DataFrame([{"as_at": as_at, "source": identity}]),
        "raw.unrecognised": frame_of(Held, unrecognised),
    }


def _nothing_is_new(context: dg.AssetExecutionContext, sources: Sources) -> bool:
    """Whether the publication in force was made of what the sources give now.

    What rests on the register is then skipped. The day is part of it: an open spell is a day longer
    on the next day, whether or not a publisher has said anything.

    Raises:
        dagster.Failure: No publisher could be reached.
    """
    askings = []
    for source in sources.catalogue.values():
        context.log.info(f"{ASKING} {source.source}")
        askings.append(sources.reading(source).asked)
    asked = [asked for asked in askings if asked]
    if asked and not any(each.is_reached for each in asked):
        raise dg.Failure(
            f"no network: none of the {len(asked)} live sources could be reached; "
            f"the first: {asked[0].lacking[0]}"
        )
    return is_published(Settings.from_environment(), sources.made_from)


def _source_assets(source: Source) -> dg.AssetsDefinition:
    fresh = freshness_policy(source)

    @dg.multi_asset(
        name=source.source,
        group_name="raw_" + source.source.split("_")[0],
        specs=[
            dg.AssetSpec(
                raw_key(source.source, name),
                deps=[["raw", "run"]],
                description=described(source, grain),
                kinds={"duckdb"},
                freshness_policy=fresh,
            )
            for name, grain in grains(source).items()
        ],
        can_subset=True,
    )
    def load(
        context: dg.AssetExecutionContext, sources: Sources, build: BuildDatabase
    ) -> Iterator[dg.MaterializeResult[None]]:
        reading = sources.reading(source)
        new = [r.release_id for r in reading.releases if r.release_id not in sources.known]
        if new:
            tag = {f"new_editions/{source.source}": listed(new, SHOWN)}
            context.instance.add_run_tags(context.run_id, tag)
        with build.open() as connection:
            for key in sorted(context.selected_asset_keys):
                name = key.path[-1]
                rows = load_raw(connection, source, name, reading)
                facts = editions_of(source, name, reading, new) if name in source.tables else {}
                yield dg.MaterializeResult(
                    asset_key=key, metadata={"dagster/row_count": rows, **facts}
                )
        build.note(context.selected_asset_keys)
        for note in reading.notes:
            context.log.warning(note)
        context.log.info("%s: %d releases", source.source, len(reading.releases))

    return load


def editions_of(source: Source, table: str, reading: Reading, new: list[str]) -> dict[str, Any]:
    """What Dagster shows of a raw table: the editions it has, newest first, and which are new.

    Args:
        source: The source page.
        table: One of its tables.
        reading: What was read.
        new: Releases that no publication has had.
    """
    releases = sorted(
        (r for r in reading.releases if r.edition_id == source.edition_id(table, r.edition)),
        key=lambda release: (release.edition, release.published_on or ""),
        reverse=True,
    )
    names = [release.release_id for release in releases]
    return {
        "editions": listed(names, SHOWN) or "none",
        "newest_edition": releases[0].edition if releases else "none",
        "new_editions": listed([name for name in names if name in new], SHOWN) or "none",
        "held": len(reading.held),
        "landing_page": dg.MetadataValue.url(source.landing_page),
        "licence": source.licence.name,
    }


def load_raw(
    connection: duckdb.DuckDBPyConnection, source: Source, name: str, reading: Reading
) -> int:
    """Write a raw table of a source: as its page lays it out, or one of the register.

    Returns:
        The rows that were read.
    """
    table = source.tables.get(name)
    if table is None:
        rows = register_frame(source, name, reading)
    else:
        rows = reading.frame(name, table.read_columns)
    load_table(connection, raw_table(source.source, name), rows, table.measures if table else ())
    return len(rows)
