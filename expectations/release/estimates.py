"""Estimates made by numpy: they count what they should, and add up."""

from __future__ import annotations

from expectations.sql import sql
from expectations.suites import Suite, none_found

STUDY = ("event", "indicator_id", "k")

SUITES = (
    Suite(
        "main.rank_intervals",
        (
            none_found(
                "every return with both counts and 30 or more has an interval, in order",
                sql("release/rank_intervals/ranked"),
                locators=("indicator_id", "period", "area_code"),
            ),
            none_found(
                "probabilities of the highest tenth add up to its places",
                sql("release/rank_intervals/tenth", tolerance=0.05),
                locators=("indicator_id", "period"),
            ),
        ),
    ),
    Suite(
        "main.event_study",
        (
            none_found(
                "every mean change is that of the single spells, within its limits",
                sql("release/event_study/averaged"),
                locators=STUDY,
            ),
        ),
    ),
    Suite(
        "main.event_study_lines",
        (
            none_found(
                "the census before a judgement is the last before it",
                sql("release/event_study_lines/dated"),
                locators=("spell_id", *STUDY),
            ),
        ),
    ),
)
