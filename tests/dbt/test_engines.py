"""What DuckDB and Spark say differently: each dispatched macro gives the same on both.

DuckDB is asked always; Spark where it is installed (`make spark`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pytest

from expectations import sql
from orchestration.settings import DBT_PROJECT, PROJECT_ROOT
from orchestration.spark import refuse_without_spark

ENGINES_SQL = (DBT_PROJECT / "macros" / "engines.sql").read_text("utf-8")
DISPATCHED = re.findall(r"adapter\.dispatch\('(\w+)'", ENGINES_SQL)

TWO = "(values ('a', 1, cast(null as integer)), ('b', 2, 5)) as two (k, v, w)"
SIX = (
    "(values (41.544272e0), (0e0), (12.085106e0), (13.592233e0), (18.337408e0), (38.947368e0)) "
    "as six (v)"
)
# A query with macros, and the rows that it gives.
CASES: list[tuple[str, list[tuple[Any, ...]]]] = [
    ("select {{ days_between(\"date '2020-02-01'\", \"date '2020-03-01'\") }}", [(29,)]),
    ("select {{ days_between(\"date '2020-03-01'\", \"date '2020-02-01'\") }}", [(-29,)]),
    ("select {{ days_between('cast(null as date)', \"date '2020-02-01'\") }}", [(None,)]),
    ("select {{ is_whole_match(\"'1.5'\", \"'-?[0-9]+([.][0-9]+)?'\") }}", [(True,)]),
    ("select {{ is_whole_match(\"'1.5 c'\", \"'-?[0-9]+([.][0-9]+)?'\") }}", [(False,)]),
    ("select {{ is_whole_match(\"'1' || chr(10)\", \"'[0-9]'\") }}", [(False,)]),
    ("select {{ is_whole_match(\"'b'\", \"'a|b'\") }}", [(True,)]),
    ("select {{ is_whole_match('cast(null as string)', \"'a'\") }}", [(None,)]),
    ("select {{ replaced_everywhere(\"'a  b c'\", \"' +'\", \"'+'\") }}", [("a+b+c",)]),
    ("select {{ parts_of(\"'a+b|c'\", \"'+'\") }}", [(["a", "b|c"],)]),
    ("select {{ parts_of(\"'a+b|c'\", \"'|'\") }}", [(["a+b", "c"],)]),
    ("select {{ parts_of('cast(null as string)', \"'|'\") }}", [(None,)]),
    ("select {{ joined('k', \"' / '\", 'v') }} from " + TWO, [("a / b",)]),
    ("select {{ joined('k', \"' / '\", '-v') }} from " + TWO, [("b / a",)]),
    ("select {{ all_but('two', ['v', 'w']) }} from " + TWO + " order by k", [("a",), ("b",)]),
    ("select {{ row_per(parts_of(\"'a,b'\", \"','\")) }} as x order by x", [("a",), ("b",)]),
    ("select {{ whole_numbers('2', '2 * 2') }}", [([2, 3, 4],)]),
    (
        "select v, {{ running_product('v / 4', 'by_k') }} as p from "
        + TWO
        + " window by_k as (order by k) order by v",
        [(1, 0.25), (2, 0.125)],
    ),
    (
        "select v, {{ running_product('v - 1', 'by_k') }} as p from "
        + TWO
        + " window by_k as (order by k) order by v",
        [(1, 0.0), (2, 0.0)],
    ),
    # 1.005 is a little less than it says, as a binary fraction; 2.5 is what it says.
    ("select {{ rounded('1.005e0', 2) }}, {{ rounded('2.5e0', 0) }}", [(1.0, 3.0)]),
    ("select {{ rounded('-2.5e0', 0) }}, {{ rounded('0.5e0 + 1', 0) }}", [(-3.0, 2.0)]),
    ("select {{ rounded('cast(null as double)', 2) }}", [(None,)]),
    ("select {{ exact_mean('v') }} from (values (1e0), (0e0), (0e0)) as t (v)", [(1 / 3,)]),
    ("select {{ exact_mean('w') }} from " + TWO, [(5.0,)]),
    # Its seventh decimal is a half as it prints and less than that as a binary fraction.
    ("select {{ exact_mean('v') }} from (values (4.0000005e0)) as t (v)", [(4.0,)]),
    # A sixth of 124.506387, with and without the count beside it.
    ("select {{ exact_mean('v') }} from " + SIX, [(124.506387 / 6,)]),
    ("select {{ exact_mean('v') }}, count(v) from " + SIX, [(124.506387 / 6, 6)]),
    ("select cast({{ six_places('4.0000005e0') }} as double)", [(4.0,)]),
    ("select cast({{ six_places('-1.0000015e0') }} as double)", [(-1.000002,)]),
    ("select cast({{ six_places('cast(null as double)') }} as double)", [(None,)]),
]

Asked = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(scope="module", params=["duckdb", "spark"])
def asked(request: pytest.FixtureRequest) -> Iterator[Asked]:
    """Asks one engine a query with macros."""
    if request.param == "duckdb":
        with duckdb.connect() as connection:
            yield lambda query: connection.execute(sql.rendered(query)).fetchall()
        return
    try:
        refuse_without_spark()
    except ValueError as error:
        pytest.skip(str(error))
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.catalogImplementation", "in-memory").getOrCreate()
    yield lambda query: [tuple(r) for r in session.sql(sql.rendered(query, "spark")).collect()]
    session.stop()


@pytest.mark.parametrize(("query", "rows"), CASES, ids=[query for query, _ in CASES])
def test_a_macro_says_the_same_to_either_engine(
    asked: Asked, query: str, rows: list[tuple[Any, ...]]
) -> None:
    assert asked(query) == rows


def test_every_dispatched_macro_has_both_forms_a_case_and_a_line_in_the_docs() -> None:
    listed = (PROJECT_ROOT / "docs" / "spark.md").read_text("utf-8")
    assert len(DISPATCHED) >= 10
    for name in DISPATCHED:
        for engine in ("duckdb", "spark"):
            assert f"macro {engine}__{name}(" in ENGINES_SQL
        assert any(f"{name}(" in query for query, _ in CASES), name
        assert f"\n| `{name}` |" in listed, name
