"""Authorities, neighbours, indicators, releases, markers, held rows."""

from __future__ import annotations

from expectations.sql import sql
from expectations.suites import Question, Suite, between, filled, key, none_found, row_count

CURRENT_AUTHORITIES = 153

SUITES = (
    Suite(
        "main.local_authorities",
        (
            Question(
                "select la_code from main.local_authorities where is_current",
                (row_count("153 current authorities", CURRENT_AUTHORITIES),),
            ),
            none_found(
                "codes, regions and successions are complete",
                sql("release/local_authorities/complete"),
                locators=("la_code",),
            ),
        ),
    ),
    Suite(
        "main.local_authority_names",
        (
            none_found(
                "every authority is found under its own name, and under no other's",
                sql("release/local_authority_names/own"),
                locators=("la_code", "name"),
            ),
        ),
    ),
    Suite(
        "main.statistical_neighbours",
        (
            none_found(
                "every current authority has ten neighbours",
                sql("release/statistical_neighbours/ten"),
                locators=("la_code",),
            ),
        ),
    ),
    Suite(
        "main.indicators",
        (
            Question(
                "select * from main.indicators",
                (
                    filled("every indicator has a publisher", "publisher"),
                    filled("every indicator has a publication", "publication"),
                ),
                locators=("indicator_id",),
            ),
            none_found(
                "every indicator has values",
                sql("release/indicators/valued"),
                locators=("indicator_id",),
            ),
            Question(
                sql("release/indicators/announced"),
                (
                    between(
                        "no announced release is two weeks late", "days_late", None, 14, warn=True
                    ),
                ),
                locators=("publication", "next_release"),
            ),
        ),
    ),
    Suite(
        "main.releases",
        (
            key("one row per release", "main.releases", "release_id", locators=("release_id",)),
            Question(
                "select * from main.releases",
                (
                    filled("every release has a hash", "sha256"),
                    filled("every release has an address", "url"),
                    filled("every release has a licence", "licence"),
                ),
                locators=("release_id",),
            ),
        ),
    ),
    Suite(
        "main.source_status",
        (
            Question(
                # The collection of interventions has no editions and is read from live alone.
                "select * from main.source_status where source <> 'dfe_interventions'",
                (
                    filled("every source has an edition", "newest_edition"),
                    filled("every source says when it was reached", "last_reached_at"),
                ),
                locators=("source",),
            ),
            none_found(
                "a source not reached or overdue is flagged, and one flagged says why",
                sql("release/source_status/flagged"),
                locators=("source",),
            ),
        ),
    ),
    Suite(
        "main.value_markers",
        (
            none_found(
                "every marker in use has a meaning",
                sql("release/value_markers/explained"),
                locators=("marker",),
            ),
        ),
    ),
    Suite(
        "main.held_rows",
        (
            Question(
                "select * from main.held_rows",
                (
                    filled("every held row says why", "rule"),
                    filled("every held row says why", "detail"),
                ),
                locators=("source", "locator"),
            ),
        ),
    ),
)
