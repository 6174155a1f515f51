"""Raw tables of one layout gathered into one view, over all source pages.

`raw.statistics`, and each table of the register. What follows reads these, so that another page
changes nothing downstream.
"""

from collections.abc import Iterable, Iterator

import dagster as dg
import duckdb

from orchestration.assets.raw import REGISTER, raw_key, raw_table
from orchestration.catalogue import AND, LINEAGE, STATISTICS, Source
from orchestration.resources import BuildDatabase
from orchestration.warehouse import literal, quoted, tables_of

STATISTICS_TABLE = "raw.statistics"
STATISTICS_TEXT = (
    "Every figure of the files laid out to the Department for Education's open data standards, as "
    "text: one row per release, row of the file and figure. `table_name` is the raw table, "
    "`category` the values of the filters that tell several rows of a period and area apart."
)


def statistics_tables(source: Source) -> list[str]:
    """Names of a page's tables of statistics."""
    return [name for name, table in source.tables.items() if table.layout == "statistics"]


def gather(connection: duckdb.DuckDBPyConnection, sources: Iterable[Source]) -> None:
    """Lay a view over the raw tables of some pages, as far as they are there, per layout."""
    sources = list(sources)
    there = tables_of(connection, "raw")
    views = {
        STATISTICS_TABLE: [
            statistics(source, table, raw_table(source.source, table))
            for source in sources
            for table in statistics_tables(source)
            if f"{source.source}__{table}" in there
        ],
        **{
            f"raw.{name}": [
                f"SELECT * FROM {quoted(raw_table(source.source, name))}"
                for source in sources
                if f"{source.source}__{name}" in there
            ]
            for name in REGISTER
        },
    }
    for view, parts in views.items():
        if parts:
            union = " UNION ALL ".join(parts)
            connection.execute(f"CREATE OR REPLACE VIEW {quoted(view)} AS {union}")


def statistics(source: Source, table: str, relation: str) -> str:
    """SQL of a table of statistics in the columns that all have."""
    filters = source.tables[table].filters
    values = ", ".join(quoted(name) for name in filters)
    category = f"concat_ws({literal(AND)}, {values})" if filters else "''"
    return (
        f"SELECT {literal(source.source)} AS source, "
        f"{literal(f'{source.source}__{table}')} AS table_name, "
        f"{', '.join([*LINEAGE, *STATISTICS])}, {category} AS category, measure, value "
        f"FROM {quoted(relation)}"
    )


def gathered_assets(catalogue: dict[str, Source]) -> dg.AssetsDefinition:
    """A view per layout, each on the tables of every page that has it."""
    deps = {
        "statistics": [
            raw_key(source.source, table)
            for source in catalogue.values()
            for table in statistics_tables(source)
        ],
        **{name: [raw_key(source, name) for source in catalogue] for name in REGISTER},
    }
    texts = {
        "statistics": STATISTICS_TEXT,
        **{n: f"{t}, all sources." for n, t in REGISTER.items()},
    }

    @dg.multi_asset(
        name="gathered",
        group_name="raw_gathered",
        specs=[
            dg.AssetSpec(
                ["raw", name],
                deps=deps[name],
                description=text[0].upper() + text[1:],
                kinds={"duckdb"},
            )
            for name, text in texts.items()
        ],
        can_subset=True,
    )
    def gathered(
        context: dg.AssetExecutionContext, build: BuildDatabase
    ) -> Iterator[dg.MaterializeResult[None]]:
        with build.open() as connection:
            gather(connection, catalogue.values())
        for key in sorted(context.selected_asset_keys):
            yield dg.MaterializeResult(asset_key=key)
        build.note(context.selected_asset_keys)

    return gathered
