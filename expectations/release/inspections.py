"""Inspections, visits, ratings, providers: complete, consistent, equal to the official statistics."""

from __future__ import annotations

from expectations.landing.outcomes import VISITS
from expectations.sql import sql
from expectations.suites import Question, Suite, between, none_found

REPORT = ("la_code", "publication_date")
WATCH = ("as_at", "la_code")

SUITES = (
    Suite(
        "main.inspections",
        (
            none_found(
                "every inspection that passed landing is published",
                sql("release/inspections/nothing_lost"),
                locators=("la_name", "_locator"),
            ),
            none_found(
                "reports equal the official statistics where both exist",
                sql("release/inspections/reports_agree"),
                locators=REPORT,
            ),
            none_found(
                "no report inside the official window lacks its official row",
                sql("release/inspections/inside_window"),
                locators=REPORT,
            ),
            none_found(
                "inspections are 300 days apart, within the life of their authority, "
                "graded or with a reason",
                sql("release/inspections/spaced"),
                locators=("inspection_id",),
            ),
        ),
    ),
    Suite(
        "main.visits",
        (
            none_found(
                "every visit that passed landing is published",
                sql("release/visits/nothing_lost", visits=VISITS),
            ),
        ),
    ),
    Suite(
        "main.provider_summary",
        (
            none_found(
                "every provider that passed landing is published",
                sql("release/provider_summary/nothing_lost"),
                locators=("release_id", "provision_type"),
            ),
            none_found(
                "sectors add to providers, judgements to those judged",
                sql("release/provider_summary/parts"),
                locators=("as_at", "la_code", "provision_type"),
            ),
        ),
    ),
    Suite(
        "main.area_send_inspections",
        (
            none_found(
                "every area SEND report that passed landing is published as it was read",
                sql("release/area_send_inspections/nothing_lost"),
                locators=("listing_name", "_locator"),
            ),
            none_found(
                "area SEND inspections are of authorities of their day",
                sql("release/area_send_inspections/of_the_day"),
                locators=("inspection_id",),
            ),
        ),
    ),
    Suite(
        "main.ratings",
        (
            none_found(
                "ratings equal the official as-at sheet, all judgements of all authorities",
                sql("release/ratings/official"),
                locators=("la_name", "_locator"),
            ),
            none_found(
                "every date has every authority of its day once",
                sql("release/ratings/complete"),
                locators=("as_at",),
            ),
        ),
    ),
    Suite(
        "main.inspection_watch",
        (
            none_found(
                "every current authority is watched at every date after the pause",
                sql("release/inspection_watch/complete"),
                locators=WATCH,
            ),
            none_found(
                "days count from the last report, windows lie ahead and in order",
                sql("release/inspection_watch/windows"),
                locators=WATCH,
            ),
            Question(
                "SELECT as_at, la_code, share_of_gaps_shorter FROM main.inspection_watch",
                (between("shares are between 0 and 1", "share_of_gaps_shorter", 0, 1),),
                locators=WATCH,
            ),
        ),
    ),
    Suite(
        "main.grade_transitions",
        (
            none_found(
                "pairs add up and none between overall grades is lost, shares are within limits",
                sql("release/grade_transitions/counted"),
                locators=("framework", "from_grade", "to_grade"),
            ),
        ),
    ),
)
