"""The bare script that a run is measured against builds on the same raw tables."""

from __future__ import annotations

import duckdb

from orchestration.assets.gathered import STATISTICS_TABLE
from orchestration.assets.raw import REGISTER, grains, raw_table
from orchestration.connectors.snapshot import SnapshotConnector
from orchestration.settings import SNAPSHOT
from orchestration.warehouse import quoted
from tests.bench import load
from tests.fixtures.gate import landed
from tests.fixtures.published_files import CATALOGUE


def test_the_bare_script_has_every_raw_table_of_a_run() -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA raw")
        load(connection)
        rows = connection.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall()
        views = connection.execute(
            "SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE schema_name = 'raw'"
        ).fetchall()
    expected = {raw_table(s.source, name) for s in CATALOGUE.values() for name in grains(s)}
    assert {f"{schema}.{name}" for schema, name in rows} == expected | {
        "raw.run", "raw.unrecognised",
    }  # fmt: skip
    assert {view for (view,) in views} == {STATISTICS_TABLE, *(f"raw.{name}" for name in REGISTER)}


def test_the_bare_script_has_the_rows_of_a_run() -> None:
    snapshot = SnapshotConnector(SNAPSHOT)
    tables = [raw_table(s.source, name) for s in CATALOGUE.values() for name in s.tables]
    with (
        duckdb.connect() as bare,
        landed({name: snapshot.read(page) for name, page in CATALOGUE.items()}) as run,
    ):
        bare.execute("CREATE SCHEMA raw")
        load(bare)
        for table in [STATISTICS_TABLE, *tables]:
            columns = [quoted(row[0]) for row in run.execute(f"DESCRIBE {table}").fetchall()]
            count = f"SELECT count(*), bit_xor(hash({', '.join(columns)})) FROM {table}"
            assert bare.execute(count).fetchall() == run.execute(count).fetchall(), table
