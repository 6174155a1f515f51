"""Column lineage of one query in DuckDB's dialect, as sqlglot reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from sqlglot import MappingSchema, exp, parse_one
from sqlglot.errors import SqlglotError
from sqlglot.lineage import Node, lineage
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import build_scope

DIALECT = "duckdb"

# Schema and name of a table.
Relation = tuple[str, str]


def lineage_of(
    sql: str, tables: Mapping[Relation, Sequence[str]], parameters: Iterable[str] = ()
) -> dict[str, list[tuple[Relation, str]]]:
    """The columns in the expression of each column of a query, in the query's order.

    A window is part of the expression; what only joins, filters or sorts rows is not. A constant
    and a count of rows have none.

    Args:
        sql: The query.
        tables: Columns of what it reads. A function of such a name is read as a table.
        parameters: Words that stand for a value and not for a column.

    Raises:
        SqlglotError: The query cannot be read, or has a column or table that is not there.
    """
    tree = parse_one(sql, dialect=DIALECT)
    _read_functions_as_tables(tree, tables)
    _set_parameters(tree, set(parameters))
    _write_windows_out(tree)
    schema: dict[str, Any] = {}
    for (folder, name), columns in tables.items():
        schema.setdefault(folder, {})[name] = dict.fromkeys(columns, "text")
    known = MappingSchema(schema, dialect=DIALECT, normalize=False)
    tree = cast("exp.Query", qualify(tree, schema=known, dialect=DIALECT, identify=False))
    # The inner first: an outer union has its columns.
    for union in reversed(list(tree.find_all(exp.SetOperation))):
        if union.args.get("by_name"):
            _line_up(union)
    read = lineage(None, tree, known, dialect=DIALECT, scope=build_scope(tree), trim_selects=False)
    found = {column: _sources(node) for column, node in read.items()}
    unknown = {relation for sources in found.values() for relation, _ in sources} - tables.keys()
    if unknown:
        raise SqlglotError(f"columns of tables that are not known: {sorted(unknown)}")
    return found


def _sources(column: Node) -> list[tuple[Relation, str]]:
    """Columns of tables with a schema, at which a column's lineage ends."""
    return sorted(
        {
            ((table.db, table.name), node.name.rpartition(".")[2])
            for node in column.walk()
            if isinstance(table := node.expression, exp.Table) and table.db
        }
    )


def _read_functions_as_tables(tree: exp.Expr, tables: Mapping[Relation, Sequence[str]]) -> None:
    for table in tree.find_all(exp.Table):
        table.set("catalog", None)
        if isinstance(table.this, exp.Anonymous) and (table.db, table.this.name) in tables:
            table.set("this", exp.to_identifier(table.this.name, quoted=True))


def _set_parameters(tree: exp.Expr, parameters: set[str]) -> None:
    for column in list(tree.find_all(exp.Column)):
        if column.name in parameters and not column.table:
            column.replace(exp.Placeholder(this=column.name))


def _write_windows_out(tree: exp.Expr) -> None:
    """Put each window that has a name where the name is, since sqlglot does not look it up."""
    # The inner first: the name of an inner window hides that of an outer one.
    for select in reversed(list(tree.find_all(exp.Select))):
        named = {window.name: window for window in select.args.get("windows") or ()}
        for window in select.find_all(exp.Window):
            if window.args.get("over") and (definition := named.get(window.text("alias"))):
                window.set("alias", None)
                for part in ("partition_by", "order", "spec"):
                    window.set(part, definition.copy().args.get(part))


def _line_up(union: exp.SetOperation) -> None:
    """Give both sides of a union by name all columns in one order; sqlglot goes by the place."""
    names = union.named_selects
    for place in ("this", "expression"):
        side = union.args[place]
        has = set(side.named_selects)
        columns = [exp.column(name, "side") if name in has else exp.null() for name in names]
        projections = [exp.alias_(c, name) for c, name in zip(columns, names, strict=True)]
        union.set(place, exp.select(*projections).from_(side.subquery("side")))
