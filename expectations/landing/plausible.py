"""Rules for files that are well formed and wrong: slipped rows, copied years, figures that moved.

They know the region, the name, the year before, the edition before and the number of children. The
limits of each count are in `limits.csv`, one row per table and measure: beside a limit stands the
furthest that any published figure has gone (`_seen`), over the workforce editions of 2022, 2023 and
2025 and those of children in need and looked after of 2024 and 2025. A limit of shares and factors
is at least a tenth above it; nothing published so far breaks one but what
`expectations/accepted_changes.csv` names.
"""

from __future__ import annotations

from collections.abc import Iterable

from expectations.sources import source_of
from expectations.sql import sql
from expectations.suites import Question, none_found

SUBJECT = ("_release_id", "subject")
# Of a year's counts at most 8 % are those of another year.
MOST_COPIED = 0.25
# Of an edition's figures at most 3 went back to what they had been before they were revised.
MOST_REVERTED = 5
# England's counts moved by at most 1.8 % (leavers of 2017), children by 0.5 %.
MOST_OF_ENGLAND = 1.025


def regions(table: str, *, category: str = "''") -> Question:
    """Authorities add to their region, and Inner and Outer London to London.

    Counts of regions are exact, rounded to a tenth (FTE; the furthest real sum is 0.3 off), or
    rounded to 10 (at most 5 off): `region_tolerance` of `limits.csv`.
    """
    return none_found(
        "authorities add to their region",
        sql("landing/plausible/regions", table=table, category=category),
        locators=SUBJECT,
    )


def names(table: str) -> Question:
    """Codes and names of authorities and regions belong together, both as published."""
    return none_found(
        "names of authorities and regions are those of their codes",
        sql("landing/plausible/names", table=table),
    )


def coded(table: str, code: str, *, name: str = "la_name", where: str = "") -> Question:
    """Names belong to their codes, in a table without regions.

    Args:
        table: The raw table.
        code: SQL of the authority's code, of the ONS or of the Department for Education; null where
            there is none, and then the name is known.
        name: SQL of the name.
        where: Rows that name an authority; all, where it is empty.
    """
    return none_found(
        "names of authorities are those of their codes",
        sql("landing/plausible/coded", table=table, code=code, spelt=name, where=where),
    )


def ofsted_regions(table: str) -> Question:
    """Every authority is in the region that Ofsted puts it into."""
    return none_found(
        "authorities are in their region",
        sql("landing/plausible/ofsted_regions", table=table),
    )


def plain(table: str) -> Question:
    """Names and codes have no character that is not seen."""
    columns = [
        column
        for column in source_of(table).tables[table.rpartition("__")[2]].columns
        if column.endswith(("_code", "_name", "_region"))
    ]
    return none_found(
        "plain characters in names and codes",
        sql("landing/plausible/plain", table=table, columns=columns),
    )


def published(table: str, day: str) -> Question:
    """No period ends after the day of publication; `day` as in `areas`."""
    return none_found(
        "no period ends after the day of publication",
        sql("landing/plausible/published", table=table, year="rows.period", day=day),
    )


def from_year_to_year(
    table: str, *, most_gain: float, category: str = "''"
) -> tuple[Question, ...]:
    """A year's counts are not the year's before, and not far from them.

    Args:
        table: The raw table.
        most_gain: By how much two authorities of a region may, exchanged, be nearer to their year
            before: the sum of both absolute changes of the logarithm, over the counts that tell
            authorities apart (`tells_authorities`).
        category: SQL of what tells several rows of an area and year apart.
    """
    parameters = {"table": table, "category": category}
    return (
        none_found(
            "authorities change from year to year as they ever did, in all and within a region",
            sql("landing/plausible/years", **parameters),
            locators=SUBJECT,
        ),
        none_found(
            "authorities keep their places from year to year, none look exchanged",
            sql("landing/plausible/places", most_gain=most_gain, **parameters),
            locators=SUBJECT,
        ),
        none_found(
            f"at most {MOST_COPIED:.0%} of a year's counts are those of another year",
            sql("landing/plausible/copies", most=MOST_COPIED, **parameters),
        ),
    )


def per_head(table: str, *, lag: int, category: str = "''") -> Question:
    """Counts per 10,000 children are within a quarter of what was ever published.

    Args:
        table: The raw table.
        lag: The years by which a period's children are those of an earlier year: one for March.
        category: As in `from_year_to_year`.
    """
    return none_found(
        "counts per 10,000 children are as they ever were",
        sql("landing/plausible/per_head", table=table, lag=lag, category=category),
        locators=SUBJECT,
    )


def restated(table: str, *, category: str = "''") -> Question:
    """Figures of an edition before are revised no more than publishers ever did.

    Population estimates are put on a new base after each census: all of them may move, none far.
    """
    return none_found(
        "restatement: figures of the edition before are revised as ever, no marker becomes 0",
        sql(
            "landing/plausible/restated",
            table=table,
            category=category,
            most_reverted=MOST_REVERTED,
            most_of_england=MOST_OF_ENGLAND,
        ),
        locators=SUBJECT,
    )


def parts(rule: str, table: str, pairs: Iterable[tuple[str, str, float]]) -> Question:
    """No part is larger than its whole.

    Args:
        rule: The rule in words.
        table: The raw table.
        pairs: Part, whole (measures, or a sum of them) and by how much it may be larger.
    """
    pairs = tuple(pairs)
    measures = {word for part, whole, _ in pairs for word in (part, *whole.split(" + "))}
    return none_found(
        rule,
        sql("landing/plausible/parts", table=table, pairs=pairs, measures=sorted(measures)),
        locators=("_release_id", "_locator", "subject"),
    )
