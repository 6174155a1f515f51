"""Revenue outturn: one row per authority and England, parts that add up to the whole."""

from __future__ import annotations

from expectations.sources import source_of
from expectations.sql import sql
from expectations.suites import Question, Suite, key, none_found, one_of

OUTTURN = "raw.mhclg_revenue_outturn__service_expenditure"
BY_TYPE = "raw.mhclg_social_care_outturn__expenditure_by_type"
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


def _questions(table: str, *shared: str) -> tuple[Question, ...]:
    """What is asked of every workbook of outturn by authority.

    Args:
        table: The raw table.
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
            sql("landing/spend/sums", table=table, shared=shared),
        ),
    )


SUITES = (
    Suite(OUTTURN, _questions(OUTTURN)),
    Suite(
        BY_TYPE,
        (
            # Authorities have 82 to 87 % of what England spends on services for young people.
            *_questions(BY_TYPE, "young_people_expenditure"),
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
