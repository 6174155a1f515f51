"""Statistical neighbours: ten for every authority, all of its day, none its own, nearest first."""

from __future__ import annotations

from expectations.landing.plausible import coded, plain
from expectations.sql import sql
from expectations.suites import Suite, none_found

CLOSENESS = ("Extremely close", "Very close", "Close", "Somewhat close", "Not close")


def _suite(model: str, day: str, *newer: str) -> Suite:
    """The suite of a model made on a day; `newer` are authorities of today too new for it."""
    table = f"raw.dfe_neighbours__model_{model}"
    query = sql(
        "landing/neighbours/ten_known",
        table=table, closeness=CLOSENESS, newer=newer,
    )  # fmt: skip
    rule = "ten known neighbours for every authority, each with its closeness"
    return Suite(
        table,
        (
            none_found(rule, query),
            none_found(
                "neighbours are authorities of the model's day, none closer than the one before",
                sql("landing/neighbours/of_the_day", table=table, day=day, closeness=CLOSENESS),
            ),
            none_found(
                "a model published again is the same model",
                sql("landing/neighbours/model_stays", table=table),
                locators=("_release_id", "_locator", "subject"),
            ),
            coded(table, "rows.la_code"),
            plain(table),
        ),
    )


SUITES = (
    _suite("2025", "2025-05-31"),
    # The 2021 model is older than Cumberland and Westmorland and Furness.
    _suite("2021", "2021-04-30", "942", "943"),
)
