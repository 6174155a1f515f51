"""What Dagster shows of dbt beside the graph: columns, their lineage, each test in a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg

from orchestration.column_lineage import Columns

Node = Mapping[str, Any]


def has_contract(node: Node) -> bool:
    """Whether dbt enforces the columns that the project says, so that they are known at once."""
    return bool(node["config"].get("contract", {}).get("enforced"))


def contract_columns(node: Node) -> dict[str, dg.TableSchema]:
    """Metadata with the columns of a contract; none for a node whose types are known when built."""
    if not has_contract(node):
        return {}
    return column_schema(node, {name: c["data_type"] for name, c in node["columns"].items()})


def column_schema(node: Node, types: Mapping[str, str]) -> dict[str, dg.TableSchema]:
    """Metadata with columns and their types, as the project describes and constrains them."""
    described: Mapping[str, Node] = node["columns"]
    keys = {
        name
        for constraint in node.get("constraints", [])
        if constraint["type"] == "primary_key"
        for name in constraint["columns"]
    }
    columns = []
    for name, kind in types.items():
        column = described.get(name, {})
        constraints = {constraint["type"] for constraint in column.get("constraints", [])}
        columns.append(
            dg.TableColumn(
                name,
                kind.lower(),
                " ".join(column.get("description", "").split()) or None,
                dg.TableColumnConstraints(
                    nullable=name not in keys and "not_null" not in constraints,
                    unique="unique" in constraints or keys == {name},
                ),
            )
        )
    return {"dagster/column_schema": dg.TableSchema(columns)}


def column_lineage(
    columns: Columns, keys: Mapping[str, dg.AssetKey]
) -> dict[str, dg.TableColumnLineage]:
    """Metadata with the columns that each column is computed of.

    Args:
        columns: As `orchestration.column_lineage` has them.
        keys: Asset of each node of dbt.
    """
    made_of = {
        column: [dg.TableColumnDep(keys[parent], name) for parent, name in sources]
        for column, sources in columns.items()
    }
    return {"dagster/column_lineage": dg.TableColumnLineage(made_of)}


def check_description(node: Node) -> str:
    """What a dbt test asks, and what follows where the answer is no."""
    stops = node["config"]["severity"].lower() == "error"
    return f"{_asked(node)} Where it is not so, {'the build stops' if stops else 'a run warns'}."


def _asked(node: Node) -> str:
    """The test's own description, or else its kind and columns as a sentence.

    Raises:
        ValueError: It has no description and is of a kind that has no sentence here.
    """
    if node["description"]:
        return str(node["description"])
    kind, given = node["test_metadata"]["name"], node["test_metadata"]["kwargs"]
    column = given.get("column_name")
    if kind == "unique":
        return f"No two rows have the same {column}."
    if kind == "unique_combination":
        return f"No two rows have the same {_together(given['combination'])}."
    if kind == "accepted_values":
        return f"{column} is one of: {', '.join(map(str, given['values']))}."
    if kind == "relationships":
        (other,) = re.findall(r"'([^']+)'\)$", given["to"])
        return f"Every {column} is there as {given['field']} in {other}."
    if kind == "keys":
        once, filled = given["unique"], given.get("filled", [])
        parts = [f"Each {_together(once)} is there once."] if once else []
        parts += [f"{_together(filled)} {_are(filled)} never empty."] if filled else []
        return " ".join(parts)
    raise ValueError(f"dbt test {node['name']}: give it a description that says what it asks")


def _together(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _are(names: Sequence[str]) -> str:
    return "are" if len(names) > 1 else "is"
