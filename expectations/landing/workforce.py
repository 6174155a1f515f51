"""Children's social work workforce.

Tolerances between a rate and its counts were measured on the real files: the publisher rounds
rates from unrounded data. Year-on-year jumps and absurd but published values are not errors.
"""

from __future__ import annotations

from expectations.landing.plausible import (
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

TABLE = "raw.dfe_workforce__indicators"
COUNTS = (
    "inpost_fte", "inpost_headcount", "starters_fte", "starters_headcount", "leavers_fte",
    "leavers_headcount", "agency_fte", "agency_headcount", "agency_cover_fte", "vacancy_fte",
    "case_holders_fte", "cases", "working_days_lost_fte",
)  # fmt: skip
# What the publisher divides by: the same in every edition so far.
WORKING_DAYS = 253
# Of the real ones the furthest part is an agency worker's: 5 authorities count up to 6 FTE more who
# cover a vacancy than there are (Surrey 2021). FTE are given to a tenth, heads as whole people.
PARTS = (
    ("inpost_fte", "inpost_headcount", 1),
    ("starters_fte", "starters_headcount", 1),
    ("leavers_fte", "leavers_headcount", 1),
    ("agency_fte", "agency_headcount", 1),
    ("agency_cover_fte", "agency_fte", 6),
    ("case_holders_fte", "inpost_fte + agency_fte", 0.1),
)
# The furthest real ones, exchanged, are nearer by 0.32: Shropshire and Telford in 2020.
MOST_GAIN = 0.35
LINES = sql("landing/workforce/lines", table=TABLE)


def _differences(*, authorities: bool) -> str:
    return sql(
        "landing/workforce/differences",
        lines=LINES, working_days=WORKING_DAYS, authorities=authorities,
    )  # fmt: skip


RATES = Question(
    sql("landing/workforce/rates", table=TABLE),
    (
        between("rates are between 0 and 100 %", "rate", 0, 100),
        between("caseloads are between 0 and 60", "caseload", 0, 60),
        between("absence rates are below 30 %", "absence", 0, 30),
    ),
)

# Only authorities: rates of England and regions leave non-responders out of the denominator.
AGAINST_COUNTS = Question(
    _differences(authorities=True),
    (
        between(
            "vacancy rate = vacancies / (vacancies + in post) within 0.1",
            "vacancy",
            -0.1001,
            0.1001,
        ),
        between("agency rate = agency / (agency + in post) within 0.1", "agency", -0.1001, 0.1001),
        between("turnover rate = leavers / in post within 0.2", "turnover", -0.2001, 0.2001),
        between("caseload = cases / case holders within 0.4", "caseload", -0.4001, 0.4001),
        between(
            "absence rate = days lost / (253 x in post) within 0.2", "absence", -0.2001, 0.2001
        ),
        between(
            "agency rate by headcount = its counts within 0.1", "agency_headcount", -0.1001, 0.1001
        ),
        between(
            "turnover rate by headcount = its counts within 0.1",
            "turnover_headcount",
            -0.1001,
            0.1001,
        ),
        # On a handful of agency workers or vacancies the rounding of FTE makes up to 0.6 and 1.0.
        between("agency cover rate = its counts within 0.7", "agency_cover", -0.7001, 0.7001),
        between(
            "vacancies covered = their counts within 1.1", "vacancies_covered", -1.1001, 1.1001
        ),
    ),
)

# The furthest real one is turnover of a region, 1.42: those who did not answer count in one only; of
# England it is the agency rate, 0.24.
SUMMARIES_AGAINST_COUNTS = Question(
    sql("landing/workforce/summaries", differences=_differences(authorities=False)),
    (
        between("rates of England and regions are within 2 of their counts", "difference", -2, 2),
        between(
            "rates of England are within 0.3 of their counts", "difference_of_england", -0.3, 0.3
        ),
    ),
)

# The furthest real shares: 0.02, 0.26, 0.13 and 0.53.
HEADS = Question(
    sql("landing/workforce/heads", table=TABLE),
    tuple(
        between("few authorities have as many FTE as heads", kind, 0, most)
        for kind, most in (("inpost", 0.1), ("starters", 0.4), ("leavers", 0.25), ("agency", 0.65))
    ),
)

COUNTED = Question(
    sql("landing/workforce/counts", table=TABLE),
    (between("counts are not negative", "count", 0, None),),
)

SUITES = (
    Suite(
        TABLE,
        (
            *cells(TABLE),
            areas(TABLE, "09-30"),
            codes(TABLE),
            years(TABLE),
            sums(TABLE, COUNTS, 1),
            regions(TABLE),
            names(TABLE),
            plain(TABLE),
            published(TABLE, "09-30"),
            parts("no part is larger than its whole, no FTE than its headcount", TABLE, PARTS),
            *from_year_to_year(TABLE, most_gain=MOST_GAIN),
            per_head(TABLE, lag=0),
            restated(TABLE),
            RATES,
            AGAINST_COUNTS,
            SUMMARIES_AGAINST_COUNTS,
            HEADS,
            COUNTED,
            none_found(
                "no rate stands where its counts are withheld or empty",
                sql("landing/workforce/empty_bases", lines=LINES),
            ),
        ),
    ),
)
