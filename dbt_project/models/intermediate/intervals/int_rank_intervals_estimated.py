"""Empirical Bayes intervals of rates and of their ranks, for every indicator and period."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtr, ndtri

Numbers = NDArray[np.float64]
Groups = NDArray[np.intp]

Z95 = ndtri(0.975)
# Quantiles of each member, by which cells of one rank each are laid out.
NODES = ndtri((np.arange(16) + 0.5) / 16)
# Where all differences may be chance, their variance on the logit scale is this, and not 0.
LEAST_VARIANCE = 1e-12
# More than there are authorities; of more members ranks are told to one in so many.
MOST_CELLS = 200


def model(dbt: Any, session: Any) -> Any:
    """One row per row of int_returns_counted."""
    rows = dbt.ref("int_returns_counted").order("group_number, area_code").fetchnumpy()
    keys = {name: rows[name] for name in ("indicator_id", "period", "area_code")}
    estimates = estimate(rows["numerator"], rows["denominator"], rows["group_number"])
    session.register("rank_intervals_estimated", keys | estimates)
    return session.table("rank_intervals_estimated")


def estimate(numerator: Numbers, denominator: Numbers, group: Groups) -> dict[str, Numbers]:
    """Shrunken shares with 95 % limits and ranks among the group; groups are consecutive."""
    logit = np.log(numerator + 0.5) - np.log(denominator - numerator + 0.5)
    chance = 1 / (numerator + 0.5) + 1 / (denominator - numerator + 0.5)
    mean, between, mean_variance = paule_mandel(logit, chance, group)
    kept = between[group] / (between[group] + chance)
    centre = kept * logit + (1 - kept) * mean[group]
    # The mean is estimated, too; that moves all together and so no rank.
    half = Z95 * np.sqrt(kept * chance + (1 - kept) ** 2 * mean_variance[group])
    ends = np.flatnonzero(np.diff(group)) + 1
    groups = zip(np.split(centre, ends), np.split(np.sqrt(kept * chance), ends), strict=True)
    lower, upper, highest_tenth = np.hstack([rank_intervals(*members) for members in groups])
    return {
        "rank_lower": lower,
        "rank_upper": upper,
        "p_highest_tenth": highest_tenth,
        "shrunken": expit(centre),
        "shrunken_lower": expit(centre - half),
        "shrunken_upper": expit(centre + half),
    }


def paule_mandel(
    logit: Numbers, chance: Numbers, group: Groups
) -> tuple[Numbers, Numbers, Numbers]:
    """Of each group the mean, the variance between its members, and the variance of the mean.

    Paule and Mandel 1982: the variance at which the weighted sum of squares equals its degrees of
    freedom, by the steps of DerSimonian and Kacker 2007, which come from below and never beyond.
    """
    freedom = np.bincount(group) - 1
    between = np.full(len(freedom), LEAST_VARIANCE)
    mean, weights, step = between, between, between
    while (step > LEAST_VARIANCE / 10).any():
        weight = 1 / (chance + between[group])
        weights = np.bincount(group, weight)
        mean = np.bincount(group, weight * logit) / weights
        squares = weight * (logit - mean[group]) ** 2
        excess = np.maximum(np.bincount(group, squares) - freedom, 0)
        slope = np.bincount(group, weight * squares)
        step = np.divide(excess, slope, out=np.zeros_like(excess), where=slope > 0)
        between = between + step
    return mean, between, 1 / weights


def rank_intervals(centre: Numbers, sd: Numbers) -> Numbers:
    """Rows: 2.5th and 97.5th percentile of the rank (1 = lowest); chance of the highest tenth."""
    n = len(centre)
    ranks = np.arange(1, cells_of(n) + 1) * n // cells_of(n)
    distribution = rank_distribution(centre, sd, ranks)
    # An end between two ranks that were looked at is put to the outer one.
    lowest = np.append(1, ranks[:-1] + 1)
    lower, upper = (
        ends[np.minimum((distribution < p).sum(1), len(ranks) - 1)]
        for ends, p in ((lowest, 0.025), (ranks, 0.975))
    )
    of_the_tenth = np.searchsorted(ranks, int(0.9 * n), side="right")
    below_the_tenth = np.column_stack([np.zeros(n), distribution])[:, of_the_tenth]
    return np.stack([lower, upper, 1 - below_the_tenth])


def cells_of(n: int) -> int:
    """How many cells the scale is cut into: as many as ranks, or else work grows by their cube."""
    return min(n, MOST_CELLS)


def rank_distribution(centre: Numbers, sd: Numbers, ranks: Groups) -> Numbers:
    """Of each member (row) the probability that its rank is at most each of these (columns).

    The scale is cut into cells of equally many, one rank wide up to MOST_CELLS members. Given the
    cell a member is in, the members below it are a sum of independent yes and no, taken as normal;
    the sum is that of all members, so that it is the same for every one. The member itself, which
    is not below itself, is left out as one that counts by a half, and what it counts more or less
    than that is made good in proportion.
    """
    n = len(centre)
    cells = cells_of(n)
    nodes = np.sort((centre + sd * NODES[:, None]).ravel())
    cuts = np.arange(1, cells) * len(nodes) // cells
    edges = (nodes[cuts - 1] + nodes[cuts]) / 2
    below = ndtr((edges[:, None] - centre) / sd)
    below = np.vstack([np.zeros(n), below, np.ones(n)])
    inside = np.diff(below, axis=0)
    share = (below[1:] + below[:-1]) / 2
    expected = share.sum(1, keepdims=True)
    variance = (share * (1 - share)).sum(1, keepdims=True)
    without = at_most(ranks, expected, variance - 1 / 4)
    counts = np.unique([ranks - 1 / 2, ranks + 1 / 2])
    within = at_most(counts, expected, variance)
    exactly = (
        within[:, np.searchsorted(counts, ranks + 1 / 2)]
        - within[:, np.searchsorted(counts, ranks - 1 / 2)]
    )
    distribution: Numbers = inside.T @ without
    distribution += (inside * (share - 1 / 2)).T @ exactly
    return distribution


def at_most(count: Any, expected: Numbers, variance: Numbers) -> Numbers:
    """Probability of a normal count."""
    probability: Numbers = ndtr((count - expected) / np.sqrt(np.maximum(variance, 1e-3)))
    return probability
