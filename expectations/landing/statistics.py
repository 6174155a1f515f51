"""Rules shared by every table of the Department for Education's layout."""

from __future__ import annotations

from collections.abc import Iterable

from expectations.sources import source_of
from expectations.sql import sql
from expectations.suites import Question, filled, key, matching, none_found, one_of

# How a kind of period is written, and in words.
PERIODS = {
    "calendar_year": (r"^20\d\d$", "four digits"),
    "financial_year": (r"^20\d\d-\d\d$", "written as 2024-25"),
    "academic_year": (r"^20\d{4}$", "six digits"),
}


def cells(table: str, *, category: str | None = None) -> tuple[Question, ...]:
    """One figure per area, year and measure; a number or a known marker; known levels.

    Args:
        table: The raw table; its page says its markers and its kind of period.
        category: The column that tells several rows of an area and year apart.
    """
    source = source_of(table)
    pattern, form = PERIODS[_period(table)]
    area = "coalesce(la_code, region_code, 'England')"
    categories = () if category is None else (category,)
    return (
        key(
            "one row per year, area and figure",
            table,
            "_release_id", "period", area, "geographic_level", *categories, "measure",
        ),
        Question(
            sql("landing/statistics/cells", table=table),
            (
                filled("every figure is a number or a marker", "value"),
                one_of(
                    "every figure is a number or one of the publisher's markers "
                    f"({'|'.join(source.markers)})",
                    "value",
                    ("a number", *source.markers),
                ),
                matching(f"years are {form}", "period", pattern),
                one_of(
                    "levels are national, regional and local authority",
                    "geographic_level",
                    ("National", "Regional", "Local authority"),
                ),
                matching("authorities have codes", "la_code", r"^\d{3}(?: / \d{3})*$"),
            ),
        ),
    )  # fmt: skip


def _period(table: str) -> str:
    """The kind of period of a table.

    Raises:
        ValueError: Its page does not say.
    """
    source = source_of(table)
    if source.period is None:
        raise ValueError(f"data/sources/{source.page.name}: say the period, one of {[*PERIODS]}")
    return source.period


def areas(table: str, census: str, *, ghosts: bool = False) -> Question:
    """Every year has England, nine regions, and every authority of its day, once each.

    Args:
        table: The raw table.
        census: Month and day of the reference date, as `09-30`; of a period over two calendar
            years it is in the second.
        ghosts: The publisher also lists authorities abolished or not yet created.
    """
    spans_two = _period(table) != "calendar_year"
    year = "cast(cast(left(period, 4) as integer) + 1 as varchar)" if spans_two else "period"
    return none_found(
        "every year has England, nine regions and every authority of its day",
        sql(
            "landing/statistics/areas",
            table=table, census_year=year, census_day=census, ghosts=ghosts,
        ),
    )  # fmt: skip


def codes(table: str) -> Question:
    """Every ONS code belongs to the authority it stands beside."""
    return none_found(
        "every ONS code is a code of its authority", sql("landing/statistics/codes", table=table)
    )


def sums(
    table: str, measures: Iterable[str], tolerance: float, *, category: str = "''"
) -> Question:
    """Nine regions add to England, within what the publisher's rounding allows."""
    return none_found(
        f"nine regions add to England within {tolerance:g}",
        sql(
            "landing/statistics/sums",
            table=table, measures=tuple(measures), tolerance=tolerance, category=category,
        ),
    )  # fmt: skip


def years(table: str, *, rolling: bool = False) -> Question:
    """No year is missing within an edition, and none that an earlier edition has.

    Args:
        table: The raw table.
        rolling: The publisher drops the oldest year from each new edition.
    """
    return none_found(
        "no year is missing between the first and the last, or since the last edition",
        sql("landing/statistics/years", table=table, rolling=rolling),
    )
