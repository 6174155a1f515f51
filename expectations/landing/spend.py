"""Revenue outturn: one row per authority and England, parts that add up to the whole."""

from __future__ import annotations

from expectations.landing.plausible import SUBJECT, coded, plain
from expectations.sources import source_of
from expectations.sql import sql
from expectations.suites import Question, Suite, key, none_found, one_of

OUTTURN = "raw.mhclg_revenue_outturn__service_expenditure"
BY_TYPE = "raw.mhclg_social_care_outturn__expenditure_by_type"
TOTAL, NET = "csc_total_expenditure", "csc_net_expenditure"
# Lines of the form, and the line that they add up to.
WHOLES = {
    "total_expenditure": (
        "early_years_expenditure",
        "looked_after_expenditure",
        "other_expenditure",
        "family_support_expenditure",
        "youth_justice_expenditure",
        "safeguarding_expenditure",
        "asylum_expenditure",
        "young_people_expenditure",
    ),
    "looked_after_expenditure": (
        "residential_expenditure",
        "fostering_expenditure",
        "looked_after_asylum_expenditure",
        "looked_after_other_expenditure",
    ),
}
LINES = (*WHOLES, *(line for parts in WHOLES.values() for line in parts if line not in WHOLES))


def _questions(table: str, whole: str, *shared: str) -> tuple[Question, ...]:
    """What is asked of every workbook of outturn by authority.

    Args:
        table: The raw table.
        whole: The figure that all spending is in.
        shared: Figures to which districts and other bodies, which are not read, add much.
    """
    return (
        key("one row per authority and figure", table, "_release_id", "ons_code", "measure"),
        Question(
            sql("landing/spend/cells", table=table),
            (
                one_of(
                    "every figure is a number or one of the publisher's markers",
                    "value",
                    ("a number", *source_of(table).markers),
                ),
            ),
        ),
        none_found(
            "every current authority has one row, by a known code",
            sql("landing/spend/authorities", table=table),
        ),
        none_found(
            "authorities add to between 90 and 100 % of England",
            sql("landing/spend/sums", table=table, whole=whole, shared=shared),
        ),
        none_found(
            "spending of England changes by at most 1.35 from year to year",
            sql("landing/spend/england_moves", table=table, most=1.35),
            locators=("_release_id", "_locator", "subject"),
        ),
        none_found(
            "no period ends after the day of publication",
            sql("landing/spend/published", table=table),
        ),
        coded(
            table,
            "rows.ons_code",
            # The publisher adds the kind of authority: "Derby City UA", "Essex CC", "Bury MBC".
            name="regexp_replace(rows.la_name, ' (UA|CC|MBC)$', '')",
            where="rows.class <> 'Eng'",
        ),
        plain(table),
    )


SUITES = (
    Suite(
        OUTTURN,
        (
            *_questions(OUTTURN, TOTAL),
            none_found(
                # Real ones: 547 (Harrow 2023-24) to 3,276 (Islington 2024-25).
                "spending per child is between 400 and 4,100 pounds",
                sql(
                    "landing/spend/per_child",
                    table=OUTTURN,
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
                    table=OUTTURN,
                    measure=TOTAL,
                    factor=1.4,
                    most_far=0.05,
                    most_change=0.16,
                    # Harrow, 1.59; no figure stayed the same; Newham and Windsor, 0.147.
                    most_factor=1.75,
                    most_equal=0.05,
                    most_gain=0.17,
                ),
                locators=SUBJECT,
            ),
            none_found(
                "spending is more than nothing, and less net of income",
                sql("landing/spend/net", table=OUTTURN, measure=TOTAL, net=NET, most=4),
            ),
        ),
    ),
    Suite(
        BY_TYPE,
        (
            # Authorities have 82 to 87 % of what England spends on services for young people.
            *_questions(BY_TYPE, "total_expenditure", "young_people_expenditure"),
            none_found(
                "types of spend add to the whole within £ 5,000",
                sql(
                    "landing/spend/wholes",
                    table=BY_TYPE,
                    wholes=WHOLES,
                    measures=LINES,
                    tolerance=5,
                    estimated=0.05,
                ),
            ),
            none_found(
                "totals by type are the totals by service within £ 1,000",
                sql("landing/spend/totals", table=BY_TYPE, outturn=OUTTURN),
            ),
        ),
    ),
)
