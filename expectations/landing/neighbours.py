"""Statistical neighbours: ten for every authority, all of them known, none its own."""

from __future__ import annotations

from expectations.sql import sql
from expectations.suites import Suite, none_found

CLOSENESS = ("Extremely close", "Very close", "Close", "Somewhat close", "Not close")


def _suite(model: str, *newer: str) -> Suite:
    """The suite of a model; `newer` are authorities of today that it is too old to know."""
    table = f"raw.dfe_neighbours__model_{model}"
    query = sql(
        "landing/neighbours/ten_known",
        table=table, model=model, closeness=CLOSENESS, newer=newer,
    )  # fmt: skip
    rule = "ten known neighbours for every authority, each with its closeness"
    return Suite(table, (none_found(rule, query),))


SUITES = (
    _suite("2025"),
    # The 2021 model is older than Cumberland and Westmorland and Furness.
    _suite("2021", "942", "943"),
)
