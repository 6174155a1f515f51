"""The published tables as dbt's project describes them, and as a Frictionless Data Package.

dbt's exposure `published_tables` names the tables; the contract of each, which dbt enforces when it
builds, says the types, the key and the closed vocabularies.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from orchestration.warehouse import quoted

CONTRACT_VERSION = "2.0.0"
EXPOSURE = "published_tables"
FRICTIONLESS_TYPES = {
    "varchar": "string",
    "date": "date",
    "boolean": "boolean",
    "double": "number",
    "bigint": "integer",
    "integer": "integer",
}


@dataclass(frozen=True)
class PublishedTable:
    """A table of the contract, as dbt's project describes it.

    Attributes:
        name: Name in the published database and of its CSV file.
        relation: Where it is in the build database.
        description: What it is, with its grain.
        key: Columns that identify a row and give the order of rows.
        columns: Description, unit, type and constraints of each column, in the table's order.
        foreign_keys: Other tables' keys that columns refer to.
        is_model: Whether dbt builds it; results of the gates are not built by dbt.
    """

    name: str
    relation: str
    description: str
    key: tuple[str, ...]
    columns: Mapping[str, Mapping[str, Any]]
    foreign_keys: Mapping[str, str]
    is_model: bool

    @property
    def order(self) -> str:
        """The key, as SQL sorts by it."""
        return ", ".join(quoted(column) for column in self.key)


def published_tables(manifest: Mapping[str, Any]) -> list[PublishedTable]:
    """The tables that the project's exposure `published_tables` depends on, by name.

    Raises:
        ValueError: A table has no key, or a column no type that a data package knows.
    """
    exposures = {exposure["name"]: exposure for exposure in manifest["exposures"].values()}
    nodes = {**manifest["nodes"], **manifest["sources"]}
    tables = [_table(nodes[node]) for node in exposures[EXPOSURE]["depends_on"]["nodes"]]
    return sorted(tables, key=lambda table: table.name)


def _table(node: Mapping[str, Any]) -> PublishedTable:
    key = _key(node)
    return PublishedTable(
        name=node["meta"].get("published_as", node["name"]),
        relation=f"{node['schema']}.{node.get('identifier') or node['name']}",
        description=" ".join(node["description"].split()),
        key=key,
        columns={
            name: _column(node["name"], column, key) for name, column in node["columns"].items()
        },
        foreign_keys=node["meta"].get("foreign_keys", {}),
        is_model=node["resource_type"] == "model",
    )


def _key(node: Mapping[str, Any]) -> tuple[str, ...]:
    """The primary key of the contract; a source, which has no contract, names it in `meta.key`."""
    keys = [
        constraint["columns"]
        for constraint in node.get("constraints", [])
        if constraint["type"] == "primary_key"
    ]
    if not keys and "key" not in node["meta"]:
        raise ValueError(f"{node['name']} is published and has no primary key in its contract")
    return tuple(keys[0] if keys else node["meta"]["key"])


def _column(table: str, column: Mapping[str, Any], key: tuple[str, ...]) -> dict[str, Any]:
    if column["data_type"] not in FRICTIONLESS_TYPES:
        raise ValueError(f"{table}.{column['name']}: no data_type of {[*FRICTIONLESS_TYPES]}")
    types = {constraint["type"] for constraint in column.get("constraints", [])}
    constraints: dict[str, Any] = {"required": column["name"] in key or "not_null" in types}
    if "unique" in types or key == (column["name"],):
        constraints["unique"] = True
    vocabulary = list(_vocabulary(column))
    if vocabulary:
        constraints["enum"] = vocabulary
    return {
        "description": " ".join(column["description"].split()),
        "unit": column["meta"].get("unit", ""),
        "type": FRICTIONLESS_TYPES[column["data_type"]],
        "constraints": constraints,
    }


def _vocabulary(column: Mapping[str, Any]) -> Iterator[Any]:
    """The values that a check of the form `column in ('a', 'b')` allows."""
    for constraint in column.get("constraints", []):
        if constraint["type"] == "check":
            listed = re.fullmatch(rf"{column['name']} in \((.+)\)", constraint["expression"])
            if listed:
                yield from ast.literal_eval(f"[{listed[1]}]")


def data_package(
    connection: duckdb.DuckDBPyConnection,
    tables: list[PublishedTable],
    source: str,
    functions: Mapping[str, str],
) -> dict[str, Any]:
    """A Frictionless Data Package of the CSV files.

    The same in other formats is listed under `distributions`, of the package and of each resource:
    what the standard does not know it leaves alone.
    It also names the table functions of the database with a hash of their definitions: one that
    is defined anew makes another publication, though no table has changed.
    """
    sources = connection.execute(
        "SELECT publisher || ': ' || publication AS title, max(licence), min(url) FROM releases "
        "GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    return {
        "name": "childrens-services-benchmarks",
        "title": "English children's services: benchmarks of local authorities",
        "contract_version": CONTRACT_VERSION,
        "run": source,
        "licenses": [
            {
                "name": "OGL-UK-3.0",
                "title": "Open Government Licence v3.0",
                "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
            }
        ],
        "sources": [
            {"title": title, "path": url, "licence": licence} for title, licence, url in sources
        ],
        "functions": [
            {"name": name, "sha256": hashlib.sha256(definition.encode()).hexdigest()}
            for name, definition in sorted(functions.items())
        ],
        "distributions": [
            {
                "path": "benchmarks.duckdb",
                "title": "All tables, with their descriptions, and the table functions",
                "format": "duckdb",
                "mediatype": "application/vnd.duckdb",
            },
            {
                "path": "benchmarks.xlsx",
                "title": "Newest figures, judgements, spells, sources and descriptions",
                "format": "xlsx",
                "mediatype": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            },
        ],
        "resources": [_resource(table) for table in tables],
    }


def _resource(table: PublishedTable) -> dict[str, Any]:
    return {
        "name": table.name,
        "path": f"csv/{table.name}.csv",
        "title": table.name.replace("_", " ").capitalize(),
        "description": table.description,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "distributions": [
            {
                "path": f"parquet/{table.name}.parquet",
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
            }
        ],
        "schema": {
            "fields": [_field(name, facts) for name, facts in table.columns.items()],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {
                    "fields": column,
                    "reference": dict(zip(("resource", "fields"), target.split("."), strict=True)),
                }
                for column, target in table.foreign_keys.items()
            ],
        },
    }


def _field(name: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    field = {
        "name": name,
        "title": name.replace("_", " ").capitalize(),
        "type": facts["type"],
        "description": facts["description"],
        "constraints": facts["constraints"],
    }
    return {**field, "unit": facts["unit"]} if facts["unit"] else field
