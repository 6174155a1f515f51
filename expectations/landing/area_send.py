"""Area SEND inspections, read from their reports: known places, possible days, one of three outcomes.

Limits are measured on the 44 reports published from 5 May 2023 to 7 February 2025.
"""

from __future__ import annotations

from expectations.sql import sql
from expectations.suites import Question, Suite, filled, key, matching, none_found, one_of

REPORTS = "raw.ofsted_area_send__inspections"
REPORT = ("file", "_locator")
OUTCOMES = ("typically positive", "inconsistent", "widespread and/or systemic failings")
ISO_DATE = r"^\d{4}-\d{2}-\d{2}$"
DAYS = ("inspection_start_date", "inspection_end_date", "publication_date")

SUITES = (
    Suite(
        REPORTS,
        (
            key(
                "one report per authority and inspection",
                REPORTS,
                "urn",
                "inspection_start_date",
                locators=REPORT,
            ),
            key("one row per file", REPORTS, "file_id", locators=REPORT),
            Question(
                f"select * from {REPORTS}",
                (
                    filled("every report has an outcome", "outcome"),
                    one_of("outcomes are exactly the three of the framework", "outcome", OUTCOMES),
                    *(filled("every report has its days", day) for day in DAYS),
                    *(matching("dates are dates", day, ISO_DATE) for day in DAYS),
                ),
                locators=REPORT,
            ),
            none_found(
                "dates are days of the calendar",
                sql("landing/outcomes/calendar", table=REPORTS, columns=DAYS),
            ),
            none_found(
                "begun from 2023, in order, published 10 to 210 days after",
                sql("landing/area_send/days", table=REPORTS),
                locators=REPORT,
            ),
            none_found(
                "area SEND: a full inspection is not made again within two years",
                sql("landing/area_send/spaced", table=REPORTS),
                locators=REPORT,
            ),
            none_found(
                "every report belongs to a known authority",
                sql("landing/outcomes/known_urns", table=REPORTS),
                locators=REPORT,
            ),
        ),
    ),
)
