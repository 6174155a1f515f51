"""Ofsted's providers of children's social care: closed vocabularies, and the publisher's totals."""

from __future__ import annotations

from expectations.landing.plausible import coded, plain
from expectations.sql import sql
from expectations.suites import GRADES, Question, Suite, between, filled, key, none_found, one_of

PROVIDERS = "raw.ofsted_social_care_providers__providers"
JUDGEMENTS = "raw.ofsted_social_care_providers__judgements"
TOTALS = "raw.ofsted_social_care_providers__totals"

SECTORS = ("Private", "Local Authority", "Voluntary", "Academy", "Health Authority")
OUTCOMES = (
    "Consistently strong service delivery",
    "Inconsistent quality of service delivery",
    "Serious or widespread weaknesses",
)
# The most of one kind in an authority are 333 children's homes (Lancashire, 2025), with 1,028
# places; a boarding sector had 1,014. England had 4,009 homes.
MOST_PROVIDERS, MOST_PLACES = 500, 1_500
# One of 5,600 in 2025, none of 3,812 in 2023.
MOST_MISPLACED = 0.001


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
    Suite(
        PROVIDERS,
        (
            key(
                "one row per authority, kind, status and sector",
                PROVIDERS,
                *("_release_id", "la_name", "region_name", "provision_type"),
                *("registration_status", "sector"),
            ),
            Question(
                "select * replace (cast(providers as bigint) as providers, "
                f"cast(places as bigint) as places) from {PROVIDERS}",
                (
                    filled("every provider has a status and a sector", "registration_status"),
                    filled("every provider has a status and a sector", "sector"),
                    one_of("known statuses", "registration_status", ("Active", "Suspended")),
                    one_of("known sectors", "sector", SECTORS),
                    between(
                        "no more of a kind than one and a half times the most there ever were",
                        "providers",
                        1,
                        MOST_PROVIDERS,
                    ),
                    between(
                        "no more of a kind than one and a half times the most there ever were",
                        "places",
                        0,
                        MOST_PLACES,
                    ),
                ),
            ),
            none_found(
                "places exactly for kinds that have them, no more than the largest provider's each",
                sql("landing/providers/places", table=PROVIDERS),
            ),
            *_placed(PROVIDERS),
        ),
    ),
    Suite(
        JUDGEMENTS,
        (
            key(
                "one row per authority, kind and judgement",
                JUDGEMENTS,
                *("_release_id", "la_name", "region_name", "provision_type"),
                *("overall", "supported_accommodation"),
            ),
            Question(
                f"select * from {JUDGEMENTS}",
                (
                    one_of("grades are exactly Ofsted's four", "overall", GRADES),
                    one_of("known outcomes", "supported_accommodation", OUTCOMES),
                ),
            ),
            none_found(
                "grades for every kind but supported accommodation, which has outcomes",
                sql("landing/providers/judged", table=JUDGEMENTS),
            ),
            none_found(
                "every provider is in both lists, in the same authority",
                sql("landing/providers/both", graded=JUDGEMENTS, providers=PROVIDERS),
                locators=("_release_id", "subject"),
            ),
            *_placed(JUDGEMENTS),
        ),
    ),
    Suite(
        TOTALS,
        (
            key("one row per date and kind of figure", TOTALS, "_release_id", "as_at", "data_type"),
            none_found(
                "providers and places add to the publisher's totals of the edition's 31 March",
                sql("landing/providers/totals", table=TOTALS, providers=PROVIDERS),
                locators=("_release_id", "subject"),
            ),
        ),
    ),
)
