"""Figures that pages show, in the published file, computed here once more by other means."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import mean, median, quantiles, stdev

import duckdb
import pytest
from scipy.optimize import brentq
from scipy.special import betainc
from scipy.stats import norm

Z = {"95": 1.96, "99.8": 3.0902}
TAILS = {"95": 0.025, "99.8": 0.001}


@pytest.fixture(scope="module")
def connection(published_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(published_database), read_only=True) as opened:
        yield opened


def test_spread_is_that_of_the_values_ranked(connection: duckdb.DuckDBPyConnection) -> None:
    """By the standard library, for every indicator and period; a joint return is one value."""
    values: dict[tuple[str, str], list[float]] = defaultdict(list)
    regions: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for indicator, period, value, region in connection.execute(
        "SELECT indicator_id, period, value, region_code FROM la_benchmarks "
        "WHERE value IS NOT NULL AND NOT is_joint_return UNION ALL "
        "SELECT DISTINCT indicator_id, period, value, region_code FROM la_benchmarks "
        "WHERE value IS NOT NULL AND is_joint_return"
    ).fetchall():
        values[indicator, period].append(value)
        regions[indicator, period][region].append(value)
    spread = connection.execute(
        "SELECT indicator_id, period, n, mean, median, sd, q1, q3, iqr, share_between_regions "
        "FROM indicator_spread"
    ).fetchall()
    assert {(row[0], row[1]) for row in spread} == set(values)
    for indicator, period, *found in spread:
        given = values[indicator, period]
        q1, _, q3 = quantiles(given, n=4, method="inclusive")
        total = sum((value - mean(given)) ** 2 for value in given)
        between = sum(
            len(members) * (mean(members) - mean(given)) ** 2
            for members in regions[indicator, period].values()
        )
        expected = [
            *(len(given), mean(given), median(given), stdev(given)),
            *(q1, q3, q3 - q1, between / total),
        ]
        assert found == pytest.approx(expected, abs=2e-6), (indicator, period)


def test_places_within_the_limits_of_a_rank_are_counted(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for indicator, period, lower, upper in connection.execute(
        "SELECT indicator_id, period, rank_lower, rank_upper FROM rank_intervals"
    ).fetchall():
        places[indicator, period].append(len(range(lower, upper + 1)))
    found = {
        (indicator, period): (ranked, middle)
        for indicator, period, ranked, middle in connection.execute(
            "SELECT indicator_id, period, n_ranked, median_rank_places FROM indicator_spread "
            "WHERE n_ranked IS NOT NULL OR median_rank_places IS NOT NULL"
        ).fetchall()
    }
    assert found == {key: (len(given), median(given)) for key, given in places.items()}


def test_spread_beyond_chance_is_the_moment_estimate(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    rows = connection.execute(
        "SELECT returns.indicator_id, returns.period, returns.numerator, returns.denominator, "
        "england.value / 100 FROM indicator_values AS returns JOIN indicator_values AS england "
        "USING (indicator_id, period) JOIN indicators USING (indicator_id) "
        "WHERE returns.is_latest_release AND england.is_latest_release AND multiplier = 100 "
        "AND is_benchmarked "
        "AND returns.geographic_level = 'Local authority' AND england.geographic_level = 'England' "
        "AND returns.value IS NOT NULL AND returns.numerator IS NOT NULL "
        "AND returns.denominator >= 30 AND returns.indicator_id NOT LIKE 'turnover%'"
    ).fetchall()
    counted: dict[tuple[str, str], list[tuple[float, float, float]]] = defaultdict(list)
    for indicator, period, x, n, p in rows:
        counted[indicator, period].append((x, n, p))
    found = {
        (indicator, period): tau
        for indicator, period, tau in connection.execute(
            "SELECT indicator_id, period, sd_beyond_chance FROM indicator_spread "
            "WHERE sd_beyond_chance IS NOT NULL"
        ).fetchall()
    }
    assert len(found) > 30 and found == {
        key: pytest.approx(_tau(returns), abs=2e-6) for key, returns in counted.items()
    }


def _tau(returns: list[tuple[float, float, float]]) -> float:
    """In percentage points: (Q - (k - 1)) / (sum of w - sum of w^2 / sum of w), rooted."""
    z = [(x / n - p) / math.sqrt(p * (1 - p) / n) for x, n, p in returns]
    weights = [n / (p * (1 - p)) for _, n, p in returns]
    deciles = quantiles(z, n=10, method="inclusive")
    q = sum(min(max(score, deciles[0]), deciles[-1]) ** 2 for score in z)
    scale = sum(weights) - sum(weight**2 for weight in weights) / sum(weights)
    return 100 * math.sqrt(max(0, (q - (len(z) - 1)) / scale))


def test_limits_drawn_are_those_flagged_against(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute(
        "SELECT line, limits.denominator, limits.value, england_value / multiplier, "
        "funnel_tau / multiplier, multiplier FROM funnel_limits AS limits "
        "JOIN indicators USING (indicator_id) JOIN ("
        "SELECT DISTINCT indicator_id, england_value, funnel_tau FROM la_benchmarks "
        "WHERE is_newest AND funnel_tau IS NOT NULL) USING (indicator_id) WHERE line <> 'England'"
    ).fetchall()
    assert len({line for line, *_ in rows}) == 8
    assert min(n for _, n, *_ in rows) == 30
    for line, n, value, p, tau, multiplier in rows:
        # Denominators are rounded to two places, which moves a steep limit by a little.
        near = [_limit(line, n + step, p, tau) * multiplier for step in (-0.006, 0, 0.006)]
        assert min(near) - 0.001 <= value <= max(near) + 0.001, (line, n)


def _limit(line: str, n: float, p: float, tau: float) -> float:
    """By scipy: where the binomial's tail, continued to fractions, is that of the level."""
    level, form, side = line.split()
    is_high = side == "high"
    if form == "adjusted":
        return p + (1 if is_high else -1) * Z[level] * math.sqrt(p * (1 - p) / n + tau**2)
    share = p if is_high else 1 - p
    cases = brentq(lambda k: betainc(k, n - k + 1, share) - TAILS[level], n * share, n)
    return cases / n if is_high else 1 - cases / n


def test_at_risk_counts_spells_and_reads_the_curve(connection: duckdb.DuckDBPyConnection) -> None:
    """On the publication clock, whose days spells carry."""
    days = [
        day
        for (day,) in connection.execute(
            "SELECT days_publication_clock FROM improvement_spells "
            "WHERE population = 'inadequate_all'"
        ).fetchall()
    ]
    curve = connection.execute(
        "SELECT days, survival, survival_lower, survival_upper FROM improvement_curves "
        "WHERE population = 'inadequate_all' AND clock = 'publication' ORDER BY days"
    ).fetchall()
    found = connection.execute(
        "SELECT year, at_risk, survival, survival_lower, survival_upper FROM improvement_at_risk "
        "WHERE population = 'inadequate_all' AND clock = 'publication' ORDER BY year"
    ).fetchall()
    assert [year for year, *_ in found] == list(range(int(max(days) / 365.25) + 1))
    for year, at_risk, *shares in found:
        assert at_risk == sum(day >= year * 365.25 for day in days)
        passed = [row[1:] for row in curve if row[0] <= year * 365.25]
        assert tuple(shares) == (passed[-1] if passed else (1, 1, 1))


def test_a_spell_knows_its_inspections_and_its_place_on_the_curve(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    strangers = connection.execute(
        "SELECT spell_id FROM improvement_spells AS spells "
        "LEFT JOIN inspections AS first ON first_inspection_id = first.inspection_id "
        "LEFT JOIN inspections AS ending ON ending_inspection_id = ending.inspection_id "
        "WHERE first.publication_date IS DISTINCT FROM started_published_on "
        "OR first.la_code IS DISTINCT FROM spells.la_code "
        "OR ending.publication_date IS DISTINCT FROM ended_published_on "
        "OR ending.la_code <> spells.la_code"
    ).fetchall()
    assert strangers == []
    placed = connection.execute(
        "SELECT DISTINCT from_grade, framework_at_start, population, framework_population "
        "FROM improvement_spells ORDER BY ALL"
    ).fetchall()
    assert placed == [
        ("Inadequate", "ILACS", "inadequate_all", "inadequate_ilacs"),
        ("Inadequate", "SIF", "inadequate_all", "inadequate_sif"),
        ("Requires improvement", "ILACS", "ri_ilacs", "ri_ilacs"),
        ("Requires improvement", "SIF", "ri_sif", "ri_sif"),
    ]
    (shares,) = connection.execute(
        "SELECT share_improved_by, framework_share_improved_by FROM improvement_spells "
        "WHERE la_code = '306' AND from_grade = 'Inadequate'"
    ).fetchall()
    for share, population in zip(shares, ("inadequate_all", "inadequate_sif"), strict=True):
        ((survival,),) = connection.execute(
            "SELECT min(survival) FROM improvement_curves WHERE population = ? "
            "AND clock = 'publication' AND days <= 924",
            [population],
        ).fetchall()
        assert share == pytest.approx(1 - survival, abs=1e-10)


def test_flags_that_the_former_limits_gave_and_chance_does_not(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """Up to 1.0 a return was flagged when it lay outside Wilson's interval around England's rate.

    That is an interval for a rate that is not known, not a limit for one that is. Of what it
    flagged in nine years of vacancy, agency and turnover rates, exact tails leave 165 within, or
    they rest on fewer than 30; of vacancies and agency cover that is what is published.
    """
    returns = connection.execute(
        "SELECT returns.indicator_id, any_value(returns.numerator), "
        "any_value(returns.denominator), any_value(england.value) / 100, any_value(funnel_flag) "
        "FROM indicator_values AS returns JOIN indicator_values AS england "
        "USING (indicator_id, period) JOIN la_benchmarks USING (indicator_id, period) "
        "WHERE returns.indicator_id IN ('vacancy_rate_fte', 'agency_rate_fte', "
        "'turnover_rate_fte') AND returns.is_latest_release AND england.is_latest_release "
        "AND returns.geographic_level = 'Local authority' AND returns.value IS NOT NULL "
        "AND england.geographic_level = 'England' AND returns.denominator > 0 "
        "AND list_contains(string_split(returns.area_code, '+'), la_benchmarks.la_code) "
        "GROUP BY returns.indicator_id, returns.period, returns.area_code"
    ).fetchall()
    z = norm.ppf(0.975)
    flagged, gone = 0, Counter[str]()
    for indicator, x, n, p, published in returns:
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
        if abs(x / n - middle) <= half:
            continue
        flagged += 1
        at_most, at_least = betainc(n - x, x + 1, 1 - p), betainc(x, n - x + 1, p)
        is_within = (x >= n or at_most >= 0.025) and (x <= 0 or at_least >= 0.025)
        flag = "too few" if n < 30 else "within" if is_within else "outside"
        gone[flag] += 1
        if indicator != "turnover_rate_fte":
            assert published == flag or (flag == "outside" and published.endswith(("95", "99.8")))
        else:
            assert published is None
    assert (flagged, gone["within"], gone["too few"]) == (2302, 135, 30)
