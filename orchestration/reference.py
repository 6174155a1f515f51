"""What the gates compare with: `reference` and `previous`, attached to the build database."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import duckdb

from expectations.sources import source_pages
from orchestration.catalogue import Part, Rate, Shares, Source
from orchestration.editions import Release, frame_of
from orchestration.embedded import attach_embedded, published_from_embedded
from orchestration.settings import PROJECT_ROOT, SEEDS
from orchestration.warehouse import literal, quoted, tables_of

ACCEPTED_CHANGES = PROJECT_ROOT / "expectations" / "accepted_changes.csv"
LIMITS = PROJECT_ROOT / "expectations" / "landing" / "limits.csv"
POPULATIONS = "ons_population__children"
# What the source pages say of statistics, with its columns after `table_name`.
PAGES = {
    "expected": "period_kind VARCHAR, markers VARCHAR[], ends VARCHAR, children_of VARCHAR, "
    "lists_abolished BOOLEAN, drops_oldest BOOLEAN, adds_within DOUBLE, most_gain DOUBLE",
    "measures": "measure VARCHAR, kind VARCHAR, most DOUBLE",
    "parts": 'part VARCHAR[], "of" VARCHAR[], slack DOUBLE, adds_up BOOLEAN',
    "rates": "rate VARCHAR, numerator VARCHAR[], denominator VARCHAR[], per DOUBLE, "
    "within DOUBLE, within_regions DOUBLE, within_england DOUBLE, needs_counts BOOLEAN",
    "shares": "share VARCHAR, count VARCHAR, total VARCHAR[], among VARCHAR[], within DOUBLE",
}
# What a publication is compared in with the one before.
CONTINUED = {"indicator_values", "inspections", "releases", "visits"}


def attach_reference(connection: duckdb.DuckDBPyConnection) -> None:
    """Make readable as `reference.<name>` what rules compare with, whether or not dbt has run.

    The seeds, accepted changes and limits; `releases`, the editions of every source; `run`, the
    run's date; `populations`, children by authority, year and edition, none where not loaded; and
    what the source pages say of statistics: `expected`, `measures`, `parts`, `rates`, `shares`.
    """
    connection.execute("ATTACH IF NOT EXISTS ':memory:' AS reference")
    for seed in [*SEEDS.glob("*.csv"), ACCEPTED_CHANGES, LIMITS]:
        connection.execute(
            f"CREATE OR REPLACE TABLE reference.{seed.stem} AS "
            f"SELECT * FROM read_csv({literal(seed)}, header=true, all_varchar=true)"
        )
    raw = tables_of(connection, "raw")
    registers = {name for name in raw if name.endswith("__releases")} or raw & {"releases"}
    none_yet = frame_of(Release, []).astype("string")
    connection.register("none_yet", none_yet)
    releases = ["none_yet", *(f"raw.{quoted(name)}" for name in sorted(registers))]
    connection.execute(
        "CREATE OR REPLACE TABLE reference.releases AS "
        + " UNION ALL BY NAME ".join(f"SELECT * FROM {table}" for table in releases)
    )
    connection.unregister("none_yet")
    _attach_pages(connection, source_pages().values())
    for table in raw & {"run"}:
        connection.execute(f"CREATE OR REPLACE TABLE reference.{table} AS FROM raw.{table}")
    connection.execute(
        "CREATE OR REPLACE TABLE reference.populations (release_id VARCHAR, published_on VARCHAR, "
        "la_code VARCHAR, year INTEGER, population BIGINT, is_newest BOOLEAN)"
    )
    for table in raw & {POPULATIONS}:
        connection.execute(
            "INSERT INTO reference.populations SELECT release_id, published_on, la_code, "
            "try_cast(period AS INTEGER), try_cast(value AS BIGINT), "
            "dense_rank() OVER (ORDER BY edition DESC, published_on DESC, release_id DESC) = 1 "
            f"FROM raw.{table} JOIN reference.releases ON _release_id = release_id "
            "WHERE geographic_level = 'Local authority' AND measure = 'population'"
        )


def _attach_pages(connection: duckdb.DuckDBPyConnection, sources: Iterable[Source]) -> None:
    """What every edition of a table of statistics is expected to be, one row per table or rule."""
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in PAGES}
    for source in sources:
        for name, table in source.tables.items():
            if table.expected is None:
                continue
            of_table: dict[str, object] = {"table_name": f"{source.source}__{name}"}
            expected = table.expected.model_dump(exclude={"parts", "rates", "shares"})
            rows["expected"].append(
                of_table | expected | {"period_kind": source.period, "markers": source.markers}
            )
            for measure, known in table.measures.items():
                described: dict[str, object] = {"kind": known.kind, "most": known.most}
                rows["measures"].append(of_table | {"measure": measure} | described)
            for kind in ("parts", "rates", "shares"):
                rules: tuple[Part | Rate | Shares, ...] = getattr(table.expected, kind)
                rows[kind] += [of_table | rule.model_dump() for rule in rules]
    for name, columns in PAGES.items():
        connection.execute(
            f"CREATE OR REPLACE TABLE reference.{name} (table_name VARCHAR, {columns})"
        )
        names = [column.split()[0].strip('"') for column in ["table_name", *columns.split(", ")]]
        connection.executemany(
            f"INSERT INTO reference.{name} VALUES ({', '.join('?' for _ in names)})",
            [[_listed(row[column]) for column in names] for row in rows[name]],
        )
    # Measures without limits of their own have those of their kind.
    connection.execute(
        "INSERT INTO reference.limits SELECT measures.table_name, measures.measure, "
        "limits.* EXCLUDE (table_name, measure) FROM reference.measures AS measures "
        "JOIN reference.limits AS limits ON limits.table_name = 'any' "
        "AND limits.measure = measures.kind "
        "WHERE NOT EXISTS (SELECT 1 FROM reference.limits AS own "
        "WHERE own.table_name = measures.table_name AND own.measure = measures.measure)"
    )


def _listed(value: object) -> object:
    return [*value] if isinstance(value, tuple) else value


def attach_previous(connection: duckdb.DuckDBPyConnection, published: Path, source: str) -> None:
    """Make the publication in force readable as `previous`.

    `reference.comparison` says whether it came from the same source: only then is an edition that
    is no longer there an edition lost. Where nothing was published the embedded snapshot stands in;
    a run on the snapshot itself is then compared with what it is about to publish, so that the
    first publication and the next of the same figures say the same.
    """
    database, package = published / "benchmarks.duckdb", published / "datapackage.json"
    if database.exists():
        connection.execute(f"ATTACH {literal(database.resolve())} AS previous (READ_ONLY)")
    else:
        connection.execute("ATTACH ':memory:' AS previous")
        if source != "snapshot":
            attach_embedded(connection)
        for table in tables_of(connection, "main") & CONTINUED:
            rows = f"FROM main.{table}" if source == "snapshot" else published_from_embedded(table)
            connection.execute(f"CREATE TABLE previous.main.{table} AS {rows}")
    ran_on = json.loads(package.read_text("utf-8")).get("run") if package.exists() else source
    connection.execute(
        f"CREATE TABLE reference.comparison AS SELECT {ran_on == source} AS same_source"
    )
