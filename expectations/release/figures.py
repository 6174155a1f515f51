"""Figures that pages show beside the marts they come from: they count and lie as those do."""

from __future__ import annotations

from expectations.sql import sql
from expectations.suites import Question, Suite, between, none_found

SUITES = (
    Suite(
        "main.improvement_at_risk",
        (
            none_found(
                "all spells are at risk at first, and never more later",
                sql("release/improvement_at_risk/counted"),
                locators=("population", "clock", "year"),
            ),
            Question(
                "SELECT population, clock, year, survival, at_risk FROM main.improvement_at_risk",
                (
                    between("shares are between 0 and 1", "survival", 0, 1),
                    between("someone is at risk", "at_risk", 1, None),
                ),
                locators=("population", "clock", "year"),
            ),
        ),
    ),
    Suite(
        "main.indicator_spread",
        (
            none_found(
                "every value that is ranked is counted, quartiles in order",
                sql("release/indicator_spread/counted"),
                locators=("indicator_id", "period"),
            ),
            Question(
                "SELECT indicator_id, period, share_between_regions, sd_beyond_chance "
                "FROM main.indicator_spread",
                (
                    between("regions share between none and all", "share_between_regions", 0, 1),
                    between("no spread is negative", "sd_beyond_chance", 0, None),
                ),
                locators=("indicator_id", "period"),
            ),
        ),
    ),
    Suite(
        "main.funnel_limits",
        (
            none_found(
                "upper limits lie above England, lower ones below",
                sql("release/funnel_limits/sides"),
                locators=("indicator_id", "period", "line", "denominator"),
            ),
        ),
    ),
    Suite(
        "main.visit_coverage",
        (
            none_found(
                "every visit is within the times when visits are known",
                sql("release/visit_coverage/within"),
                locators=("visit_id",),
            ),
        ),
    ),
    Suite(
        "main.inspection_pauses",
        (
            none_found(
                "no inspection began within a pause",
                sql("release/inspection_pauses/empty"),
                locators=("inspection_id",),
            ),
            none_found(
                "the pause that a clock leaves out is the one that inspections show",
                sql("release/inspection_pauses/left_out"),
                locators=("last_start_before",),
            ),
        ),
    ),
    Suite(
        "main.rating_counts",
        (
            none_found(
                "every authority is counted once",
                sql("release/rating_counts/counted"),
                locators=("as_at",),
            ),
        ),
    ),
)
