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
import numpy as np
import pytest
from scipy.special import betainc

from expectations import sql

Z = {"95": 1.96, "99.8": 3.0902}
TAILS = {"95": 0.025, "99.8": 0.001}


def rendered(call: str) -> str:
    """What a macro writes, as dbt would have it."""
    return sql.rendered("{{ " + call + " }}")


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
        "indicator_id, period, area_code, la_code, polarity, value, marker, region_code",
        "('i', '1', 'a', 'a', 'low', 1.0::DOUBLE, NULL, 'n'), "
        "('i', '1', 'b', 'b', 'low', 2.0, NULL, 'n'), ('i', '1', 'c', 'c', 'low', 2.0, NULL, 's'), "
        "('i', '1', 'd', 'd', 'low', 4.0, NULL, 's'), ('i', '1', 'e', 'e', 'low', NULL, 'c', 's'), "
        "('i', '2', 'a', 'a', 'low', 9.0, NULL, 'n')",
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
    five.execute("CREATE TABLE held AS SELECT *, value AS lait_value FROM returns")
    found = asked(five, "period, la_code, rank_best", "best_ranks('held')")
    assert [rank for period, _, rank in found if period == "1"] == ranks


def test_the_interactive_tool_holds_what_rounds_to_zero_as_zero(
    duck: duckdb.DuckDBPyConnection,
) -> None:
    relation(
        duck,
        "given",
        "value, marker",
        "(2.5::DOUBLE, NULL), (NULL, 'low'), (NULL, 'k'), (NULL, 'c'), (NULL, 'x'), (NULL, 'z')",
    )
    call = rendered("lait_value('given')")
    found = duck.execute(f"SELECT {call} FROM given").fetchall()
    assert [value for (value,) in found] == [2.5, 0, 0, None, None, None]


def test_a_return_counts_once_in_the_region_of_its_members(
    five: duckdb.DuckDBPyConnection,
) -> None:
    five.execute("UPDATE returns SET area_code = 'c+d', value = 2 WHERE la_code IN ('c', 'd')")
    five.execute(
        "INSERT INTO returns VALUES ('i', '1', 'f', 'f', 'low', 0.5, NULL, 's'), "
        "('i', '1', 'g+h', 'g', 'low', 9, NULL, 'n'), ('i', '1', 'g+h', 'h', 'low', 9, NULL, 's')"
    )
    columns = "period, region_code, area_code, rank_lowest, n_ranked"
    assert asked(five, columns, "region_ranks('returns')") == [
        ("1", "n", "a", 1, 3),
        ("1", "n", "b", 2, 3),
        ("1", "n", "g+h", 3, 3),
        ("1", "s", "c+d", 2, 3),
        ("1", "s", "f", 1, 3),
        ("1", "s", "g+h", 3, 3),
        ("2", "n", "a", 1, 1),
    ]


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
        "indicator_id, period, period_end, area_code, value, marker, is_joint_return, "
        "csc_decimal_places",
        "('i', '2020', DATE '2020-09-30', 'a+b', 5.0, NULL, true, 1), "
        "('i', '2020', DATE '2020-09-30', 'b', NULL, 'z', false, 1), "
        "('i', '2020', DATE '2020-09-30', 'c', NULL, 'c', false, 1), "
        "('i', '2018', DATE '2018-09-30', 'c', NULL, 'low', false, 1), "
        "('i', '2018', DATE '2018-09-30', 'a', 2.5, NULL, false, 0), "
        "('i', '2018', DATE '2018-09-30', 'b', 2.5, NULL, false, NULL), "
        "('i', '2020', DATE '2020-09-30', 'd', NULL, 'x', false, 1), "
        "('i', '2020', DATE '2020-09-30', 'unknown', 1.0, NULL, false, 1)",
    )
    columns = "period, la_code, value, la_name, lait_value, csc_value"
    assert asked(duck, columns, "members('returns', 'authorities')") == [
        # Rounded half away from zero, as the dashboard does; not where it shows no median.
        ("2018", "a", 2.5, "A", 2.5, 3.0),
        ("2018", "b", 2.5, "B", 2.5, None),
        ("2018", "c", None, "C", 0.0, None),
        ("2020", "a", 5.0, "A", 5.0, None),
        ("2020", "b", 5.0, "B", 5.0, None),
    ]


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        *((0.25, 1, 0.3), (1.15, 1, 1.2), (-2.45, 1, -2.5), (14.55, 1, 14.6), (14.549999, 1, 14.5)),
        *((2.5, 0, 3), (-2.5, 0, -3), (349.5, 0, 350), (0.25, None, None), (None, 1, None)),
    ],
)
def test_the_dashboard_rounds_half_away_from_zero(
    duck: duckdb.DuckDBPyConnection, value: float, places: int, rounded: float
) -> None:
    call = rendered("rounded_half_away('$value::DOUBLE', '$places::INTEGER')")
    found = duck.execute(f"SELECT {call}", {"value": value, "places": places}).fetchall()
    assert found == [(rounded,)]


def test_neighbours_count_alike_and_only_with_a_value(duck: duckdb.DuckDBPyConnection) -> None:
    relation(
        duck,
        "neighbours",
        "la_code, neighbour_la_code, neighbour_rank",
        "('x', 'a', 1), ('x', 'b', 2), ('x', 'c', 3), ('w', 'x', 1)",
    )
    relation(
        duck,
        "authorities",
        "la_code, area_code, indicator_id, period, value, csc_value, is_joint_return",
        "('a', 'a', 'i', '1', 1.25::DOUBLE, 1.3::DOUBLE, false), "
        "('b', 'b+e', 'i', '1', 4.0, NULL, true), ('c', 'c', 'i', '1', NULL, NULL, false), "
        "('d', 'd', 'i', '1', 99.0, 99, false), ('x', 'x', 'i', '1', 1.25, 1.3, false), "
        "('w', 'w', 'i', '2', 7, 7, false)",
    )
    found = asked(
        duck,
        "la_code, period, mean, median, used, csc_median, rank_lowest, n_ranked",
        "beside_neighbours('authorities', 'neighbours')",
    )
    # The dashboard drops the joint return; x and a share the lowest place of three.
    assert found == [
        ("w", "2", None, None, 0, None, 1, 1),
        ("x", "1", 2.625, 2.625, 2, 1.3, 1, 3),
    ]


def test_a_joint_return_has_one_place_beside_neighbours(duck: duckdb.DuckDBPyConnection) -> None:
    """The pair b+c among the neighbours of x, of its own member b, and of the other two."""
    relation(
        duck,
        "neighbours",
        "la_code, neighbour_la_code, neighbour_rank",
        "('x', 'a', 1), ('x', 'c', 2), ('x', 'b', 3), ('b', 'c', 1), ('b', 'a', 2), ('b', 'x', 3), "
        "('a', 'b', 1), ('a', 'x', 2), ('c', 'x', 1), ('c', 'b', 2)",
    )
    relation(
        duck,
        "authorities",
        "la_code, area_code, indicator_id, period, value, csc_value, is_joint_return",
        "('a', 'a', 'i', '1', 1.0::DOUBLE, 1.0::DOUBLE, false), ('x', 'x', 'i', '1', 9, 9, false), "
        "('b', 'b+c', 'i', '1', 4, NULL, true), ('c', 'b+c', 'i', '1', 4, NULL, true), "
        # The year before they answered alone.
        "('a', 'a', 'i', '0', 1, 1, false), ('x', 'x', 'i', '0', 9, 9, false), "
        "('b', 'b', 'i', '0', 4, 4, false), ('c', 'c', 'i', '0', 4, 4, false)",
    )
    columns = "period, la_code, used, rank_lowest, n_ranked"
    assert asked(duck, columns, "beside_neighbours('authorities', 'neighbours')") == [
        ("0", "a", 2, 1, 3),
        ("0", "b", 3, 2, 4),
        ("0", "c", 2, 1, 3),
        ("0", "x", 3, 4, 4),
        ("1", "a", 2, 1, 3),
        ("1", "b", 3, 2, 3),
        ("1", "c", 2, 1, 2),
        ("1", "x", 3, 3, 3),
    ]


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

COUNTS = [
    *[(3, 40), (30, 100), (22, 180), (9, 60), (80, 300), (55, 500), (14, 35), (61, 240)],
    *[(0, 45), (45, 45), (12.4, 171.8), (25, 28)],
]
EXPECTED = 0.18
COUNTED = [(x, n) for x, n in COUNTS if n >= 30]


@pytest.fixture
def counted(duck: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Twelve returns with counts, one of them of few, against 18 % in England."""
    rows = [
        f"('i', '1', 1, {place}, 1.0, {x}::DOUBLE, {n}::DOUBLE, 100)"
        for place, (x, n) in enumerate(COUNTS)
    ]
    relation(
        duck,
        "returns",
        "indicator_id, period, first_year, area_code, value, numerator, denominator, multiplier",
        ", ".join(rows),
    )
    relation(
        duck, "england", "indicator_id, period, value", f"('i', '1', {100 * EXPECTED}::DOUBLE)"
    )
    call = "z_scores('returns', 'england')"
    duck.execute(f"CREATE TABLE z AS {rendered(call)}")
    call = "winsorised('z')"
    duck.execute(f"CREATE TABLE w AS {rendered(call)}")
    return duck


def _z_scores(counts: list[tuple[float, float]]) -> list[float]:
    variance = EXPECTED * (1 - EXPECTED)
    return [(x / n - EXPECTED) / math.sqrt(variance / n) for x, n in counts]


def _winsorised(scores: list[float]) -> list[float]:
    deciles = quantiles(scores, n=10, method="inclusive")
    return [min(max(z, deciles[0]), deciles[-1]) for z in scores]


def _tau(counts: list[tuple[float, float]]) -> float:
    """DerSimonian and Laird: (Q - (k - 1)) / (sum of w - sum of w^2 / sum of w), rooted."""
    weights = [n / (EXPECTED * (1 - EXPECTED)) for _, n in counts]
    q = sum(z * z for z in _winsorised(_z_scores(counts)))
    squared = sum(w * w for w in weights)
    return math.sqrt(max(0, (q - (len(counts) - 1)) / (sum(weights) - squared / sum(weights))))


def test_z_scores_are_in_standard_errors_of_chance(counted: duckdb.DuckDBPyConnection) -> None:
    found = counted.execute("SELECT z FROM z ORDER BY area_code").fetchall()
    assert [z for (z,) in found] == pytest.approx(_z_scores(COUNTS))


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
    assert [z for (z,) in found] == pytest.approx(_winsorised(_z_scores(COUNTS)))


def test_overdispersion_is_the_mean_square_and_never_below_one(
    counted: duckdb.DuckDBPyConnection,
) -> None:
    mean_square = sum(z * z for z in _winsorised(_z_scores(COUNTS))) / len(COUNTS)
    assert mean_square > 1
    assert asked(counted, "phi", "overdispersion('w')") == [(pytest.approx(mean_square),)]
    counted.execute("UPDATE w SET winsorised_z = 0.1")
    assert asked(counted, "phi", "overdispersion('w')") == [(1.0,)]


def test_spread_beyond_chance_is_the_moment_estimate(counted: duckdb.DuckDBPyConnection) -> None:
    found = asked(counted, "tau", "spread_beyond_chance('w')")
    assert found == [(pytest.approx(100 * _tau(COUNTS)),)]
    counted.execute("UPDATE w SET winsorised_z = 0.5")
    assert asked(counted, "tau", "spread_beyond_chance('w')") == [(0.0,)]


def test_the_tail_of_the_binomial_is_the_incomplete_beta_function(
    duck: duckdb.DuckDBPyConnection,
) -> None:
    """From 30 cases to 100,000, whole and in fractions, common and rare, up to all of them."""
    random = np.random.default_rng(20)
    n = np.exp(random.uniform(math.log(30), math.log(100_000), 20_000))
    n[::3] = np.round(n[::3])
    p = 1 / (1 + np.exp(-random.uniform(-6, 6, n.size)))
    k = np.minimum(n * p + random.uniform(0, 6, n.size) * np.sqrt(n * p * (1 - p)), n)
    k[::3] = np.ceil(k[::3])
    k[::50] = n[::50]
    tail = betainc(k, n - k + 1, p)
    duck.execute(
        "CREATE TABLE given AS SELECT unnest($k) AS k, unnest($n) AS n, unnest($p) AS p",
        {"k": k.tolist(), "n": n.tolist(), "p": p.tolist()},
    )
    call = rendered("log_binomial_tail('k', 'n', 'p')")
    found = np.exp(np.ravel(duck.execute(f"SELECT {call} FROM given").fetchnumpy().popitem()[1]))
    tested = (tail < 0.1) & (tail > 1e-9)
    assert tested.sum() > 10_000
    assert np.abs(found[tested] / tail[tested] - 1).max() < 2e-5
    for level in TAILS.values():
        assert ((found < level) == (tail < level)).all()


@pytest.mark.parametrize(("k", "n", "p"), [(3, 40, 0.02), (7.5, 31.2, 0.1), (30, 30, 0.9)])
def test_the_density_is_what_a_tail_loses_from_one_case_to_the_next(
    duck: duckdb.DuckDBPyConnection, k: float, n: float, p: float
) -> None:
    density = math.exp(of_value(duck, f"log_binomial_density({k}, {n}, {p})"))
    assert density == pytest.approx(betainc(k, n - k + 1, p) - betainc(k + 1, n - k + 1e-300, p))


def _tails(x: float, n: float) -> dict[str, float]:
    """Probabilities of so few or fewer, and of so many or more."""
    low = betainc(n - x, x + 1, 1 - EXPECTED) if x < n else 1
    high = betainc(x, n - x + 1, EXPECTED) if x > 0 else 1
    return {"low": low, "high": high}


def _exact_flag(x: float, n: float) -> str:
    flags = [
        f"{side} {level}"
        for level in ("99.8", "95")
        for side, tail in _tails(x, n).items()
        if tail < TAILS[level]
    ]
    return flags[0] if flags else "within"


def _side(z: float) -> str:
    for level in ("99.8", "95"):
        if abs(z) > Z[level]:
            return f"{'high' if z > 0 else 'low'} {level}"
    return "within"


def test_flags_say_on_which_side_of_which_limit_a_return_is(
    counted: duckdb.DuckDBPyConnection,
) -> None:
    found = asked(counted, "area_code, flag, flag_adjusted, tau", "funnel('z')")
    tau = _tau(COUNTED)
    assert tau > 0.05
    for (area, plain, adjusted, spread), (x, n) in zip(found, COUNTS, strict=True):
        assert spread == pytest.approx(100 * tau)
        if n < 30:
            assert (plain, adjusted) == ("too few", "too few")
        else:
            error = math.sqrt(EXPECTED * (1 - EXPECTED) / n + tau**2)
            assert adjusted == _side((x / n - EXPECTED) / error), area
            assert plain == _exact_flag(x, n), area
    assert {"low 99.8", "low 95", "within", "high 95", "high 99.8"} == {
        plain for _, plain, *_ in found if plain != "too few"
    }


@pytest.mark.parametrize(
    "change",
    ["multiplier = 10000", "indicator_id = 'turnover_rate_fte'", "numerator = denominator + 1"],
)
def test_what_is_no_part_of_a_whole_has_a_spread_but_no_flags(
    counted: duckdb.DuckDBPyConnection, change: str
) -> None:
    counted.execute(f"UPDATE returns SET {change}")
    counted.execute("INSERT INTO england VALUES ('turnover_rate_fte', '1', 18)")
    call = "z_scores('returns', 'england')"
    counted.execute(f"CREATE OR REPLACE TABLE z AS {rendered(call)}")
    found = asked(counted, "flag, flag_adjusted, tau, phi > 1", "funnel('z')")
    assert found == [(None, None, None, True)] * len(COUNTS)


# Changes against chance.

PAIRS = [
    *[((20, 100), (60, 110)), ((30, 100), (31, 120)), ((9, 90), (2, 95)), ((60, 400), (90, 410))],
    *[((0, 50), (0, 60)), ((70, 210), (20, 190)), ((10.5, 80.5), (12, 77)), ((5, 29), (20, 60))],
]
ENGLAND = (0.20, 0.23)


@pytest.fixture
def two_years(duck: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Eight returns of two years, one of few; England rises from 20 to 23 %."""
    relation(
        duck,
        "z",
        "indicator_id, period, first_year, area_code, events, n, proportion, expected_proportion, "
        "is_part_of_whole",
        ", ".join(
            f"('i', '{year}', {year}, '{place}', {x}::DOUBLE, {n}::DOUBLE, {x / n}::DOUBLE, "
            f"{england}::DOUBLE, true)"
            for place, pair in enumerate(PAIRS)
            for year, (x, n), england in zip((2020, 2021), pair, ENGLAND, strict=True)
        ),
    )
    return duck


def _change_scores() -> list[float]:
    scores = []
    for (x0, n0), (x1, n1) in PAIRS:
        pooled = (x0 + x1 + 1) / (n0 + n1 + 2)
        error = math.sqrt(pooled * (1 - pooled) * (1 / n0 + 1 / n1))
        scores.append((x1 / n1 - x0 / n0 - (ENGLAND[1] - ENGLAND[0])) / error)
    return scores


def test_a_change_is_counted_less_englands_in_standard_errors_of_chance(
    two_years: duckdb.DuckDBPyConnection,
) -> None:
    found = asked(two_years, "area_code, period, z", "change_scores('z')")
    assert [z for *_, z in found] == pytest.approx(_change_scores())
    assert {period for _, period, _ in found} == {"2021"}


def test_changes_are_flagged_beyond_their_usual_spread(
    two_years: duckdb.DuckDBPyConnection,
) -> None:
    *scores, _ = _change_scores()
    phi = sum(z * z for z in _winsorised(scores)) / len(scores)
    assert phi > 1.5
    *found, few = asked(two_years, "area_code, z, flag", "changes_against_chance('z')")
    assert [z for _, z, _ in found] == pytest.approx([z / math.sqrt(phi) for z in scores])
    assert [flag for *_, flag in found] == [_side(z / math.sqrt(phi)) for z in scores]
    assert few == ("7", None, "too few")
    assert {flag for *_, flag in found} == {"low 95", "within"}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE z SET first_year = 2019 WHERE period = '2020'",
        "UPDATE z SET area_code = area_code || '+9' WHERE period = '2021'",
        "UPDATE z SET is_part_of_whole = false WHERE period = '2020'",
    ],
)
def test_a_change_needs_the_same_return_a_year_before(
    two_years: duckdb.DuckDBPyConnection, change: str
) -> None:
    two_years.execute(change)
    assert asked(two_years, "z", "changes_against_chance('z')") == []


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
