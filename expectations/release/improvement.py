"""Spells, curves and returns: every spell accounted for, curves that only fall."""

from __future__ import annotations

from expectations.sql import sql
from expectations.suites import Question, Suite, between, none_found

SUITES = (
    Suite(
        "main.improvement_spells",
        (
            none_found(
                "a spell has an end exactly when it ended, after it began",
                sql("release/improvement_spells/delimited"),
                locators=("spell_id",),
            ),
            none_found(
                "of every first SIF at Inadequate it is known whether it was so before",
                sql("release/improvement_spells/held_before"),
                locators=("spell_id",),
            ),
            none_found(
                "every inspection judged Inadequate is in a spell",
                sql("release/improvement_spells/inadequate"),
                locators=("inspection_id",),
            ),
        ),
    ),
    Suite(
        "main.improvement_curves",
        (
            Question(
                sql("release/improvement_curves/steps"),
                (
                    between("survival is between 0 and 1", "survival", 0, 1),
                    between("curves only fall", "step", -1, 0),
                    between("as many are at risk as estimates need", "beyond_least", 0, None),
                ),
                locators=("population", "clock", "days"),
            ),
        ),
    ),
    Suite(
        "main.improvement_summary",
        (
            none_found(
                "spells are improved or censored, and curves count the same",
                sql("release/improvement_summary/counted"),
                locators=("population", "clock"),
            ),
        ),
    ),
    Suite(
        "main.improvement_destinations",
        (
            none_found(
                "destinations compete for all spells, and from Inadequate add to the curve",
                sql("release/improvement_destinations/competing"),
                locators=("population", "clock", "days"),
            ),
        ),
    ),
    Suite(
        "main.first_returns",
        (
            none_found(
                "of judgements some are returned to, of those some are better: spells that ended",
                sql("release/first_returns/counted"),
                locators=("population",),
            ),
        ),
    ),
)
