"""Raw tables of one layout are one view, whatever page they are of."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest

from orchestration.assets.gathered import STATISTICS_TABLE, gather, statistics_tables
from orchestration.assets.raw import load_raw
from orchestration.catalogue import LINEAGE, STATISTICS
from orchestration.editions import Held, Reading
from tests.fixtures.fake_connector import frame, release
from tests.fixtures.published_files import CATALOGUE

WORKFORCE, LOOKED_AFTER = CATALOGUE["dfe_workforce"], CATALOGUE["dfe_looked_after_outcomes"]
PLACEMENTS = "placement_stability"
OUTCOMES = CATALOGUE["ofsted_inspection_outcomes"]


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    """Two tables of statistics of two pages, one without filters and one with two."""
    connection = duckdb.connect()
    cells: dict[str, str] = {"period": "2025", "geographic_level": "National"}
    indicators = frame(WORKFORCE, "indicators", "w", **cells, cases="9", inpost_fte="x")
    kind = {"cla_group": "CLA on 31 March", "stability": "Total children"}
    placements = frame(LOOKED_AFTER, PLACEMENTS, "l", **cells, **kind, stability_children="70")
    for source, table, rows in (
        (WORKFORCE, "indicators", indicators),
        (LOOKED_AFTER, PLACEMENTS, placements),
    ):
        reading = Reading(tables={table: [rows]})
        load_raw(connection, source, table, reading)
    return connection


def test_figures_of_several_pages_are_told_apart_by_table_and_category(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    gather(connection, CATALOGUE.values())
    rows = connection.execute(
        "SELECT source, table_name, _release_id, period, category, measure, value "
        f"FROM {STATISTICS_TABLE} ORDER BY measure"
    ).fetchall()
    workforce = ("dfe_workforce", "dfe_workforce__indicators", "w", "2025", "")
    looked_after = "dfe_looked_after_outcomes"
    assert rows == [
        (*workforce, "cases", "9"),
        (*workforce, "inpost_fte", "x"),
        (looked_after, f"{looked_after}__{PLACEMENTS}", "l", "2025",
         "CLA on 31 March | Total children", "stability_children", "70"),
    ]  # fmt: skip


def test_a_view_has_the_columns_that_all_tables_have(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    gather(connection, CATALOGUE.values())
    names = [row[0] for row in connection.execute(f"DESCRIBE {STATISTICS_TABLE}").fetchall()]
    assert names == [
        "source", "table_name", *LINEAGE, *STATISTICS, "category", "measure", "value",
    ]  # fmt: skip


def test_tables_of_other_pages_and_those_that_are_not_there_are_left_out(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    gather(connection, [LOOKED_AFTER, OUTCOMES])
    query = f"SELECT DISTINCT table_name FROM {STATISTICS_TABLE}"
    assert connection.execute(query).fetchall() == [(f"dfe_looked_after_outcomes__{PLACEMENTS}",)]
    load_raw(connection, LOOKED_AFTER, "care_leaver_activity", Reading())
    gather(connection, [WORKFORCE, LOOKED_AFTER])
    assert len(connection.execute(query).fetchall()) == 2


def test_where_no_table_of_a_layout_is_there_there_is_no_view() -> None:
    with duckdb.connect() as connection:
        gather(connection, CATALOGUE.values())
        assert connection.execute("SELECT * FROM duckdb_views() WHERE NOT internal").df().empty


def test_the_registers_of_all_pages_are_one_as_far_as_they_are_there() -> None:
    held = Held(WORKFORCE.source, "row 9", "rule", "detail")
    with duckdb.connect() as connection:
        for source in (WORKFORCE, OUTCOMES):
            reading = Reading([release(f"{source.source}_1", source.source)], held=[held])
            load_raw(connection, source, "releases", reading)
        load_raw(connection, WORKFORCE, "held_rows", reading)
        gather(connection, CATALOGUE.values())
        releases = connection.execute("SELECT release_id FROM raw.releases ORDER BY ALL").fetchall()
        rows = connection.execute("SELECT source, locator FROM raw.held_rows").fetchall()
        with pytest.raises(duckdb.CatalogException, match="notes"):
            connection.execute("FROM raw.notes")
    assert releases == [("dfe_workforce_1",), ("ofsted_inspection_outcomes_1",)]
    assert rows == [(WORKFORCE.source, "row 9")]


def test_what_is_loaded_later_is_seen_through_the_view(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    gather(connection, CATALOGUE.values())
    rows = pd.concat(
        frame(WORKFORCE, "indicators", name, period="2025", cases="1") for name in ("w", "w_2")
    )
    load_raw(connection, WORKFORCE, "indicators", Reading(tables={"indicators": [rows]}))
    query = f"SELECT _release_id FROM {STATISTICS_TABLE} WHERE source = 'dfe_workforce'"
    assert connection.execute(query).fetchall() == [("w",), ("w_2",)]


def test_pages_without_statistics_have_none() -> None:
    assert statistics_tables(OUTCOMES) == []
    assert "care_leaver_activity" in statistics_tables(LOOKED_AFTER)
