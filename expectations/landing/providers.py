"""Ofsted's providers of children's social care: closed vocabularies, and the publisher's totals."""

from __future__ import annotations

from expectations.landing.plausible import coded, plain
from expectations.sql import sql
from expectations.suites import GRADES, Question, Suite, between, filled, key, none_found, one_of

SECTORS = ("Private", "Local Authority", "Voluntary", "Academy", "Health Authority")
OUTCOMES = (
    "Consistently strong service delivery",
    "Inconsistent quality of service delivery",
    "Serious or widespread weaknesses",
)
# The most of one kind in an authority were 333 children's homes (Lancashire, 2025); the most
# places were their 1,028.
MOST_PROVIDERS, MOST_PLACES = 500, 1_500
# One of 5,600 in 2025, none of 3,812 in 2023.
MOST_MISPLACED = 0.001
PLACED = ("_release_id", "la_name", "region_name", "provision_type")


def _suites(source: str, *, has_accommodation: bool, only_judged: bool) -> tuple[Suite, ...]:
    """Suites of the three tables of a workbook.

    Args:
        source: The source.
        has_accommodation: Whether supported accommodation, registered since April 2023, is there.
        only_judged: Whether the list with judgements leaves out providers not yet inspected.
    """
    providers, judgements, totals = (
        f"raw.{source}__{table}" for table in ("providers", "judgements", "totals")
    )
    outcome = ("supported_accommodation",) if has_accommodation else ()
    return (
        Suite(providers, _providers(providers)),
        Suite(
            judgements,
            (
                key(
                    "one row per authority, kind and judgement",
                    judgements,
                    *(*PLACED, "overall", *outcome),
                ),
                Question(
                    f"select * from {judgements}",
                    (
                        one_of("grades are exactly Ofsted's four", "overall", GRADES),
                        *(one_of("known outcomes", column, OUTCOMES) for column in outcome),
                    ),
                ),
                *(
                    none_found(
                        "grades for every kind but supported accommodation, which has outcomes",
                        sql("landing/providers/judged", table=judgements),
                    )
                    for _ in outcome
                ),
                none_found(
                    "every provider is in both lists, in the same authority",
                    sql(
                        "landing/providers/both",
                        graded=judgements, providers=providers, only_judged=only_judged,
                    ),
                    locators=("_release_id", "subject"),
                ),
                *_placed(judgements),
            ),
        ),
        Suite(
            totals,
            (
                key(
                    "one row per date and kind of figure",
                    totals,
                    "_release_id", "as_at", "data_type",
                ),
                none_found(
                    "providers and places add to the publisher's totals of the edition's 31 March",
                    sql("landing/providers/totals", table=totals, providers=providers),
                    locators=("_release_id", "subject"),
                ),
            ),
        ),
    )  # fmt: skip


def _providers(table: str) -> tuple[Question, ...]:
    """How many there are, in which sector, with how many places."""
    most = "no more of a kind than one and a half times the most there ever were"
    sector = "every provider has a status and a sector"
    return (
        key(
            "one row per authority, kind, status and sector",
            table,
            *(*PLACED, "registration_status", "sector"),
        ),
        Question(
            "select * replace (cast(providers as bigint) as providers, "
            f"cast(places as bigint) as places) from {table}",
            (
                filled(sector, "registration_status"),
                filled(sector, "sector"),
                one_of("known statuses", "registration_status", ("Active", "Suspended")),
                one_of("known sectors", "sector", SECTORS),
                between(most, "providers", 1, MOST_PROVIDERS),
                between(most, "places", 0, MOST_PLACES),
            ),
        ),
        none_found(
            "places exactly for kinds that have them, no more than the largest provider's each",
            sql("landing/providers/places", table=table),
        ),
        *_placed(table),
    )


def _placed(table: str) -> tuple[Question, ...]:
    """Where providers are, and of which kinds they are."""
    return (
        none_found(
            "kinds of provision are those known, at most one provider in 1,000 is outside its region",
            sql("landing/providers/placed", table=table, most_misplaced=MOST_MISPLACED),
        ),
        coded(table, "null", where="rows.region_name <> 'Wales'"),
        plain(table),
    )


SUITES = (
    *_suites("ofsted_social_care_providers", has_accommodation=True, only_judged=False),
    *_suites("ofsted_social_care_2023", has_accommodation=False, only_judged=True),
)
