"""Indicator values and benchmarks: markers, England as published, ranks that add up."""

from __future__ import annotations

from expectations.sql import sql
from expectations.suites import Question, Suite, between, key, none_found, one_of

FIGURE = ("indicator_id", "area_code", "period", "release_id")
BENCHMARK = ("indicator_id", "period", "la_code")
CHANGE = ("period", "years", "area_code")
SUMMARY = ("as_at", "indicator_id", "grade")
RATES = (
    "vacancy_rate_fte", "agency_rate_fte", "turnover_rate_fte", "absence_rate_fte", "caseload_fte",
)  # fmt: skip

SUITES = (
    Suite(
        "main.indicator_values",
        (
            none_found(
                "a value is empty exactly when there is a marker",
                sql("release/indicator_values/value_or_marker"),
                locators=FIGURE,
            ),
            none_found(
                "every indicator and period has one England value",
                sql("release/indicator_values/england"),
                locators=("indicator_id", "period"),
            ),
            none_found(
                "every figure that passed landing is published unchanged",
                sql("release/indicator_values/unchanged"),
            ),
            none_found(
                "every authority is known",
                sql("release/indicator_values/known_areas"),
                locators=FIGURE,
            ),
        ),
    ),
    Suite(
        "main.la_benchmarks",
        (
            key(
                "one row per indicator, period and authority",
                "main.la_benchmarks",
                *BENCHMARK,
                locators=BENCHMARK,
            ),
            Question(
                "select * from main.la_benchmarks",
                (
                    between("percent ranks are 0 to 100", "percent_rank", 0, 100),
                    one_of("quartiles are 1 to 4", "quartile", (1, 2, 3, 4)),
                    one_of("bands are A to D", "lait_band", ("A", "B", "C", "D")),
                    between("at most ten neighbours are used", "neighbours_used", 0, 10),
                ),
                locators=BENCHMARK,
            ),
            # Absurd but published values are real (Herefordshire's vacancy rate of 2022): warn only.
            Question(
                sql("release/la_benchmarks/changes", rates=RATES),
                (
                    between(
                        "a workforce rate is within 35 of the year before",
                        "change_1y",
                        -35,
                        35,
                        warn=True,
                    ),
                ),
                locators=BENCHMARK,
            ),
            none_found(
                "England as published, every value ranked, every authority there",
                sql("release/la_benchmarks/ranked"),
                locators=BENCHMARK,
            ),
        ),
    ),
    Suite(
        "main.value_revisions",
        (
            none_found(
                "every revision changes a value or a marker",
                sql("release/value_revisions/changed"),
                locators=FIGURE,
            ),
            # Bounds on what editions have changed so far: 12 points for turnover, 35 for cover rates.
            Question(
                sql("release/value_revisions/rates", rates=RATES),
                (between("a revised rate moves by less than 15", "change", -15, 15),),
                locators=FIGURE,
            ),
        ),
    ),
    Suite(
        "main.rating_indicator_summary",
        (
            Question(
                sql("release/rating_indicator_summary/authorities"),
                (between("no more authorities than there are", "authorities", 1, 153),),
                locators=("as_at", "indicator_id"),
            ),
            none_found(
                "quartiles are in order",
                sql("release/rating_indicator_summary/quartiles"),
                locators=SUMMARY,
            ),
        ),
    ),
    Suite(
        "main.vacancy_changes",
        (
            none_found(
                "a change is split or marked, parts add to it, rates are those published",
                sql("release/vacancy_changes/split"),
                locators=CHANGE,
            ),
            none_found(
                "every area with a return at both ends has its change",
                sql("release/vacancy_changes/complete"),
                locators=CHANGE,
            ),
        ),
    ),
)
