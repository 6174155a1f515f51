"""Questions of the suites put to Great Expectations, and what it answers.

Great Expectations does not work on DuckDB through SQLAlchemy, so a question's rows go to it as a
data frame; of questions that look for offenders only the counts do, one row per rule.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import duckdb
import pandas as pd

from orchestration.warehouse import quoted

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

    from expectations.suites import Question, Suite

EXAMPLES = 5


@dataclass(frozen=True)
class GateResult:
    """One expectation evaluated: a row of the published `gate_results`.

    `evaluated` counts the rows examined and `unexpected` those that break the rule; `examples`
    names some of them by release and place in the file.
    """

    gate: str
    table_name: str
    rule: str
    expectation: str
    column_name: str
    severity: str
    success: bool
    evaluated: int
    unexpected: int
    examples: str | None


def evaluate(
    connection: duckdb.DuckDBPyConnection, gate: str, suites: "Iterable[Suite]"
) -> Iterator[GateResult]:
    """Evaluate suites.

    A rule is broken, too, if it cannot be asked because a table or column is not there.

    Args:
        connection: The build database, with what the queries refer to attached.
        gate: `landing` or `release`.
        suites: What to ask.

    Yields:
        A result per expectation, in the order of the suites.
    """
    judge = _Judge()
    for suite in suites:
        for answer in _answers(connection, judge, suite):
            kind, column, rule = _identity(answer.expectation)
            severity = answer.expectation.severity
            yield GateResult(
                gate=gate,
                table_name=suite.table,
                rule=rule,
                expectation=kind,
                column_name=column,
                severity=str(getattr(severity, "value", severity)),
                success=answer.success,
                evaluated=answer.evaluated,
                unexpected=answer.unexpected,
                examples=answer.examples,
            )


@dataclass(frozen=True)
class _Answer:
    """What is known of one expectation after it was asked."""

    expectation: "Expectation"
    success: bool
    evaluated: int
    unexpected: int = 0
    examples: str | None = None


class _Judge:
    """Great Expectations, with one data frame at a time."""

    def __init__(self) -> None:
        """Start it without a progress bar, and without a word to anyone."""
        os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
        import great_expectations as gx
        from great_expectations.data_context.types.base import ProgressBarsConfig

        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        asset = context.data_sources.add_pandas("build").add_dataframe_asset("rows")
        self._batches = asset.add_batch_definition_whole_dataframe("all")
        self._suite = gx.ExpectationSuite

    def answers(
        self,
        rows: pd.DataFrame,
        expectations: "Iterable[Expectation]",
        result_format: Literal["BOOLEAN_ONLY", "BASIC"] | dict[str, Any],
    ) -> list[Any]:
        """What it says of the rows, an answer per expectation, in their order."""
        asked = list(expectations)
        batch = self._batches.get_batch({"dataframe": rows})
        suite = self._suite(name="question", expectations=asked)
        # Answers come sorted by column.
        said: list[Any] = list(batch.validate(suite, result_format=result_format).results)
        answers = {
            (config.type, config.kwargs.get("column", "all"), config.meta["rule"]): answer
            for answer, config in [(answer, answer.expectation_config) for answer in said]
        }
        return [answers[_identity(expectation)] for expectation in asked]


def _identity(expectation: "Expectation") -> tuple[str, str, str]:
    """Type, column and rule: the key of a result within its table."""
    column = getattr(expectation, "column", None) or "all"
    return expectation.expectation_type, column, (expectation.meta or {})["rule"]


@dataclass(frozen=True)
class _Search:
    """What a question that looks for offenders has found; only this leaves the database."""

    question: "Question"
    examined: int
    offenders: int
    places: list[str]


def _answers(
    connection: duckdb.DuckDBPyConnection, judge: _Judge, suite: "Suite"
) -> Iterator[_Answer]:
    """Answers in the order of the suite; all that was searched goes to the judge at once."""
    answers: dict[int, list[_Answer]] = {}
    searches: dict[int, _Search] = {}
    for number, question in enumerate(suite.questions):
        try:
            if question.looks_for_offenders:
                searches[number] = _searched(connection, question)
            else:
                answers[number] = list(_looked(connection, judge, question))
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            reason = f"cannot be asked: {str(error).splitlines()[0]}"
            answers[number] = [_Answer(e, False, 0, 1, reason) for e in question.expectations]
    for number, answer in zip(searches, _judged(judge, [*searches.values()]), strict=True):
        answers[number] = [answer]
    for number in range(len(suite.questions)):
        yield from answers[number]


def _searched(connection: duckdb.DuckDBPyConnection, question: "Question") -> _Search:
    ((examined, offenders, found),) = connection.execute(
        "SELECT count(*), count(problem), "
        f"min(asked, {EXAMPLES}) FILTER (problem IS NOT NULL) "
        f"FROM ({question.query}\n) AS asked"
    ).fetchall()
    places = [_place(question, offender, offender["problem"]) for offender in found or []]
    return _Search(question, examined, offenders, places)


def _judged(judge: _Judge, searches: list[_Search]) -> Iterator[_Answer]:
    expectations = [e for search in searches for e in search.question.expectations]
    if not expectations:
        return
    counts = pd.DataFrame(
        {
            "rule": [_identity(expectation)[2] for expectation in expectations],
            "examined": [search.examined for search in searches],
            "offenders": [search.offenders for search in searches],
        }
    )
    answers = judge.answers(counts, expectations, "BASIC")
    for expectation, search, answer in zip(expectations, searches, answers, strict=True):
        examined, found = (answer.result[n] for n in ("element_count", "unexpected_count"))
        examples = None if answer.success else _listed(search.places, found)
        yield _Answer(expectation, bool(answer.success), examined, found, examples)


def _looked(
    connection: duckdb.DuckDBPyConnection, judge: _Judge, question: "Question"
) -> Iterator[_Answer]:
    """Ask of every row whether the rules hold, and for details only where they do not.

    Rows that are alike in what the rules look at leave the database as one.
    """
    asked = connection.sql(question.query)
    columns = [getattr(e, "column", None) for e in question.expectations]
    if all(columns):
        alike = "sum(_rows)" if "_rows" in asked.columns else "count(*)"
        named = [quoted(column) for column in asked.columns if column in columns]
        rows = asked.aggregate(", ".join([*named, f"{alike} AS _rows"])).df()
        evaluated = int(rows["_rows"].sum())
    else:
        rows = asked.df()
        evaluated = len(rows)
    answers = judge.answers(rows, question.expectations, "BOOLEAN_ONLY")
    for expectation, answer in zip(question.expectations, answers, strict=True):
        if answer.success:
            yield _Answer(expectation, True, evaluated)
        else:
            needed = {*question.locators, "_rows", getattr(expectation, "column", None)}
            shown = [quoted(column) for column in asked.columns if column in needed]
            rows = asked.select(", ".join(shown) or "*").df()
            yield _broken(judge, question, rows, expectation, evaluated)


def _broken(
    judge: _Judge,
    question: "Question",
    rows: pd.DataFrame,
    expectation: "Expectation",
    evaluated: int,
) -> _Answer:
    """Where the first offenders are and what they hold; or the error that prevented the check."""
    naming = [c for c in (*question.locators, "_rows") if c in rows]
    details = {"result_format": "COMPLETE", "unexpected_index_column_names": naming}
    (answer,) = judge.answers(rows, [expectation], details)
    found = answer.result.get("unexpected_index_list") or []
    if found:
        column = getattr(expectation, "column", None)
        places = [_place(question, row, row.get(column)) for row in found[:EXAMPLES]]
        n = sum(int(row.get("_rows", 1)) for row in found)
        return _Answer(expectation, False, evaluated, n, _listed(places, len(found)))
    observed = answer.result.get("observed_value")
    said = f"{evaluated} rows" if observed is None else f"observed {observed}"
    reason = next(_exceptions(answer.exception_info), said)
    return _Answer(expectation, False, evaluated, 1, reason)


def _place(question: "Question", row: dict[str, Any], value: Any) -> str:
    place = " ".join(str(row[name]) for name in question.locators if row.get(name))
    return f"{place}: {value}" if pd.notna(value) else place


def _listed(places: list[str], found: int) -> str:
    more = found - len(places)
    return "; ".join(places) + (f"; and {more} more" if more > 0 else "")


def _exceptions(info: Any) -> Iterator[str]:
    """Great Expectations hides a missing column in here and leaves the result empty."""
    if isinstance(info, dict):
        if info.get("exception_message"):
            yield str(info["exception_message"])
        for nested in info.values():
            yield from _exceptions(nested)
