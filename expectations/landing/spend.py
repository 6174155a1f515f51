"""Revenue outturn: one row per authority and England, parts no larger than the whole."""

from __future__ import annotations

from expectations.landing.plausible import SUBJECT, coded, plain
from expectations.sources import source_of
from expectations.sql import sql
from expectations.suites import Question, Suite, key, none_found, one_of

TABLE = "raw.mhclg_revenue_outturn__service_expenditure"
TOTAL = "csc_total_expenditure"

SUITES = (
    Suite(
        TABLE,
        (
            key("one row per authority and figure", TABLE, "_release_id", "ons_code", "measure"),
            Question(
                sql("landing/spend/cells", table=TABLE),
                (
                    one_of(
                        "every figure is a number or one of the publisher's markers",
                        "value",
                        ("a number", *source_of(TABLE).markers),
                    ),
                ),
            ),
            none_found(
                "every current authority has one row, by a known code",
                sql("landing/spend/authorities", table=TABLE),
            ),
            none_found(
                "authorities add to between 90 and 100 % of England",
                sql("landing/spend/sums", table=TABLE),
            ),
            none_found(
                # Real ones: 547 (Harrow 2023-24) to 3,276 (Islington 2024-25).
                "spending per child is between 400 and 4,100 pounds",
                sql(
                    "landing/spend/per_child",
                    table=TABLE,
                    measure=TOTAL,
                    low=400,
                    high=4100,
                ),
                locators=SUBJECT,
            ),
            none_found(
                # From 2023-24 to 2024-25 two of 140 changed by more (Sandwell, Harrow), and those
                # of the North East by 11 % on average, all of them by 8 %.
                "spending changes by more than 1.4 for at most 5 %, by 17 % on average in a region",
                sql(
                    "landing/spend/years",
                    table=TABLE,
                    measure=TOTAL,
                    factor=1.4,
                    most_far=0.05,
                    most_change=0.16,
                ),
                locators=SUBJECT,
            ),
            none_found(
                "no period ends after the day of publication",
                sql("landing/spend/published", table=TABLE),
            ),
            coded(
                TABLE,
                "rows.ons_code",
                # The publisher adds the kind of authority: "Derby City UA", "Essex CC", "Bury MBC".
                name="regexp_replace(rows.la_name, ' (UA|CC|MBC)$', '')",
                where="rows.class <> 'Eng'",
            ),
            plain(TABLE),
        ),
    ),
)
