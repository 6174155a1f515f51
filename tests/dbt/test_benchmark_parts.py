"""The parts of la_benchmarks_for, each macro by itself on a few rows.

A unit test of dbt needs a model, and a table function is none that dbt can feed; so the macros are
rendered as they stand and asked of small relations in DuckDB. Here: each part. Not here: the parts
together, which are tested through the published functions in test_benchmark_methods.py.
"""

from __future__ import annotations

import math
import random
from statistics import quantiles

import duckdb
import jinja2
import pytest

from orchestration.settings import DBT_PROJECT

MACROS = [
    DBT_PROJECT / "macros" / "statistics.sql",
    *sorted((DBT_PROJECT / "macros" / "benchmarks").glob("*.sql")),
]
ENVIRONMENT = jinja2.Environment(undefined=jinja2.StrictUndefined)
Z = {"95": 1.96, "99.8": 3.0902}


def rendered(call: str) -> str:
    """What a macro writes, as dbt would have it."""
    texts = [path.read_text("utf-8") for path in MACROS]
    return ENVIRONMENT.from_string("".join(texts) + "{{ " + call + " }}").render().strip()


@pytest.fixture
def duck() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def relation(duck: duckdb.DuckDBPyConnection, name: str, columns: str, rows: str) -> None:
    duck.execute(f"CREATE TABLE {name} AS SELECT * FROM (VALUES {rows}) AS given ({columns})")


def asked(duck: duckdb.DuckDBPyConnection, columns: str, call: str) -> list[tuple[object, ...]]:
    return duck.execute(f"SELECT {columns} FROM ({rendered(call)}) ORDER BY ALL").fetchall()


def of_value(duck: duckdb.DuckDBPyConnection, call: str) -> float:
    ((value,),) = duck.execute(f"SELECT {rendered(call)}").fetchall()
    return float(value)


# Ranks and bands.


@pytest.fixture
def five(duck: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Five returns with a tie and a withheld one."""
    relation(
        duck,
        "returns",
        "indicator_id, period, area_code, la_code, polarity, value",
        "('i', '1', 'a', 'a', 'low', 1.0::DOUBLE), ('i', '1', 'b', 'b', 'low', 2.0), "
        "('i', '1', 'c', 'c', 'low', 2.0), ('i', '1', 'd', 'd', 'low', 4.0), "
        "('i', '1', 'e', 'e', 'low', NULL), ('i', '2', 'a', 'a', 'low', 9.0)",
    )
    return duck


def test_ties_share_the_lowest_rank_and_what_is_withheld_has_none(
    five: duckdb.DuckDBPyConnection,
) -> None:
    assert asked(five, "period, area_code, rank_lowest, n_ranked, n_tied", "ranks('returns')") == [
        ("1", "a", 1, 4, 1),
        ("1", "b", 2, 4, 2),
        ("1", "c", 2, 4, 2),
        ("1", "d", 4, 4, 1),
        ("2", "a", 1, 1, 1),
    ]


@pytest.mark.parametrize(
    ("polarity", "ranks"),
    [("low", [1, 2, 2, 4]), ("high", [4, 2, 2, 1]), ("none", [])],
)
def test_the_best_rank_follows_polarity(
    five: duckdb.DuckDBPyConnection, polarity: str, ranks: list[int]
) -> None:
    five.execute(f"UPDATE returns SET polarity = '{polarity}'")
    found = asked(five, "period, la_code, rank_best", "best_ranks('returns')")
    assert [rank for period, _, rank in found if period == "1"] == ranks


def test_cuts_are_interpolated_over_values_alone(five: duckdb.DuckDBPyConnection) -> None:
    cuts = asked(five, "period, q1, q2, q3", "quartile_cuts('returns')")
    assert cuts == [("1", 1.75, 2.0, 2.5), ("2", 9.0, 9.0, 9.0)]


def test_a_value_on_a_cut_is_in_the_lower_quarter(duck: duckdb.DuckDBPyConnection) -> None:
    relation(duck, "cuts", "q1, q2, q3", "(2, 4, 6)")
    relation(duck, "given", "v", "(2), (2.1), (4), (4.1), (6), (6.1)")
    for call, expected in [
        ("quartile_of('v', 'cuts')", [1, 2, 2, 3, 3, 4]),
        ("lait_band('v', 'cuts', \"'low'\")", list("ABBCCD")),
        ("lait_band('v', 'cuts', \"'high'\")", list("DCCBBA")),
    ]:
        rows = duck.execute(f"SELECT {rendered(call)} FROM given, cuts ORDER BY v").fetchall()
        assert [place for (place,) in rows] == expected


# Members, neighbours, changes.


def test_a_joint_return_is_given_to_each_member_and_nobody_else(
    duck: duckdb.DuckDBPyConnection,
) -> None:
    relation(
        duck,
        "authorities",
        "la_code, la_name, region_code, opened_on, closed_on",
        "('a', 'A', 'r', NULL::DATE, NULL::DATE), ('b', 'B', 'r', NULL, NULL), "
        "('c', 'C', 'r', NULL, DATE '2019-03-31'), ('d', 'D', 'r', DATE '2021-04-01', NULL)",
    )
    relation(
        duck,
        "returns",
        "indicator_id, period, period_end, area_code, value, is_joint_return",
        "('i', '2020', DATE '2020-09-30', 'a+b', 5.0, true), "
        "('i', '2020', DATE '2020-09-30', 'b', NULL, false), "
        "('i', '2020', DATE '2020-09-30', 'c', NULL, false), "
        "('i', '2018', DATE '2018-09-30', 'c', NULL, false), "
        "('i', '2020', DATE '2020-09-30', 'd', NULL, false), "
        "('i', '2020', DATE '2020-09-30', 'unknown', 1.0, false)",
    )
    assert asked(duck, "period, la_code, value, la_name", "members('returns', 'authorities')") == [
        ("2018", "c", None, "C"),
        ("2020", "a", 5.0, "A"),
        ("2020", "b", 5.0, "B"),
    ]


def test_neighbours_count_alike_and_only_with_a_value(duck: duckdb.DuckDBPyConnection) -> None:
    relation(duck, "neighbours", "la_code, neighbour_la_code", "('x', 'a'), ('x', 'b'), ('x', 'c')")
    relation(
        duck,
        "authorities",
        "la_code, indicator_id, period, value, is_joint_return",
        "('a', 'i', '1', 1.25::DOUBLE, false), ('b', 'i', '1', 4.0, true), "
        "('c', 'i', '1', NULL, false), ('d', 'i', '1', 99.0, false)",
    )
    found = asked(
        duck,
        "la_code, mean, median, used, csc_median",
        "neighbour_averages('authorities', 'neighbours')",
    )
    # The dashboard drops the joint return and rounds a half away from zero.
    assert found == [("x", 2.625, 2.625, 2, 1.3)]


def test_a_change_is_over_exactly_one_and_three_periods(duck: duckdb.DuckDBPyConnection) -> None:
    relation(
        duck,
        "authorities",
        "indicator_id, period, la_code, first_year, value",
        "('i', '2020', 'a', 2020, 1.1::DOUBLE), ('i', '2022', 'a', 2022, 2.0), "
        "('i', '2023', 'a', 2023, 2.5), ('i', '2023', 'b', 2023, 7.0)",
    )
    assert asked(duck, "la_code, period, change_1y, change_3y", "changes('authorities')") == [
        ("a", "2020", None, None),
        ("a", "2022", None, None),
        ("a", "2023", 0.5, 1.4),
        ("b", "2023", None, None),
    ]


# The funnel.

COUNTS = [(3, 40), (30, 100), (22, 180), (9, 60), (80, 300), (55, 500), (14, 35), (61, 240)]
EXPECTED = 0.18
Z_SCORES = "z_scores('returns', 'england')"
WINSORISED = "winsorised('z')"


@pytest.fixture
def counted(duck: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Eight returns with counts, against 18 % in England."""
    rows = [
        f"('i', '1', '{place}', 1.0, {x}::DOUBLE, {n}::DOUBLE, 100)"
        for place, (x, n) in enumerate(COUNTS)
    ]
    relation(
        duck,
        "returns",
        "indicator_id, period, area_code, value, numerator, denominator, multiplier",
        ", ".join(rows),
    )
    relation(
        duck, "england", "indicator_id, period, value", f"('i', '1', {100 * EXPECTED}::DOUBLE)"
    )
    duck.execute(f"CREATE TABLE z AS {rendered(Z_SCORES)}")
    duck.execute(f"CREATE TABLE w AS {rendered(WINSORISED)}")
    return duck


def _z_scores() -> list[float]:
    variance = EXPECTED * (1 - EXPECTED)
    return [(x / n - EXPECTED) / math.sqrt(variance / n) for x, n in COUNTS]


def _winsorised() -> list[float]:
    deciles = quantiles(_z_scores(), n=10, method="inclusive")
    return [min(max(z, deciles[0]), deciles[-1]) for z in _z_scores()]


def test_z_scores_are_in_standard_errors_of_chance(counted: duckdb.DuckDBPyConnection) -> None:
    found = counted.execute("SELECT z FROM z ORDER BY area_code").fetchall()
    assert [z for (z,) in found] == pytest.approx(_z_scores())


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE returns SET value = NULL",
        "UPDATE returns SET numerator = NULL",
        "UPDATE returns SET denominator = 0",
        "UPDATE returns SET multiplier = 1000",
        "UPDATE england SET value = 0",
        "UPDATE england SET value = 100",
    ],
)
def test_what_is_no_proportion_has_no_z_score(
    counted: duckdb.DuckDBPyConnection, change: str
) -> None:
    counted.execute(change)
    assert asked(counted, "z", "z_scores('returns', 'england')") == []


def test_the_outer_tenths_count_like_the_deciles(counted: duckdb.DuckDBPyConnection) -> None:
    found = counted.execute("SELECT winsorised_z FROM w ORDER BY area_code").fetchall()
    assert [z for (z,) in found] == pytest.approx(_winsorised())


def test_overdispersion_is_the_mean_square_and_never_below_one(
    counted: duckdb.DuckDBPyConnection,
) -> None:
    mean_square = sum(z * z for z in _winsorised()) / len(COUNTS)
    assert mean_square > 1
    assert asked(counted, "phi", "overdispersion('w')") == [(pytest.approx(mean_square),)]
    counted.execute("UPDATE w SET winsorised_z = 0.1")
    assert asked(counted, "phi", "overdispersion('w')") == [(1.0,)]


def test_spread_beyond_chance_is_the_moment_estimate(counted: duckdb.DuckDBPyConnection) -> None:
    """DerSimonian and Laird: (Q - (k - 1)) / (sum of w - sum of w^2 / sum of w)."""
    weights = [n / (EXPECTED * (1 - EXPECTED)) for _, n in COUNTS]
    q = sum(z * z for z in _winsorised())
    squared = sum(w * w for w in weights)
    tau_squared = (q - (len(COUNTS) - 1)) / (sum(weights) - squared / sum(weights))
    found = asked(counted, "tau", "spread_beyond_chance('w')")
    assert found == [(pytest.approx(100 * math.sqrt(tau_squared)),)]
    counted.execute("UPDATE w SET winsorised_z = 0.5")
    assert asked(counted, "tau", "spread_beyond_chance('w')") == [(0.0,)]


def test_flags_say_on_which_side_of_which_limit_a_return_is(
    counted: duckdb.DuckDBPyConnection,
) -> None:
    found = asked(
        counted,
        "area_code, funnel_flag, funnel_flag_adjusted",
        "funnel('returns', 'england')",
    )
    phi = sum(z * z for z in _winsorised()) / len(COUNTS)
    for (area, plain, adjusted), z, (x, n) in zip(found, _z_scores(), COUNTS, strict=True):
        assert adjusted == _side(z / math.sqrt(phi)), area
        # The exact form: distances in standard errors of the limit, not of England.
        assert plain == _exact_side(x / n, n), area


def _side(z: float) -> str:
    for level in ("99.8", "95"):
        if abs(z) > Z[level]:
            return f"{'high' if z > 0 else 'low'} {level}"
    return "within"


def _exact_side(proportion: float, n: float) -> str:
    for level in ("99.8", "95"):
        z = Z[level]
        middle = (EXPECTED + z * z / (2 * n)) / (1 + z * z / n)
        half = z * math.sqrt(EXPECTED * (1 - EXPECTED) / n + (z / (2 * n)) ** 2) / (1 + z * z / n)
        if abs(proportion - middle) > half:
            return f"{'high' if proportion > middle else 'low'} {level}"
    return "within"


@pytest.mark.parametrize("level", Z)
@pytest.mark.parametrize("side", ["high", "low"])
def test_plain_limits_solve_the_score_equation(
    duck: duckdb.DuckDBPyConnection, level: str, side: str
) -> None:
    """The exact form is where a count lies z standard errors from the expected one."""
    rate, n = 0.142, 900.0
    limit = of_value(duck, f"funnel_limit('{side}', funnel_z('{level}'), {n * rate}, {n})")
    distance = (limit - rate) / math.sqrt(limit * (1 - limit) / n)
    assert distance == pytest.approx(Z[level] * (1 if side == "high" else -1), abs=0.02)


@pytest.mark.parametrize("level", Z)
@pytest.mark.parametrize("side", ["high", "low"])
def test_adjusted_limits_are_wider_by_the_root_of_phi(
    duck: duckdb.DuckDBPyConnection, level: str, side: str
) -> None:
    rate, n, phi = 0.142, 900.0, 9.0
    call = f"adjusted_funnel_limit('{side}', funnel_z('{level}'), {rate}, {n}, {phi})"
    distance = of_value(duck, call) - rate
    error = math.sqrt(rate * (1 - rate) / n)
    assert distance == pytest.approx(3 * Z[level] * error * (1 if side == "high" else -1))


@pytest.mark.parametrize(
    ("indicator", "multiplier", "is_part"),
    [
        ("vacancy_rate_fte", 100, True),
        ("turnover_rate_fte", 100, False),
        ("cin_rate", 10_000, False),
        ("caseload_fte", 1, False),
    ],
)
def test_a_part_of_a_whole_is_told_from_other_rates(
    duck: duckdb.DuckDBPyConnection, indicator: str, multiplier: int, is_part: bool
) -> None:
    relation(duck, "given", "indicator_id, multiplier", f"('{indicator}', {multiplier})")
    condition = rendered("is_part_of_whole('given')")
    ((found,),) = duck.execute(f"SELECT {condition} FROM given").fetchall()
    assert found is is_part


# Exact sums.


@pytest.mark.parametrize("macro", ["exact_mean", "exact_sum", "exact_sum_of_squares"])
def test_the_order_of_rows_moves_no_digit(duck: duckdb.DuckDBPyConnection, macro: str) -> None:
    values = [round(0.1 * place + 1e5 * (place % 7), 6) for place in range(400)]
    total = rendered(f"{macro}('v')")
    found = set()
    for seed in range(5):
        random.Random(seed).shuffle(values)
        duck.execute("CREATE OR REPLACE TABLE given (v DOUBLE)")
        duck.executemany("INSERT INTO given VALUES (?)", [[value] for value in values])
        found.add(str(duck.execute(f"SELECT {total} FROM given").fetchall()))
    assert len(found) == 1
