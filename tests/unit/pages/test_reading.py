"""The pages' queries select, join and order; what is computed is in a published table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

import pages
from pages import portions, reading

# Functions and words of SQL that make one figure of several rows, or of a row and its neighbours.
COMPUTES = re.compile(
    r"\b(?:group\s+by|window|qualify|distinct|having|asof)\b|"
    r"\b(?:over|filter|count|sum|avg|mean|median|min|max|arg_max|arg_min|max_by|min_by|any_value|"
    r"first|last|stddev\w*|var\w*|quantile\w*|list|string_agg|bool_or|bool_and|product|round|lag|"
    r"lead|rank|row_number)\s*\(|"
    r"(?<!SELECT)(?<!,)\s[-*/+]\s",
    re.IGNORECASE,
)


QUERIES = {**reading.QUERIES, **reading.OF_AUTHORITIES, **reading.OF_INDICATORS}
# Neither drawn nor leading.
OTHERS = ("pupils_rate", "schools_rate")


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_computes_nothing(name: str) -> None:
    query = re.sub(r"'[^']*'", "''", QUERIES[name])
    assert COMPUTES.findall(query) == []


def test_periods_are_told_apart_and_nothing_is_computed_of_them() -> None:
    assert COMPUTES.findall(reading.PERIODS) == ["DISTINCT"]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT max(as_at) FROM ratings",
        "SELECT lag(day) OVER (ORDER BY day) FROM days",
        "SELECT quantile_cont(value, 0.5) FROM indicator_values",
        "SELECT numerator / denominator FROM indicator_values",
        "SELECT DISTINCT period FROM indicator_values",
    ],
)
def test_what_computes_is_noticed(query: str) -> None:
    assert COMPUTES.search(query)


@pytest.fixture
def connection(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The small world, with indicators that only their own page and those of authorities show."""
    with duckdb.connect(str(database)) as opened:
        for name in OTHERS:
            for table in ("indicators", "la_benchmarks", "rank_intervals", "indicator_values"):
                opened.execute(
                    f"INSERT INTO {table} SELECT * REPLACE ('{name}' AS indicator_id) "
                    f"FROM {table} WHERE indicator_id = 'agency_rate_fte'"
                )
        yield opened


def test_older_periods_are_read_of_what_is_drawn_alone(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    warehouse = reading.read_warehouse(connection)
    found = [(row["indicator_id"], row["period"]) for row in warehouse.of["benchmarks"]["101"]]
    drawn = [(name, year) for name in sorted(reading.WORKFORCE) for year in ("2024", "2025")]
    assert sorted(found) == sorted([*drawn, *((name, "2025") for name in OTHERS)])
    assert [row["period"] for row in warehouse.series("101", "agency_rate_fte")] == ["2024", "2025"]
    with pytest.raises(KeyError, match="pupils_rate"):
        warehouse.series("101", "pupils_rate")


def test_of_any_authority_only_what_every_page_may_show_is_told(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    warehouse = reading.read_warehouse(connection)
    row = warehouse.latest("101", "agency_rate_fte")
    assert row and (row["period"], row["value"]) == ("2025", 25.0)
    assert warehouse.latest("101", "csc_spend_per_child") is None
    with pytest.raises(KeyError, match="pupils_rate"):
        warehouse.latest("101", "pupils_rate")


def test_indicators_are_told_by_their_newest_period(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    warehouse = reading.read_warehouse(connection)
    assert sorted(warehouse.newest) == sorted(warehouse.periods)
    assert set(OTHERS) < set(warehouse.newest)
    for name in warehouse.newest:
        assert warehouse.newest_period(name) == "2025"
        rows = warehouse.newest[name]
        assert [(row["la_code"], row["period"]) for row in rows] == [
            ("101", "2025"),
            ("102", "2025"),
        ]
    assert warehouse.newest_period("referral_rate") is None
    connection.execute("UPDATE la_benchmarks SET is_newest = false WHERE title = 'caseload_fte'")
    assert "caseload_fte" not in reading.read_warehouse(connection).newest


def test_pages_are_the_same_whatever_a_portion_is(
    connection: duckdb.DuckDBPyConnection,
    database: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, area in (("pupils_rate", "101"), ("schools_rate", "101+102")):
        connection.execute(
            "INSERT INTO value_revisions VALUES "
            f"('{name}', '{area}', '2024', 'dfe', 19.0, NULL, 20.0, NULL, 1.0)"
        )
    connection.close()
    sites = {}
    for rows in (portions.ROWS_AT_ONCE, 1):
        monkeypatch.setattr(portions, "ROWS_AT_ONCE", rows)
        folder = tmp_path / str(rows)
        pages.build_site(database, folder, tmp_path / "cache")
        sites[rows] = {
            path.relative_to(folder): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
    whole, parted = sites.values()
    assert {Path(f"assets/indicators/{name}.js") for name in OTHERS} < set(whole)
    assert parted == whole


@pytest.mark.parametrize(("given", "held"), [("4GiB", "1.0 GiB"), ("300MiB", "300.0 MiB")])
def test_the_database_holds_no_more_than_pages_need(
    database: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: str, held: str
) -> None:
    found = []

    def read(connection: duckdb.DuckDBPyConnection) -> reading.Warehouse:
        found.append(connection.execute("SELECT current_setting('memory_limit')").fetchone())
        return reading.read_warehouse(connection)

    monkeypatch.setenv("BENCHMARKS_MEMORY", given)
    monkeypatch.setattr(pages, "read_warehouse", read)
    pages.build_site(database, tmp_path / "site", tmp_path / "cache")
    assert found == [(held,)]
