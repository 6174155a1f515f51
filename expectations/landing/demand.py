"""Children in need, referrals, protection plans, children looked after, and population.

Counts of authorities are exact; England and regions are rounded to 10, so nine rounded regions may
differ from a rounded England by more than 10.
"""

from __future__ import annotations

from expectations.landing.statistics import areas, cells, codes, sums, years
from expectations.suites import Question, Suite, between

CIN = "raw.dfe_children_in_need__children_in_need"
REFERRALS = "raw.dfe_children_in_need__referrals"
PLANS = "raw.dfe_children_in_need__protection_plans"
LOOKED_AFTER = "raw.dfe_children_looked_after__number_and_rate"
POPULATION = "raw.ons_population__children"
ROUNDING = 30

LOOKED_AFTER_RATES = Question(
    f"""
    WITH wide AS (
        SELECT _release_id, _locator,
            map(list(measure), list(try_cast(value AS DOUBLE))) AS n
        FROM {LOOKED_AFTER} GROUP BY ALL
    )
    SELECT _release_id, _locator,
        n['rate_per_10000'] - 10000 * n['children'] / nullif(n['population'], 0) AS difference
    FROM wide
    """,
    (between("rate = children / population within 0.6 per 10,000", "difference", -0.6, 0.6),),
)

REREFERRALS = Question(
    f"""
    WITH wide AS (
        SELECT _release_id, _locator,
            map(list(measure), list(try_cast(value AS DOUBLE))) AS n
        FROM {REFERRALS} WHERE geographic_level = 'Local authority' GROUP BY ALL
    )
    SELECT _release_id, _locator,
        n['rereferral_percent'] - 100 * n['rereferral_count'] / nullif(n['referral_count'], 0)
            AS difference
    FROM wide
    """,
    (
        between(
            "re-referral % = re-referrals / referrals within 0.1", "difference", -0.1001, 0.1001
        ),
    ),
)


def _counts(table: str, markers: tuple[str, ...], counts: tuple[str, ...]) -> Suite:
    return Suite(
        table,
        (
            cells(table, markers),
            areas(table, "03-31"),
            codes(table),
            years(table),
            sums(table, counts, ROUNDING),
        ),
    )


SUITES = (
    _counts(CIN, ("c", "z", "x", "u"), ("cin_count", "cin_child_count")),
    Suite(
        REFERRALS,
        (
            *_counts(REFERRALS, ("c", "z", "x", "u"), ("referral_count",)).questions,
            REREFERRALS,
        ),
    ),
    _counts(PLANS, ("c", "z", "x", "u"), ("cpp_count",)),
    Suite(
        LOOKED_AFTER,
        (
            cells(LOOKED_AFTER, ("c", "z", "x", "u", "k"), category="category"),
            areas(LOOKED_AFTER, "03-31", ghosts=True),
            years(LOOKED_AFTER, rolling=True),
            sums(LOOKED_AFTER, ("children", "population"), ROUNDING, category="category"),
            LOOKED_AFTER_RATES,
        ),
    ),
    Suite(
        POPULATION,
        (
            cells(POPULATION, ("x",)),
            codes(POPULATION),
            years(POPULATION),
            sums(POPULATION, ("population",), 0),
        ),
    ),
)
