"""The published tables as dbt's project describes them, and as a Frictionless Data Package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

CONTRACT_VERSION = "1.0.0"
FRICTIONLESS_TYPES = {
    "VARCHAR": "string",
    "DATE": "date",
    "BOOLEAN": "boolean",
    "DOUBLE": "number",
    "BIGINT": "integer",
    "INTEGER": "integer",
}


@dataclass(frozen=True)
class PublishedTable:
    """A table of the contract, as dbt's project describes it.

    Attributes:
        name: Name in the published database and of its CSV file.
        relation: Where it is in the build database.
        description: What it is, with its grain.
        key: Columns that identify a row and give the order of rows.
        columns: Description and unit of each column.
        foreign_keys: Other tables' keys that columns refer to.
        is_model: Whether dbt builds it; results of the gates are not built by dbt.
    """

    name: str
    relation: str
    description: str
    key: tuple[str, ...]
    columns: Mapping[str, Mapping[str, str]]
    foreign_keys: Mapping[str, str]
    is_model: bool


def published_tables(manifest: Mapping[str, Any]) -> list[PublishedTable]:
    """Tables of the dbt project that say in `meta.key` how a row is identified."""
    nodes = [*manifest["nodes"].values(), *manifest["sources"].values()]
    tables = [
        PublishedTable(
            name=node["meta"].get("published_as", node["name"]),
            relation=f"{node['schema']}.{node.get('identifier') or node['name']}",
            description=" ".join(node["description"].split()),
            key=tuple(node["meta"]["key"]),
            columns={
                name: {
                    "description": " ".join(column["description"].split()),
                    "unit": column["meta"].get("unit", ""),
                }
                for name, column in node["columns"].items()
            },
            foreign_keys=node["meta"].get("foreign_keys", {}),
            is_model=node["resource_type"] == "model",
        )
        for node in nodes
        if "key" in node.get("meta", {})
    ]
    return sorted(tables, key=lambda table: table.name)


def data_package(
    connection: duckdb.DuckDBPyConnection, tables: list[PublishedTable], source: str
) -> dict[str, Any]:
    """A Frictionless Data Package of the CSV files."""
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
        "resources": [_resource(connection, table) for table in tables],
    }


def _resource(connection: duckdb.DuckDBPyConnection, table: PublishedTable) -> dict[str, Any]:
    columns = connection.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? "
        "ORDER BY column_index",
        [table.name],
    ).fetchall()
    return {
        "name": table.name,
        "path": f"csv/{table.name}.csv",
        "title": table.name.replace("_", " ").capitalize(),
        "description": table.description,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(table, name, type_) for name, type_ in columns],
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


def _field(table: PublishedTable, name: str, type_: str) -> dict[str, Any]:
    facts = table.columns[name]
    field: dict[str, Any] = {
        "name": name,
        "title": name.replace("_", " ").capitalize(),
        "type": FRICTIONLESS_TYPES[type_],
        "description": facts["description"],
        "constraints": {"required": name in table.key},
    }
    return {**field, "unit": facts["unit"]} if facts["unit"] else field
