"""Children in need, referrals, protection plans, children looked after, and population.

Counts of authorities are exact; England and regions are rounded to 10, so nine rounded regions may
differ from a rounded England by more than 10.
"""

from __future__ import annotations

from expectations.landing.statistics import areas, cells, codes, sums, years
from expectations.sql import sql
from expectations.suites import Question, Suite, between

CIN = "raw.dfe_children_in_need__children_in_need"
REFERRALS = "raw.dfe_children_in_need__referrals"
PLANS = "raw.dfe_children_in_need__protection_plans"
LOOKED_AFTER = "raw.dfe_children_looked_after__number_and_rate"
POPULATION = "raw.ons_population__children"
ROUNDING = 30

LOOKED_AFTER_RATES = Question(
    sql("landing/demand/looked_after_rates", table=LOOKED_AFTER),
    (between("rate = children / population within 0.6 per 10,000", "difference", -0.6, 0.6),),
)

REREFERRALS = Question(
    sql("landing/demand/rereferrals", table=REFERRALS),
    (
        between(
            "re-referral % = re-referrals / referrals within 0.1", "difference", -0.1001, 0.1001
        ),
    ),
)


def _counts(table: str, *counts: str) -> tuple[Question, ...]:
    return (
        *cells(table),
        areas(table, "03-31"),
        codes(table),
        years(table),
        sums(table, counts, ROUNDING),
    )


SUITES = (
    Suite(CIN, _counts(CIN, "cin_count", "cin_child_count")),
    Suite(REFERRALS, (*_counts(REFERRALS, "referral_count"), REREFERRALS)),
    Suite(PLANS, _counts(PLANS, "cpp_count")),
    Suite(
        LOOKED_AFTER,
        (
            *cells(LOOKED_AFTER, category="category"),
            areas(LOOKED_AFTER, "03-31", ghosts=True),
            years(LOOKED_AFTER, rolling=True),
            sums(LOOKED_AFTER, ("children", "population"), ROUNDING, category="category"),
            LOOKED_AFTER_RATES,
        ),
    ),
    Suite(
        POPULATION,
        (
            *cells(POPULATION),
            codes(POPULATION),
            years(POPULATION),
            sums(POPULATION, ("population",), 0),
        ),
    ),
)
