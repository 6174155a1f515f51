"""What Dagster's pages say of dbt: columns as the contract has them, tests as sentences."""

from __future__ import annotations

from typing import Any

import pytest

from orchestration.assets.dbt_described import check_description, column_schema, contract_columns


def _test(kind: str, severity: str = "error", **given: Any) -> dict[str, Any]:
    return {
        "name": f"{kind}_of_something",
        "description": "",
        "config": {"severity": severity},
        "test_metadata": {"name": kind, "kwargs": given},
    }


@pytest.mark.parametrize(
    ("node", "sentence"),
    [
        (_test("unique", column_name="la_code"), "No two rows have the same la_code."),
        (
            _test("unique_combination", combination=["la_code", "period", "model"]),
            "No two rows have the same la_code, period and model.",
        ),
        (
            _test("accepted_values", column_name="grade", values=["Good", 4]),
            "grade is one of: Good, 4.",
        ),
        (
            _test("relationships", column_name="region", field="code", to="ref('regions')"),
            "Every region is there as code in regions.",
        ),
        (
            _test("keys", unique=["a", "b"], filled=["c"]),
            "Each a and b is there once. c is never empty.",
        ),
        (_test("keys", unique=[], filled=["c", "d"]), "c and d are never empty."),
    ],
)
def test_a_test_is_a_sentence_and_says_what_follows(node: dict[str, Any], sentence: str) -> None:
    assert check_description(node) == f"{sentence} Where it is not so, the build stops."


def test_a_test_that_warns_says_so_and_its_own_words_come_first() -> None:
    node = {**_test("unique", "WARN"), "description": "Codes are never reused."}
    assert check_description(node) == "Codes are never reused. Where it is not so, a run warns."


def test_a_test_of_an_unknown_kind_must_describe_itself() -> None:
    with pytest.raises(ValueError, match="dbt test odd_of_something: give it a description"):
        check_description(_test("odd"))


def _model(**facts: Any) -> dict[str, Any]:
    return {
        "config": {"contract": {"enforced": True}},
        "constraints": [{"type": "primary_key", "columns": ["la_code"]}],
        "columns": {
            "la_code": {"data_type": "VARCHAR", "description": "Code of an\n  authority."},
            "value": {"data_type": "DOUBLE", "constraints": [{"type": "not_null"}]},
            "marker": {"data_type": "VARCHAR"},
        },
        **facts,
    }


def test_a_contract_gives_types_descriptions_and_what_may_be_empty() -> None:
    columns = contract_columns(_model())["dagster/column_schema"].columns
    assert [(c.name, c.type, c.description) for c in columns] == [
        ("la_code", "varchar", "Code of an authority."),
        ("value", "double", None),
        ("marker", "varchar", None),
    ]
    found = {c.name: (c.constraints.nullable, c.constraints.unique) for c in columns}
    assert found == {"la_code": (False, True), "value": (False, False), "marker": (True, False)}


def test_a_part_of_a_key_is_not_unique_by_itself() -> None:
    node = _model(constraints=[{"type": "primary_key", "columns": ["la_code", "value"]}])
    columns = contract_columns(node)["dagster/column_schema"].columns
    assert [c.constraints.unique for c in columns] == [False, False, False]


def test_without_a_contract_columns_are_known_when_they_are_built() -> None:
    node = _model(config={}, constraints=[])
    assert contract_columns(node) == {}
    columns = column_schema(node, {"value": "DOUBLE", "new": "DATE"})["dagster/column_schema"]
    assert [(c.name, c.type) for c in columns.columns] == [("value", "double"), ("new", "date")]
