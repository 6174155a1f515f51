"""Statistics laid out to the Department for Education's open data standards, all in one suite.

What is expected of a table stands on its source page (`expected`), and how far its figures may go in
`limits.csv`: one row per table, measure and, where they differ, category; beside a limit stands the
furthest that any published figure has gone (`_seen`), over every edition of the table that was
read. A limit of shares and factors is at least a tenth above it; nothing published so far breaks one
but what `accepted_changes.csv` names. The rows `any` hold for every measure without rows of its own.

The rules know slipped rows, copied years and figures that moved by the region, the name, the year
before, the edition before and the number of children. Counts of authorities are exact; those of
England and regions may be rounded to 10, so nine rounded regions may differ from a rounded England
by more than 10.
"""

from __future__ import annotations

from expectations.landing.plausible import SUBJECT, plain
from expectations.sql import sql
from expectations.suites import Question, Suite, between, key, none_found

TABLE = "raw.statistics"
SUBJECT_AND_PLACE = ("_release_id", "_locator", "subject")
NAMES_AND_CODES = ("region_code", "region_name", "la_code", "la_name", "ons_code")
# Of a year's counts at most 8 % are those of another year.
MOST_COPIED = 0.25
# Of an edition's figures at most 3 went back to what they had been before they were revised.
MOST_REVERTED = 5
# England's counts moved by at most 1.8 % (leavers of 2017), children by 0.5 %.
MOST_OF_ENGLAND = 1.025
LOOKED_AFTER = "dfe_children_looked_after__number_and_rate"
WORKFORCE = "dfe_workforce__indicators"


def _asked(rule: str, name: str, locators: tuple[str, ...] = (), **parameters: object) -> Question:
    query = sql(f"landing/statistics/{name}", **parameters)
    return none_found(rule, query, locators=locators) if locators else none_found(rule, query)


SHAPE = (
    key(
        "one row per year, area and figure",
        TABLE,
        "_release_id", "period", "coalesce(la_code, region_code, 'England')", "geographic_level",
        "category", "measure",
    ),
    _asked("every figure is a number or one of the publisher's markers", "cells"),
    _asked("years, levels and codes of authorities are written as ever", "lines"),
    _asked("every year has England, nine regions and every authority of its day", "areas"),
    _asked("every area of a year has every kind of row", "categories"),
    _asked("every ONS code is a code of its authority", "codes"),
    _asked("names of authorities and regions are those of their codes", "names"),
    plain(TABLE, NAMES_AND_CODES),
    _asked("no year is missing between the first and the last, or since the last edition", "years"),
    _asked("no period ends after the day of publication", "published"),
)  # fmt: skip

ARITHMETIC = (
    _asked("no figure is negative or more than it can be", "bounds"),
    _asked("nine regions add to England", "sums"),
    _asked("authorities add to their region", "regions", SUBJECT),
    _asked(
        "no part is larger than its whole, no FTE than its headcount", "parts", SUBJECT_AND_PLACE
    ),
    _asked("rates are what their counts make them", "rates"),
    _asked("shares are what their counts make them", "shares"),
)

PLAUSIBLE = (
    _asked(
        "authorities change from year to year as they ever did, in all and within a region",
        "changes",
        SUBJECT,
    ),
    _asked(
        "authorities keep their places from year to year, none look exchanged", "places", SUBJECT
    ),
    _asked(
        f"at most {MOST_COPIED:.0%} of a year's counts are those of another year",
        "copies",
        most=MOST_COPIED,
    ),
    _asked("counts per 10,000 children are as they ever were", "per_head", SUBJECT),
    _asked(
        # Of children in need not one figure was revised between 2024 and 2025; what is late may
        # come with the next edition (Hackney 2021 and 2022, Hampshire 2024). Population estimates
        # are put on a new base after each census: all of them may move, none far.
        "restatement: figures of the edition before are revised as ever, no marker becomes 0",
        "restated",
        SUBJECT,
        most_reverted=MOST_REVERTED,
        most_of_england=MOST_OF_ENGLAND,
    ),
)

# What one table has and no other.
PECULIAR = (
    _asked(
        "children looked after = those of the year before + started - ceased, within 30 or 2 %",
        "flows",
        SUBJECT,
        # The furthest real ones: 25 children of an authority, 1.2 % of those of a region.
        table=LOOKED_AFTER,
        most=30,
        most_share=0.02,
    ),
    _asked(
        "the population is that of the population estimates",
        "populations",
        SUBJECT_AND_PLACE,
        table=LOOKED_AFTER,
    ),
    Question(
        # The furthest real shares: 0.02, 0.26, 0.13 and 0.53.
        sql("landing/statistics/heads", table=WORKFORCE),
        tuple(
            between("few authorities have as many FTE as heads", kind, 0, most)
            for kind, most in (
                ("inpost", 0.1),
                ("starters", 0.4),
                ("leavers", 0.25),
                ("agency", 0.65),
            )
        ),
    ),
)

SUITES = (Suite(TABLE, (*SHAPE, *ARITHMETIC, *PLAUSIBLE, *PECULIAR)),)
