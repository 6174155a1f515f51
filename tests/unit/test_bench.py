"""The bare script that a run is measured against builds on the same raw tables."""

from __future__ import annotations

import duckdb

from orchestration.assets.raw import grains, raw_table
from tests.bench import load
from tests.fixtures.published_files import CATALOGUE


def test_the_bare_script_has_every_raw_table_of_a_run() -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA raw")
        load(connection)
        rows = connection.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall()
    expected = {raw_table(s.source, name) for s in CATALOGUE.values() for name in grains(s)}
    assert {f"{schema}.{name}" for schema, name in rows} == expected | {
        "raw.run", "raw.unrecognised",
    }  # fmt: skip
