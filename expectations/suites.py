"""What a suite is, and the few shapes of expectation the project uses."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass

import great_expectations.expectations as gxe
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.metadata_types import FailureSeverity

from expectations.no_offenders import ExpectNoOffenders
from expectations.sql import macro, sql
from orchestration.settings import SEEDS

JUDGEMENTS = tuple(macro("judgements").split())
PLACE = ("_release_id", "_locator")


def _published_grades() -> tuple[str, ...]:
    with (SEEDS / "grades.csv").open(encoding="utf-8", newline="") as seed:
        return tuple(row["published_label"] for row in csv.DictReader(seed))


GRADES = _published_grades()


@dataclass(frozen=True)
class Question:
    """Rows of a query, and what is expected of them.

    Attributes:
        query: SQL over the build database. For a rule over rows, the rows; where one stands for
            several alike, `_rows` says for how many. For a rule that looks for offenders, one row
            per thing examined, with what is wrong in the column `problem`, null where nothing is.
        expectations: Great Expectations objects, each with its rule in words.
        locators: Columns that name a row for people.
    """

    query: str
    expectations: tuple[Expectation, ...]
    locators: tuple[str, ...] = PLACE

    @property
    def looks_for_offenders(self) -> bool:
        """Whether the query itself tells offenders from the rest."""
        return all(isinstance(e, ExpectNoOffenders) for e in self.expectations)


@dataclass(frozen=True)
class Suite:
    """All questions about one table.

    Attributes:
        table: The table's name in the build database, with its schema.
        questions: What is asked of it.
    """

    table: str
    questions: tuple[Question, ...]


def none_found(rule: str, query: str, *, locators: tuple[str, ...] = PLACE) -> Question:
    """A query that looks for offenders finds none."""
    return Question(query, (ExpectNoOffenders(rule=rule, meta=_meta(rule)),), locators)


def key(rule: str, table: str, *columns: str, locators: tuple[str, ...] = PLACE) -> Question:
    """No two rows of a table have the same values in these columns."""
    column = columns[0] if len(columns) == 1 else None
    query = sql("unique", table=table, columns=columns, locators=locators)
    expectation = ExpectNoOffenders(rule=rule, column=column, meta=_meta(rule))
    return Question(query, (expectation,), locators)


def _meta(rule: str) -> dict[str, str]:
    return {"rule": rule}


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
