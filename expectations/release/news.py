"""News: all that happened in the year before the run, as the tables have it, and nothing else."""

from __future__ import annotations

from expectations.sql import sql
from expectations.suites import Suite, none_found

SUITES = (
    Suite(
        "main.news",
        (
            none_found(
                "every report, visit and change beyond chance of the year is told, and no other",
                sql("release/news/told"),
                locators=("news_id",),
            ),
            none_found(
                "what is told of a figure is what is published",
                sql("release/news/figures"),
                locators=("news_id",),
            ),
        ),
    ),
)
