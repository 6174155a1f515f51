"""Of which columns the columns of a query are computed, in the forms that the models use."""

from __future__ import annotations

import pytest
from sqlglot.errors import SqlglotError

from orchestration.sql_lineage import lineage_of

A, B = ("main", "a"), ("staging", "b")
TABLES = {A: ["code", "day", "n"], B: ["code", "name", "n"]}
TWO_PARTS = (
    "select code, 'a' as part from main.a union all by name select name, code from staging.b"
)


@pytest.mark.parametrize(
    ("sql", "lineage"),
    [
        (
            'select a.code as x, n * 2 as twice, 1 as one from "warehouse"."main"."a" as a',
            {"x": [(A, "code")], "twice": [(A, "n")], "one": []},
        ),
        (
            "with j as (select a.*, b.name from main.a join staging.b as b on a.code = b.code "
            "where b.n > 3) select * exclude (code, day), n + length(name) as both from j",
            {"n": [(A, "n")], "name": [(B, "name")], "both": [(A, "n"), (B, "name")]},
        ),
        (
            "select code from main.a union all select name from staging.b",
            {"code": [(A, "code"), (B, "name")]},
        ),
        (
            f"with u as ({TWO_PARTS}) select * from u order by part",
            {"code": [(A, "code"), (B, "code")], "part": [], "name": [(B, "name")]},
        ),
        (
            f"{TWO_PARTS} union all by name select n as name, day from main.a",
            {
                "code": [(A, "code"), (B, "code")],
                "part": [],
                "name": [(A, "n"), (B, "name")],
                "day": [(A, "day")],
            },
        ),
        (
            "select rank() over by_n as place, lag(day) over (order by code) as before "
            "from main.a window by_n as (partition by code order by n)",
            {"place": [(A, "code"), (A, "n")], "before": [(A, "code"), (A, "day")]},
        ),
        (
            "select count(*) as rows, (select max(n) from staging.b) as most from main.a",
            {"rows": [], "most": [(B, "n")]},
        ),
        (
            "with recursive r as (select n as k from main.a union all select k + 1 from r "
            "where k < 9) select k from r",
            {"k": [(A, "n")]},
        ),
        (
            "select code, unnest([n, 0]) as either from main.a, (values ('x')) as sides (side)",
            {"code": [(A, "code")], "either": [(A, "n")]},
        ),
    ],
    ids=[
        "an expression",
        "a star through a join",
        "a union by place",
        "a union by name",
        "three by name",
        "windows",
        "a count and a subquery",
        "a recursion",
        "values",
    ],
)
def test_a_column_is_made_of_the_columns_in_its_expression(
    sql: str, lineage: dict[str, list[tuple[tuple[str, str], str]]]
) -> None:
    found = lineage_of(sql, TABLES)
    assert found == lineage
    assert list(found) == list(lineage)


def test_a_table_function_is_read_as_a_table_and_its_parameters_are_no_columns() -> None:
    sql = "select f.*, day_asked as day from main.a(date '2025-03-31', day_asked) as f"
    assert lineage_of(sql, {A: ["code", "n"]}, ["day_asked"]) == {
        "code": [(A, "code")],
        "n": [(A, "n")],
        "day": [],
    }


@pytest.mark.parametrize(
    "sql", ["select nothing from main.a", "select from where", "select c.x from main.c"]
)
def test_what_cannot_be_read_is_an_error(sql: str) -> None:
    with pytest.raises(SqlglotError):
        lineage_of(sql, TABLES)
