"""Intervals of rates and ranks once more: by root finding, and by the exact distribution."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq
from scipy.stats import norm

from dbt_project.models.intermediate.intervals import int_rank_intervals_estimated
from dbt_project.models.intermediate.intervals.int_rank_intervals_estimated import (
    estimate,
    rank_intervals,
)

RETURNS = """
    SELECT figures.* FROM indicator_values AS figures
    JOIN indicators USING (indicator_id)
    WHERE is_latest_release AND geographic_level = 'Local authority' AND is_benchmarked
    AND multiplier = 100 AND value IS NOT NULL AND figures.denominator >= 30
    AND figures.numerator <= figures.denominator
"""
GROUP = ["indicator_id", "period"]
# Among them the largest counts, the smallest group, and one where all differences may be chance.
EXACTLY = [
    ("vacancy_rate_fte", "2025"),
    ("turnover_rate_fte", "2025"),
    ("no_further_action_percent", "2013"),
    ("cla_substance_treated_percent", "2022"),
    ("care_leavers_neet_illness_17_18_percent", "2025"),
    ("factor_gangs_percent", "2025"),
]


@pytest.fixture(scope="module")
def connection(published_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(published_database), read_only=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def published_rows(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The published intervals beside the counts of their returns."""
    return connection.execute(
        f"SELECT returns.numerator, intervals.* FROM rank_intervals AS intervals "
        f"JOIN ({RETURNS}) AS returns USING (indicator_id, period, area_code) ORDER BY ALL"
    ).df()


@pytest.fixture(scope="module")
def groups(published_rows: pd.DataFrame) -> dict[Any, pd.DataFrame]:
    return dict(iter(published_rows.groupby(GROUP)))


def _posterior(rows: pd.DataFrame) -> tuple[float, Any, Any, Any]:
    """Variance between returns, centres, their standard deviations without and with the mean's."""
    x, n = rows.numerator.to_numpy(), rows.denominator.to_numpy()
    y, chance = np.log((x + 0.5) / (n - x + 0.5)), 1 / (x + 0.5) + 1 / (n - x + 0.5)

    def excess(between: float) -> float:
        weights = 1 / (chance + between)
        return float(weights @ (y - np.average(y, weights=weights)) ** 2 - (len(y) - 1))

    between = brentq(excess, 0, 1000, xtol=1e-14) if excess(0) > 0 else 0.0
    weights = 1 / (chance + between)
    mean = np.average(y, weights=weights)
    precision = 1 / chance + (1 / between if between else np.inf)
    centre = (y / chance + (mean / between if between else 0)) / precision if between else mean
    own = 1 / precision
    shrunken_away = chance / (chance + between)
    return between, centre, np.sqrt(own), np.sqrt(own + shrunken_away**2 / weights.sum())


def test_the_returns_are_those_with_both_counts(connection: duckdb.DuckDBPyConnection) -> None:
    key = "indicator_id, period, area_code, value, denominator"
    for left, right in [
        (f"SELECT {key} FROM rank_intervals", f"SELECT {key} FROM ({RETURNS})"),
        (f"SELECT {key} FROM ({RETURNS})", f"SELECT {key} FROM rank_intervals"),
    ]:
        assert connection.execute(f"{left} EXCEPT {right}").fetchall() == []


def test_a_rank_is_among_the_returns_that_have_an_interval(published_rows: pd.DataFrame) -> None:
    by_group = published_rows.groupby(GROUP).value
    assert (published_rows.rank_lowest == by_group.rank(method="min")).all()
    assert (published_rows.n_ranked == by_group.transform("size")).all()


def test_a_rank_from_the_highest_is_the_same_from_the_other_end(
    published_rows: pd.DataFrame,
) -> None:
    from_highest = published_rows.groupby(GROUP).value.rank(method="min", ascending=False)
    assert (published_rows.rank_highest == from_highest).all()
    for lower, upper in [
        ("rank_lower", "rank_highest_upper"),
        ("rank_upper", "rank_highest_lower"),
    ]:
        assert (published_rows[lower] + published_rows[upper] == published_rows.n_ranked + 1).all()


def test_shrunken_rates_are_those_by_root_finding(groups: dict[Any, pd.DataFrame]) -> None:
    chance_alone = 0
    for key, rows in groups.items():
        between, centre, _, sd = _posterior(rows)
        chance_alone += between == 0
        for column, half in [("shrunken", 0), ("shrunken_lower", -1), ("shrunken_upper", 1)]:
            expected = 100 / (1 + np.exp(-(centre + half * norm.ppf(0.975) * sd)))
            assert rows[column].to_numpy() == pytest.approx(expected, abs=1e-4), (key, column)
    assert len(groups) > 400 and chance_alone == 2


def _exact(centre: Any, sd: Any, cells: int = 300) -> Any:
    """Cumulative distribution of each rank: sums of independent yes and no by Fourier transform."""
    quantiles = norm.ppf((np.arange(64) + 0.5) / 64)
    pool = np.sort(np.add.outer(quantiles, 0 * centre) * sd + centre, axis=None)
    edges = np.quantile(pool, np.linspace(0, 1, cells + 1)[1:-1])
    middles = np.concatenate([edges[:1], (edges[1:] + edges[:-1]) / 2, edges[-1:]])
    inside = np.diff(norm.cdf((edges[:, None] - centre) / sd), axis=0, prepend=0, append=1)
    below = norm.cdf((middles[:, None] - centre) / sd)
    # Odd, so that no factor is 0.
    size = len(centre) + 1 + len(centre) % 2
    turn = np.exp(2j * np.pi * np.arange(size) / size)
    transform = np.zeros((len(centre), size), complex)
    for weights, share in zip(inside, below, strict=True):
        factors = np.log(1 - share[:, None] + share[:, None] * turn)
        transform += weights[:, None] * np.exp(factors.sum(0) - factors)
    return np.cumsum(np.fft.fft(transform).real[:, : len(centre)] / size, axis=1)


@pytest.mark.parametrize("key", EXACTLY)
def test_rank_intervals_are_those_of_the_exact_distribution(
    groups: dict[Any, pd.DataFrame], key: tuple[str, str]
) -> None:
    """At most one place off, nearly always none."""
    rows = groups[key]
    n = len(rows)
    between, centre, sd, _ = _posterior(rows)
    # Where all may be alike every rank is as likely as every other.
    alike = np.tile(np.arange(1, n + 1) / n, (n, 1))
    exact = _exact(centre, sd) if between else alike
    off = []
    for column, p in [("rank_lower", 0.025), ("rank_upper", 0.975)]:
        expected = np.minimum((exact < p - 1e-12).sum(1) + 1, n)
        off.append(rows[column].to_numpy() - expected)
    assert np.abs(off).max() <= 1
    assert np.mean(np.not_equal(off, 0)) <= 0.1
    wrong = np.abs(rows.p_highest_tenth.to_numpy() - (1 - exact[:, int(0.9 * n) - 1]))
    assert wrong.max() <= 0.1
    assert wrong.mean() <= 0.02
    assert rows.p_highest_tenth.sum() == pytest.approx(n - int(0.9 * n), abs=0.05)


@pytest.mark.parametrize(
    ("indicator_id", "returns", "places"),
    [("vacancy_rate_fte", 146, 41.5), ("turnover_rate_fte", 146, 86)],
)
def test_half_of_the_intervals_of_2025_cover_that_many_places(
    groups: dict[Any, pd.DataFrame], indicator_id: str, returns: int, places: float
) -> None:
    rows = groups[indicator_id, "2025"]
    assert len(rows) == returns
    assert (rows.rank_upper - rows.rank_lower + 1).median() == places


def test_a_simulation_finds_the_same_intervals(groups: dict[Any, pd.DataFrame]) -> None:
    rows = groups["vacancy_rate_fte", "2025"]
    _, centre, sd, _ = _posterior(rows)
    drawn = centre + sd * np.random.default_rng(0).standard_normal((40_000, len(rows)))
    ranks = drawn.argsort(axis=1).argsort(axis=1) + 1
    for column, p in [("rank_lower", 0.025), ("rank_upper", 0.975)]:
        simulated = np.quantile(ranks, p, axis=0, method="inverted_cdf")
        assert np.abs(rows[column].to_numpy() - simulated).max() <= 2


def test_of_returns_far_apart_every_rank_is_sure_and_of_like_ones_none_is() -> None:
    apart = rank_intervals(np.arange(20.0), np.full(20, 0.01))
    assert apart[0].tolist() == apart[1].tolist() == list(range(1, 21))
    assert apart[2] == pytest.approx([0] * 18 + [1] * 2, abs=1e-6)
    alike = rank_intervals(np.zeros(30), np.full(30, 0.3))
    assert set(alike[0]) == {1} and set(alike[1]) == {30}
    assert alike[2] == pytest.approx([0.1] * 30, abs=0.01)


def test_of_many_more_members_ranks_are_told_a_little_less_closely(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    n, cells = 450, int_rank_intervals_estimated.MOST_CELLS
    random = np.random.default_rng(0)
    centre, sd = random.normal(-2, 0.5, n), random.uniform(0.02, 0.4, n)
    assert int_rank_intervals_estimated.rank_distribution(
        centre, sd, np.array([1, 200, n])
    ).shape == (n, 3)
    coarse = rank_intervals(centre, sd)
    monkeypatch.setattr(int_rank_intervals_estimated, "MOST_CELLS", n)
    close = rank_intervals(centre, sd)
    off = (close - coarse)[:2]
    assert 0 < np.abs(off).max() <= n / cells + 1
    # Never narrower but by chance of the cut.
    assert off[0].mean() > 0 > off[1].mean()
    assert np.abs(close[2] - coarse[2]).max() < 0.005


def test_a_single_return_is_its_own_mean_and_the_first() -> None:
    found = estimate(np.array([12.0]), np.array([48.0]), np.array([0]))
    assert found["rank_lower"] == found["rank_upper"] == found["p_highest_tenth"] == [1]
    assert found["shrunken"] == pytest.approx([12.5 / 49])


def test_a_group_is_not_touched_by_the_next() -> None:
    x, n = np.array([5.0, 9, 30, 2, 50]), np.array([50.0, 60, 70, 80, 90])
    both = estimate(x, n, np.array([0, 0, 0, 1, 1]))
    for members, group in [(slice(0, 3), [0, 0, 0]), (slice(3, 5), [0, 0])]:
        alone = estimate(x[members], n[members], np.array(group))
        for name, values in both.items():
            assert values[members] == pytest.approx(alone[name]), name


def test_nothing_is_estimated_of_nothing() -> None:
    none = np.array([])
    assert {len(v) for v in estimate(none, none, np.array([], int)).values()} == {0}
