"""Empirical Bayes intervals of rates and of their ranks, for every indicator and period."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtr, ndtri

Numbers = NDArray[np.float64]
Groups = NDArray[np.intp]

Z95 = ndtri(0.975)
# How many cells the scale is cut into, and quantiles of each member that they are laid out by.
CELLS = 150
NODES = ndtri((np.arange(16) + 0.5) / 16)
# Where all differences may be chance, their variance on the logit scale is this, and not 0.
LEAST_VARIANCE = 1e-12


def model(dbt: Any, session: Any) -> Any:
    """One row per row of int_returns_counted, which is in order of indicator and period."""
    rows = dbt.ref("int_returns_counted").order("indicator_id, period, area_code").fetchnumpy()
    keys = {name: rows[name] for name in ("indicator_id", "period", "area_code")}
    changes = (keys["indicator_id"][1:] != keys["indicator_id"][:-1]) | (
        keys["period"][1:] != keys["period"][:-1]
    )
    group = np.concatenate([np.zeros(min(1, len(rows["numerator"])), int), np.cumsum(changes)])
    estimates = estimate(np.asarray(rows["numerator"]), np.asarray(rows["denominator"]), group)
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
    ranks = [
        rank_intervals(centre[members], np.sqrt(kept * chance)[members])
        for members in np.split(np.arange(len(group)), np.flatnonzero(np.diff(group)) + 1)
    ]
    lower, upper, highest_tenth = np.concatenate(ranks, axis=1)
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
    step = between
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
    at_most = rank_distribution(centre, sd)
    lower, upper = (np.minimum((at_most < p).sum(1) + 1, n) for p in (0.025, 0.975))
    below_the_tenth = int(np.floor(0.9 * n))
    return np.stack([lower, upper, 1 - at_most[:, below_the_tenth - 1] if n > 1 else lower])


def rank_distribution(centre: Numbers, sd: Numbers) -> Numbers:
    """Of each member (row) the probability that its rank is at most 1, 2, ... n (columns).

    The scale is cut into cells, each the same part of a rank wide. Given the cell a member is in,
    those below it are a sum of independent yes and no, taken as normal. Of all members that sum is
    the same for everyone; the member itself is taken out of it by moving it one rank with the
    probability that it counts itself.
    """
    n = len(centre)
    step = max(1, n * len(NODES) // CELLS)
    edges = np.sort((centre + sd * NODES[:, None]).ravel())[step::step]
    below = ndtr((edges[:, None] - centre) / sd)
    below = np.vstack([np.zeros(n), below, np.ones(n)])
    inside = np.diff(below, axis=0)
    share = (below[1:] + below[:-1]) / 2
    # Moving adds to the variance what leaving out takes from it: of a share anywhere alike between
    # 0 and 1 the mean variance is 1/6, and both are in it.
    variance = np.maximum((share * (1 - share)).sum(1) - 1 / 3, 1e-3)
    count = np.arange(n + 1) + 0.5
    counted = ndtr((count - share.sum(1)[:, None]) / np.sqrt(variance)[:, None])
    of_all: Numbers = inside.T @ counted
    of_itself: Numbers = (inside * share).T @ counted
    return of_all[:, :-1] - of_itself[:, :-1] + of_itself[:, 1:]
