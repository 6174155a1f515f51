"""One table of a publication: its columns, its figures, the rows that belong to it."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from orchestration.catalogue.page import Edition, Headings, Page, RowFilter
from orchestration.catalogue.statistics import (
    STATISTICS,
    STATISTICS_IGNORED,
    Expected,
    Measure,
)

LINEAGE = ("_release_id", "_file_sha256", "_locator")


class Counted(Page):
    """How a published row about one of many, such as a home, is kept: among those like it.

    Rows with the same words in every other column become one row when the file is read, so that
    nothing about a single one is kept. The place of such a row is its sheet or file.

    Attributes:
        rows: Our name of the number of rows.
        sums: Columns of whole numbers that are added up; an empty cell adds nothing.
    """

    rows: str
    sums: tuple[str, ...] = ()


class Table(Page):
    """One table of a publication.

    Attributes:
        grain: "one row per ..." as the publisher lays it out.
        sheet: Pattern of the sheet's name, for workbooks.
        layout: `statistics` for the Department for Education's open data standards: period, level,
            codes and names are then known, and only filters and figures are written down.
        columns: Our name of each column that identifies or describes a row.
        filters: The same for columns that tell several rows of a period and area apart.
        measures: Our name of each figure; given, the raw table has one row per figure.
        reads: Columns of ours that are read from the report or page a listing row points to.
        ignore: Headings (or /patterns/) deliberately not read.
        rows: The values of a column that make a row part of the table, and those that do not.
        expected: What is true of a table of statistics in every edition.
        stacked: The sheet repeats its header and the table goes on below it; otherwise a
            repeated header ends the table.
        notes: A row of a CSV file with a single filled cell, or none, is a note or spacer; in a
            workbook it always is.
        instead_of: The table whose place this one takes in the editions that lay it out this way.
        older_headings_until: The last edition that used any but the newest heading of a column.
        spellings: For a column of ours, the word the publisher uses now, and those it used before.
        code_row: Pattern of the codes that a hidden row of a workbook gives to its columns, which
            stay when headings are reworded; the figures are then found by their code.
        edition: How the table's edition is told, where it differs from the page's rule.
        counted: Rows that are alike are counted when the file is read, and not kept one by one.
    """

    grain: str
    sheet: str | None = None
    layout: Literal["statistics"] | None = None
    columns: dict[str, Headings] = Field(default_factory=dict)
    filters: dict[str, Headings] = Field(default_factory=dict)
    measures: dict[str, Measure] = Field(default_factory=dict)
    reads: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rows: tuple[RowFilter, ...] = ()
    expected: Expected | None = None
    stacked: bool = False
    notes: bool = False
    instead_of: str | None = None
    older_headings_until: str | None = None
    spellings: dict[str, dict[str, tuple[str, ...]]] = Field(default_factory=dict)
    code_row: str | None = None
    edition: Edition | None = None
    counted: Counted | None = None

    @model_validator(mode="after")
    def _sums_of_columns(self) -> Table:
        if self.counted and (self.measures or set(self.counted.sums) - set(self.columns)):
            raise ValueError("counted.sums must be columns, of a table without measures")
        return self

    @model_validator(mode="before")
    @classmethod
    def _laid_out(cls, given: dict[str, Any]) -> dict[str, Any]:
        """What the layout says need not be written down."""
        if given.get("layout") != "statistics":
            return given
        columns = {**STATISTICS, **given.get("columns", {}), **given.get("filters", {})}
        ignore = [*STATISTICS_IGNORED, *given.get("ignore", [])]
        return {**given, "columns": columns, "ignore": ignore}

    @field_validator("columns", "filters", "measures", mode="before")
    @classmethod
    def _short_forms(cls, value: dict[str, object]) -> dict[str, object]:
        """Allow `ours: heading` and `ours: [heading, older heading]`."""
        return {name: _as_headings(given) for name, given in value.items()}

    @field_validator("rows", mode="before")
    @classmethod
    def _one_filter(cls, value: object) -> object:
        """Allow one filter without a list."""
        return [value] if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _is_whole(self) -> Table:
        if not self.columns:
            raise ValueError("give columns, or a layout that has them")
        if (self.layout is None) != (self.expected is None):
            raise ValueError("a table of statistics says what is expected, and no other does")
        closed = {rule.column for rule in self.rows}
        if not self.filters.keys() <= closed:
            raise ValueError(f"rows must give the values of {sorted(self.filters.keys() - closed)}")
        return self

    @cached_property
    def read_columns(self) -> tuple[str, ...]:
        """Columns of the table as it is read: lineage, ours, then a column per figure.

        Of rows that are counted their number comes last.
        """
        counted = (self.counted.rows,) if self.counted else ()
        return (*LINEAGE, *self.columns, *self.reads, *self.measures, *counted)

    @cached_property
    def known(self) -> dict[str, Headings]:
        """Every column of ours that the publisher has, with its headings."""
        return {**self.columns, **self.measures}

    @cached_property
    def by_heading(self) -> dict[str, str]:
        """Every known heading and the column of ours it stands for."""
        return {h: name for name, known in self.known.items() for h in known.headings}

    @cached_property
    def newest_word(self) -> dict[tuple[str, str], str]:
        """For a column and a word given up, the word in use now."""
        return {
            (column, older): newest
            for column, words in self.spellings.items()
            for newest, known in words.items()
            for older in known
        }

    def is_ignored(self, heading: str) -> bool:
        """Whether the page lists a heading as deliberately not read."""
        return any(
            re.search(entry[1:-1], heading) if entry.startswith("/") else entry == heading
            for entry in self.ignore
        )


def _as_headings(given: object) -> object:
    if isinstance(given, str):
        return {"headings": [given]}
    if isinstance(given, list):
        return {"headings": given}
    return given
