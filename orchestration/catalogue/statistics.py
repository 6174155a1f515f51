"""Statistics in the Department for Education's layout, and what is expected of them."""

from __future__ import annotations

from typing import Literal

from pydantic import field_validator

from orchestration.catalogue.page import Headings, Page, as_tuple

# What every file of statistics has that is laid out to the Department for Education's open data
# standards: our name of each column, and those that say nothing more.
STATISTICS = {
    "period": "time_period",
    "geographic_level": "geographic_level",
    "region_code": "region_code",
    "la_code": "old_la_code",
    "ons_code": "new_la_code",
    "la_name": "la_name",
    "region_name": "region_name",
}
STATISTICS_IGNORED = ("time_identifier", "country_code", "country_name")
# Between the values of several filters of a row.
AND = " | "


class Measure(Headings):
    """A figure of a table.

    Attributes:
        kind: A count of its own, which regions and authorities add up to; a share of something, in
            per cent; or any other figure (a mean, a median, a rate per 10,000).
        most: The most that it can be; 100 for a share, where nothing else is said.
    """

    kind: Literal["count", "share", "other"] = "count"
    most: float | None = None


class Part(Page):
    """A figure that is a part of others: never more than they are together.

    Attributes:
        part: The figure, or several whose sum it is.
        of: The whole, or several whose sum it is.
        slack: By how much rounding may make it more.
        adds_up: Whether it is the whole, so that it is not less either.
    """

    part: tuple[str, ...]
    of: tuple[str, ...]
    slack: float = 0
    adds_up: bool = False

    _lists = field_validator("part", "of", mode="before")(lambda given: as_tuple(given))


class Rate(Page):
    """A figure that the publisher works out of others of the same row.

    Attributes:
        rate: The figure.
        numerator: What is divided; several are added.
        denominator: What it is divided by; several are added.
        per: What it is multiplied by.
        within: How far an authority's may be from what its printed counts make it.
        within_regions: The same for England and regions; not asked where it is not given.
        within_england: The same for England.
        needs_counts: No rate stands where its counts are withheld or nothing.
    """

    rate: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    per: float = 100
    within: float
    within_regions: float | None = None
    within_england: float | None = None
    needs_counts: bool = True

    _lists = field_validator("numerator", "denominator", mode="before")(
        lambda given: as_tuple(given)
    )


class Shares(Page):
    """Rows of which each is a share of the row of the total, told apart by the last filter.

    Attributes:
        share: The figure that is the share.
        count: The figure that is counted.
        total: The values of the last filter that mark a total.
        among: Those whose rows are shares of it; all others, where none is given.
        within: How far a share may be from what the counts make it.
    """

    share: str
    count: str
    total: tuple[str, ...]
    among: tuple[str, ...] = ()
    within: float

    _lists = field_validator("total", "among", mode="before")(lambda given: as_tuple(given))


class Expected(Page):
    """What is true of a table of statistics, edition after edition; the landing gate asks it.

    Attributes:
        ends: Month and day on which a period ends, as `03-31`.
        children_of: Whose children a count is per: those of the period's year, or of the year
            before, as in March. Counts that say nothing of children have none.
        lists_abolished: Authorities that were abolished, or did not exist yet, have rows too.
        drops_oldest: Each edition leaves out the oldest year of the one before.
        adds_within: How far nine regions may be from England; half of it is rounding.
        most_gain: By how much two authorities of a region may, exchanged, be nearer to their year
            before: the sum of both absolute changes of the logarithm, over the counts that tell
            authorities apart (`limits.csv`). A tenth above the furthest real one.
        parts: Figures that are parts of others.
        rates: Figures that are worked out of others.
        shares: Rows that are shares of other rows.
    """

    ends: str
    children_of: Literal["same_year", "year_before"] | None = None
    lists_abolished: bool = False
    drops_oldest: bool = False
    adds_within: float
    most_gain: float | None = None
    parts: tuple[Part, ...] = ()
    rates: tuple[Rate, ...] = ()
    shares: tuple[Shares, ...] = ()
