"""What a suite is, and the few shapes of expectation the project uses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import great_expectations.expectations as gxe
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.metadata_types import FailureSeverity

GRADES = ("Outstanding", "Good", "Requires improvement to be good", "Inadequate")


@dataclass(frozen=True)
class Question:
    """Rows of a query, and what is expected of them.

    Attributes:
        query: SQL over the build database; `_release_id` and `_locator`, or other columns that
            name a row for people, are shown for rows that break a rule.
        expectations: Great Expectations objects, each with its rule in words.
        locators: Columns that name a row.
    """

    query: str
    expectations: tuple[Expectation, ...]
    locators: tuple[str, ...] = ("_release_id", "_locator")


@dataclass(frozen=True)
class Suite:
    """All questions about one table.

    Attributes:
        table: The table's name in the build database, with its schema.
        questions: What is asked of it.
    """

    table: str
    questions: tuple[Question, ...]


def _meta(rule: str) -> dict[str, str]:
    return {"rule": rule}


def key(rule: str, *columns: str) -> Expectation:
    """No two rows have the same values in these columns."""
    if len(columns) == 1:
        return gxe.ExpectColumnValuesToBeUnique(column=columns[0], meta=_meta(rule))
    return gxe.ExpectCompoundColumnsToBeUnique(column_list=list(columns), meta=_meta(rule))


def filled(rule: str, column: str) -> Expectation:
    """A column is never empty."""
    return gxe.ExpectColumnValuesToNotBeNull(column=column, meta=_meta(rule))


def one_of(rule: str, column: str, values: Iterable[object]) -> Expectation:
    """A closed vocabulary; an empty cell passes."""
    return gxe.ExpectColumnValuesToBeInSet(column=column, value_set=list(values), meta=_meta(rule))


def between(
    rule: str, column: str, low: float | None, high: float | None, *, warn: bool = False
) -> Expectation:
    """Numbers within limits; an empty cell passes. Warnings are shown and do not stop a run."""
    return gxe.ExpectColumnValuesToBeBetween(
        column=column,
        min_value=low,
        max_value=high,
        severity=FailureSeverity.WARNING if warn else FailureSeverity.CRITICAL,
        meta=_meta(rule),
    )


def matching(rule: str, column: str, pattern: str) -> Expectation:
    """Text of a given form; an empty cell passes."""
    return gxe.ExpectColumnValuesToMatchRegex(column=column, regex=pattern, meta=_meta(rule))


def row_count(rule: str, low: int, high: int | None = None) -> Expectation:
    """A number of rows."""
    return gxe.ExpectTableRowCountToBeBetween(
        min_value=low, max_value=low if high is None else high, meta=_meta(rule)
    )


def none_found(rule: str) -> Expectation:
    """A query that looks for offenders finds none: each row it returns is one.

    The query must have a column `problem` that says what is wrong in words.
    """
    return gxe.ExpectColumnValuesToBeNull(column="problem", meta=_meta(rule))
