"""Rules about names and codes for files that are well formed and wrong."""

from __future__ import annotations

from collections.abc import Sequence

from expectations.sources import source_of
from expectations.sql import sql
from expectations.suites import Question, none_found

SUBJECT = ("_release_id", "subject")


def coded(table: str, code: str, *, name: str = "la_name", where: str = "") -> Question:
    """Names belong to their codes, in a table without regions.

    Args:
        table: The raw table.
        code: SQL of the authority's code, of the ONS or of the Department for Education; null where
            there is none, and then the name is known.
        name: SQL of the name.
        where: Rows that name an authority; all, where it is empty.
    """
    return none_found(
        "names of authorities are those of their codes",
        sql("landing/plausible/coded", table=table, code=code, spelt=name, where=where),
    )


def ofsted_regions(table: str) -> Question:
    """Every authority is in the region that Ofsted puts it into."""
    return none_found(
        "authorities are in their region",
        sql("landing/plausible/ofsted_regions", table=table),
    )


def plain(table: str, columns: Sequence[str] = ()) -> Question:
    """Names and codes have no character that is not seen.

    Args:
        table: The raw table.
        columns: Those of names and codes; as the table's page has them, where none is given.
    """
    columns = columns or [
        column
        for column in source_of(table).tables[table.rpartition("__")[2]].columns
        if column.endswith(("_code", "_name", "_region"))
    ]
    return none_found(
        "plain characters in names and codes",
        sql("landing/plausible/plain", table=table, columns=columns),
    )
