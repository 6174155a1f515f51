"""Children in need, referrals, protection plans, children looked after, and population.

Counts of authorities are exact; England and regions are rounded to 10, so nine rounded regions may
differ from a rounded England by more than 10.
"""

from __future__ import annotations

from expectations.landing.plausible import (
    SUBJECT,
    from_year_to_year,
    names,
    parts,
    per_head,
    plain,
    published,
    regions,
    restated,
)
from expectations.landing.statistics import areas, cells, codes, sums, years
from expectations.sql import sql
from expectations.suites import Question, Suite, between, none_found

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

FLOWS = none_found(
    "children looked after = those of the year before + started - ceased, within 30 or 2 %",
    # The furthest real ones: 25 children of an authority, 1.2 % of those of a region.
    sql("landing/demand/flows", table=LOOKED_AFTER, most=30, most_share=0.02),
    locators=SUBJECT,
)

POPULATIONS = none_found(
    "the population is that of the population estimates",
    sql("landing/demand/populations", table=LOOKED_AFTER),
    locators=("_release_id", "_locator", "subject"),
)


def _counts(table: str, most_gain: float, *counts: str) -> tuple[Question, ...]:
    return (
        *cells(table),
        areas(table, "03-31"),
        codes(table),
        years(table),
        sums(table, counts, ROUNDING),
        regions(table),
        names(table),
        plain(table),
        published(table, "03-31"),
        *from_year_to_year(table, most_gain=most_gain),
        per_head(table, lag=1),
        # Between 2024 and 2025 not one figure was revised; what is late may come with the next
        # edition (Hackney in 2021 and 2022, Hampshire in 2024), which are up to three of 152.
        restated(table),
    )


SUITES = (
    # The furthest real gains: 0.48 (Herefordshire and Telford 2017), 0.95, 0.96 (Wokingham 2018).
    Suite(
        CIN,
        (
            *_counts(CIN, 0.53, "cin_count", "cin_child_count"),
            parts(
                "episodes on 31 March are no more than children in need at any point",
                CIN,
                [("cin_count", "cin_child_count", 0)],
            ),
        ),
    ),
    Suite(
        REFERRALS,
        (
            *_counts(REFERRALS, 1.3, "referral_count", "rereferral_count"),
            parts(
                "re-referrals are referrals",
                REFERRALS,
                [("rereferral_count", "referral_count", 0)],
            ),
            REREFERRALS,
        ),
    ),
    Suite(PLANS, _counts(PLANS, 1.05, "cpp_count")),
    Suite(
        LOOKED_AFTER,
        (
            *cells(LOOKED_AFTER, category="category"),
            areas(LOOKED_AFTER, "03-31", ghosts=True),
            years(LOOKED_AFTER, rolling=True),
            sums(LOOKED_AFTER, ("children", "population"), ROUNDING, category="category"),
            codes(LOOKED_AFTER),
            regions(LOOKED_AFTER, category="category"),
            names(LOOKED_AFTER),
            plain(LOOKED_AFTER),
            published(LOOKED_AFTER, "03-31"),
            # The furthest real gain: 0.29, Kingston and Richmond in 2024.
            *from_year_to_year(LOOKED_AFTER, most_gain=0.33, category="category"),
            per_head(LOOKED_AFTER, lag=1, category="category"),
            restated(LOOKED_AFTER, category="category"),
            LOOKED_AFTER_RATES,
            FLOWS,
            POPULATIONS,
        ),
    ),
    Suite(
        POPULATION,
        (
            *cells(POPULATION),
            codes(POPULATION),
            years(POPULATION),
            sums(POPULATION, ("population",), 0),
            regions(POPULATION),
            names(POPULATION),
            plain(POPULATION),
            published(POPULATION, "06-30"),
            # The furthest real gain: 0.02, Sefton and Salford in 2015.
            *from_year_to_year(POPULATION, most_gain=0.03),
            restated(POPULATION),
        ),
    ),
)
