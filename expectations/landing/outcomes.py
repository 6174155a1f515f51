"""Ofsted's inspection outcomes: closed vocabularies, plausible dates, a history that only grows."""

from __future__ import annotations

from great_expectations.expectations.expectation import Expectation

from expectations.landing.plausible import coded, ofsted_regions, plain
from expectations.sql import sql
from expectations.suites import (
    GRADES,
    JUDGEMENTS,
    Question,
    Suite,
    between,
    filled,
    key,
    matching,
    none_found,
    one_of,
    row_count,
)

AS_AT = "raw.ofsted_inspection_outcomes__as_at"
HISTORY = "raw.ofsted_inspection_outcomes__history"
WIDE_HISTORY = "raw.ofsted_inspection_outcomes__wide_history"
IN_YEAR = "raw.ofsted_inspection_outcomes__in_year"
SIF = "raw.ofsted_social_care_2023__history"
IN_YEAR_2023 = "raw.ofsted_social_care_2023__in_year"
REPORTS = "raw.ofsted_inspection_reports__judgements"
LISTED_VISITS = "raw.ofsted_inspection_reports__visits"

INSPECTIONS = ("ILACS Standard Inspection", "ILACS Short Inspection")
VISITS = ("ILACS Focused Visit", "LA Monitoring visit")
ALWAYS_JUDGED = ("impact_of_leaders", "help_and_protection", "in_care")
PARTS = JUDGEMENTS[1:]
# An inspection begun after the reform of April 2026 has no overall grade, in one of two ways.
OVERALL_GRADES = (*GRADES, "Not applicable")
ISO_DATE = r"^20\d\d-\d\d-\d\d$"
# The longest real time from inspection to publication is 225 days.
MAX_PUBLICATION_LAG = 300
REPORT = ("file", "_locator")


def _grades(*columns: str) -> tuple[Expectation, ...]:
    return tuple(one_of("grades are exactly Ofsted's four", column, GRADES) for column in columns)


def _outcome_grades() -> tuple[Expectation, ...]:
    rule = "grades are exactly Ofsted's four"
    return (one_of(rule, "overall_effectiveness", OVERALL_GRADES), *_grades(*PARTS))


def _overall(table: str, visits: tuple[str, ...] = ()) -> Question:
    return none_found(
        "an overall grade exactly for inspections begun before 1 April 2026",
        sql("landing/outcomes/overall", table=table, visits=visits),
    )


def _inspections(table: str, *unique: str) -> tuple[Question, ...]:
    """Rules for a table of ILACS inspections, one question for cells and one for the whole."""
    return (
        key("one row per authority and inspection", table, "_release_id", *unique),
        _overall(table),
        Question(
            sql("landing/outcomes/dated", table=table),
            (
                filled("every inspection has a date", "inspection_date"),
                *(filled("every inspection has its judgements", c) for c in ALWAYS_JUDGED),
                *_outcome_grades(),
                matching("dates are dates", "inspection_date", ISO_DATE),
                matching("dates are dates", "publication_date", ISO_DATE),
                between(
                    "published 1 to 300 days after it began", "lag_days", 1, MAX_PUBLICATION_LAG
                ),
            ),
        ),
        _calendar(table, "inspection_date", "publication_date"),
        none_found(
            "known codes, no future dates, care leavers judged from 2023, Monday starts",
            sql("landing/outcomes/inspections", table=table),
        ),
    )


def _calendar(table: str, *columns: str) -> Question:
    return none_found(
        "dates are days of the calendar",
        sql("landing/outcomes/calendar", table=table, columns=columns),
    )


def _in_year(table: str) -> tuple[Question, ...]:
    return (
        Question(
            f"select * from {table}",
            (
                filled("every inspection or visit has a type", "inspection_type"),
                one_of("known types", "inspection_type", (*INSPECTIONS, *VISITS)),
                *_outcome_grades(),
                filled("every inspection has a date", "inspection_date"),
                matching("dates are dates", "inspection_date", ISO_DATE),
            ),
        ),
        _overall(table, VISITS),
        _calendar(table, "inspection_date"),
        none_found(
            "inspections have a grade, visits have none, none is listed twice",
            sql("landing/outcomes/in_year", table=table, visits=VISITS),
        ),
    )


def _visits(table: str, *, publication_date: bool) -> tuple[Question, ...]:
    """Rules for the visits of a workbook's year.

    The year counts from 1 April by the day of publication: of 2022-23 the first begins on 21
    February, of 2023-24 on 28 February.
    """
    return (
        none_found(
            "inspections and visits are of the workbook's year, published 1 to 300 days later",
            sql(
                "landing/outcomes/visits_of_the_year",
                table=table, days_before=60, most_days=MAX_PUBLICATION_LAG,
                publication_date=publication_date,
            ),
        ),
        none_found(
            "visit: one once published is there when its year is published again",
            sql("landing/outcomes/visits_stay", table=table),
        ),
    )  # fmt: skip


def _named(table: str, code: str = "rows.ons_code") -> tuple[Question, ...]:
    return (coded(table, code), ofsted_regions(table), plain(table))


def _of_both_inspections(*judgements: str) -> tuple[str, ...]:
    """Columns of the first single inspection and of the re-inspection."""
    return tuple(
        f"{p}_{judgement}" for p in ("sif", "sif_reinspection") for judgement in judgements
    )


# Judgements on protection of the frameworks before SIF.
BEFORE_SIF = (
    "slac_safeguarding",
    "slac_reinspection_safeguarding",
    "cpi_overall_effectiveness",
    "cpri_overall_effectiveness",
)

SUITES = (
    Suite(
        AS_AT,
        (
            *_inspections(AS_AT, "coalesce(ons_code, la_name)"),
            none_found(
                "every authority of its day has a judgement in force",
                sql("landing/outcomes/authorities_as_at", table=AS_AT),
            ),
            none_found(
                "the judgement in force is the last of the history",
                sql(
                    "landing/outcomes/as_at_is_history",
                    table=AS_AT, history=HISTORY, wide_history=WIDE_HISTORY,
                ),
            ),
            *_named(AS_AT),
        ),
    ),
    Suite(
        HISTORY,
        (
            *_inspections(HISTORY, "ons_code", "inspection_date"),
            Question(
                f"select * from {HISTORY}",
                (
                    one_of("known types", "inspection_type", INSPECTIONS),
                    one_of("known statuses", "la_status", ("Current", "No longer exists")),
                ),
            ),
            none_found(
                "history: an inspection once published is in every later edition",
                sql(
                    "landing/outcomes/history_grows", history=HISTORY, wide_history=WIDE_HISTORY
                ),
                locators=("_release_id", "_locator", "subject"),
            ),
            *_named(HISTORY),
        ),
    ),
    Suite(
        IN_YEAR,
        (
            *_in_year(IN_YEAR),
            *_visits(IN_YEAR, publication_date=True),
            none_found(
                "inspections of the year are in the history, judged alike",
                sql(
                    "landing/outcomes/year_is_history",
                    table=IN_YEAR, history=HISTORY, visits=VISITS,
                ),
            ),
            *_named(IN_YEAR),
        ),
    ),
    Suite(
        IN_YEAR_2023,
        (
            *_in_year(IN_YEAR_2023),
            *_visits(IN_YEAR_2023, publication_date=False),
            *_named(IN_YEAR_2023, "null"),
        ),
    ),
    Suite(
        WIDE_HISTORY,
        (
            key("one row per authority", WIDE_HISTORY, "_release_id", "la_name"),
            Question(
                f"select * from {WIDE_HISTORY}",
                (
                    *_grades(*(f"{p}_{j}" for p in ("first", "second") for j in JUDGEMENTS)),
                    *(
                        one_of("known types", f"{p}_inspection_type", INSPECTIONS)
                        for p in ("first", "second")
                    ),
                    *(
                        matching("dates are dates", f"{p}_publication_date", ISO_DATE)
                        for p in ("first", "second")
                    ),
                ),
            ),
            none_found(
                "known authorities, no future dates, a grade with every date",
                sql(
                    "landing/outcomes/wide_history", history=HISTORY, wide_history=WIDE_HISTORY
                ),
            ),
            *_named(WIDE_HISTORY, "null"),
        ),
    ),
    Suite(
        SIF,
        (
            key(
                "one row per authority and first inspection",
                SIF,
                "_release_id", "la_name", "sif_publication_date",
            ),
            Question(
                f"select * from {SIF}",
                (
                    row_count("one row per authority, current and abolished", 156),
                    *_grades(*BEFORE_SIF),
                    *_grades(
                        *_of_both_inspections(
                            "overall_effectiveness", "impact_of_leaders", "help_and_protection"
                        )
                    ),
                    *(
                        one_of("grades are exactly Ofsted's four, or a dash", c, (*GRADES, "-"))
                        for c in _of_both_inspections("in_care", "care_leavers")
                    ),
                ),
            ),
            none_found(
                "known authorities, dates of SIF and before it, grade and date together, "
                "Inadequate exactly when a part is",
                sql("landing/outcomes/sif", table=SIF),
            ),
            ofsted_regions(SIF),
            plain(SIF),
        ),
    ),
    Suite(
        REPORTS,
        (
            key(
                "one report per authority and inspection",
                REPORTS,
                "urn", "inspection_start_date",
                locators=REPORT,
            ),
            key("one row per file", REPORTS, "file_id", locators=REPORT),
            Question(
                f"select * from {REPORTS}",
                (one_of("known frameworks", "framework", ("SIF", "ILACS")),),
                locators=REPORT,
            ),
            none_found(
                "every report belongs to a known authority",
                sql("landing/outcomes/known_urns", table=REPORTS),
                locators=REPORT,
            ),
        ),
    ),
    Suite(
        LISTED_VISITS,
        (
            Question(
                f"select * from {LISTED_VISITS}",
                (
                    one_of(
                        "known visits",
                        "visit_type",
                        ("Monitoring visit", "Focused visit", "Assurance visit"),
                    ),
                    matching("dates are dates", "visit_date", ISO_DATE),
                ),
            ),
            key("one row per letter", LISTED_VISITS, "url"),
        ),
    ),
)  # fmt: skip
