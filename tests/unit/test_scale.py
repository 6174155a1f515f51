"""The world in which `make bench SCALE=n` measures: so many times over, and no key twice."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from orchestration.reference import attach_reference
from orchestration.settings import SEEDS
from tests.bench import load
from tests.scale import __main__ as measured
from tests.scale import stages
from tests.scale.generate import Factors, multiply_raw, multiply_reference, multiply_seeds

FACTORS = Factors(authorities=3, indicators=2, periods=2)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("CREATE SCHEMA raw")
        load(opened)
        opened.execute("CREATE TABLE before AS FROM raw.statistics")
        multiply_raw(opened, FACTORS)
        yield opened


def test_too_little_disk_is_said_before_anything_is_done(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=40 * 10**9))
    with pytest.raises(SystemExit, match=r"^x1000 wants 197 GB of disk and .* has 40 GB free"):
        measured.main(1000)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("scale", "factors"),
    [(1, (1, 1, 1)), (10, (10, 1, 1)), (100, (10, 10, 1)), (1000, (10, 10, 10))],
)
def test_a_power_of_ten_is_shared_out(scale: int, factors: tuple[int, int, int]) -> None:
    assert Factors.of(scale) == Factors(*factors)


def test_authorities_indicators_and_periods_are_copied_and_england_is_not(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    counts = (
        "SELECT count(*) FILTER (la_code IS NOT NULL), count(*) FILTER (la_code IS NULL), "
        "count(DISTINCT la_code), count(DISTINCT (table_name, measure)), count(DISTINCT period) "
        "FROM {} WHERE measure <> 'population'"
    )
    own, others, authorities, measures, periods = (
        connection.execute(counts.format("before")).fetchone() or (0,) * 5
    )
    assert connection.execute(counts.format("raw.statistics")).fetchone() == (
        *(own * 3 * 2 * 2, others * 2 * 2, authorities * 3, measures * 2, periods * 2),
    )


def test_england_of_a_return_of_spending_is_not_copied(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    table = "raw.mhclg_revenue_outturn__service_expenditure"
    assert connection.execute(
        f"SELECT class = 'Eng', count(DISTINCT ons_code), count(DISTINCT la_name) "
        f"FROM {table} WHERE class IN ('Eng', 'LB') "
        f"AND measure = (SELECT min(measure) FROM {table}) "
        f"AND _release_id = (SELECT min(_release_id) FROM {table}) GROUP BY 1 ORDER BY 1"
    ).fetchall() == [(False, 33 * 3, 33 * 3), (True, 1, 1)]


def test_a_copy_has_a_key_of_its_own(connection: duckdb.DuckDBPyConnection) -> None:
    key = "table_name, _release_id, geographic_level, region_code, la_code, period, category"
    twice = connection.execute(
        f"SELECT {key}, measure FROM raw.statistics GROUP BY ALL HAVING count(*) > 1 LIMIT 1"
    ).fetchall()
    assert twice == []


def test_a_copy_keeps_its_own_neighbours(connection: duckdb.DuckDBPyConnection) -> None:
    neighbours = connection.execute(
        "SELECT la_code, value FROM raw.dfe_neighbours__model_2025 "
        "WHERE la_code LIKE '306%' AND measure = 'neighbour_1' ORDER BY la_code"
    ).fetchall()
    assert [code for code, _ in neighbours] == ["306", "306_1", "306_2"]
    first = neighbours[0][1]
    assert [code for _, code in neighbours] == [first, f"{first}_1", f"{first}_2"]


def test_rules_of_the_landing_gate_know_every_copy_of_a_measure(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    attach_reference(connection)
    tables = ("limits", "measures", "parts", "rates", "shares")
    counts = [f"(SELECT count(*) FROM reference.{table})" for table in tables]
    (before,) = connection.execute(f"SELECT {', '.join(counts)}").fetchall()
    multiply_reference(connection, FACTORS)
    (after,) = connection.execute(f"SELECT {', '.join(counts)}").fetchall()
    assert all(2 * n - 2 <= m <= 2 * n for n, m in zip(before, after, strict=True))
    unknown = connection.execute(
        "SELECT DISTINCT table_name, unnest(numerator || denominator) AS measure "
        "FROM reference.rates EXCEPT SELECT table_name, measure FROM raw.statistics"
    ).fetchall()
    assert unknown == []


def test_seeds_know_every_copy_once(tmp_path: Path) -> None:
    shutil.copytree(SEEDS, tmp_path / "seeds")
    multiply_seeds(tmp_path / "seeds", FACTORS)

    def column(seed: str, name: str, folder: Path = tmp_path / "seeds") -> list[str]:
        with (folder / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
            return [row[name] for row in csv.DictReader(file)]

    codes = column("authorities", "la_code")
    assert len(set(codes)) == len(codes) == 3 * len(column("authorities", "la_code", SEEDS))
    assert set(column("authority_codes", "la_code")) <= set(codes)
    indicators = column("indicator_definitions", "indicator_id")
    before = len(column("indicator_definitions", "indicator_id", SEEDS))
    assert len(set(indicators)) == len(indicators) == 2 * before - 1
    assert column("regions", "region_code") == column("regions", "region_code", SEEDS)


@pytest.fixture
def both_engines(tmp_path: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """A table in the build database, and the folder in which Spark would write the same."""
    folder = tmp_path / "main" / "t"
    folder.mkdir(parents=True)
    with duckdb.connect() as opened:
        opened.execute("CREATE TABLE t (name VARCHAR, rate DOUBLE, day DATE)")
        opened.execute("INSERT INTO t VALUES ('a', 0.5, '2020-01-01'), ('b', NULL, '2020-01-01')")
        yield opened, folder


@pytest.mark.parametrize(
    ("written", "differing"),
    [
        ("('b', NULL, '2020-01-01'), ('a', 0.5 + 1e-14, '2020-01-01')", 0),
        # One row of each engine.
        ("('b', 0.0, '2020-01-01'), ('a', 0.5, '2020-01-01')", 2),
        ("('b', NULL, '2020-01-01'), ('a', 0.5 + 1e-9, '2020-01-01')", 2),
        # A row too few, and one too often.
        ("('a', 0.5, '2020-01-01')", 1),
        ("('a', 0.5, '2020-01-01'), ('a', 0.5, '2020-01-01'), ('b', NULL, '2020-01-01')", 1),
    ],
)
def test_rows_that_one_engine_alone_has_are_counted(
    both_engines: tuple[duckdb.DuckDBPyConnection, Path], written: str, differing: int
) -> None:
    connection, folder = both_engines
    rows = f"SELECT * FROM (VALUES {written}) AS t (name, rate, day)"
    connection.execute(f"COPY ({rows}) TO '{folder}/part.parquet' (FORMAT parquet)")
    assert stages.differing_rows(connection, folder) == (2, differing)
