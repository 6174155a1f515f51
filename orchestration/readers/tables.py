"""The rows of a recognised table as raw text, laid out as its source page says.

Every heading must be one the page maps or ignores, so that a column added or renamed by the
publisher stops the run. Columns of editions older than the newest on the page are history: what
the publisher has given up since is not asked about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

import pandas as pd

from orchestration.catalogue import CellRule, Counted, RowFilter, Table
from orchestration.errors import SourceError, listed
from orchestration.readers.headings import SEARCHED_ROWS, header_row, headings
from orchestration.readers.recognition import Found
from orchestration.readers.sheets import Grid, Sheets

# So many values outside a vocabulary are named; more are a sign of another column.
MOST_NAMED = 20
# A minus alone is a marker, and before a number a sign.
FORMULA = re.compile(r"[=+@]|-(?!$|[\d,]*\.?\d+(?:[eE][-+]?\d+)?$)")


def read_table(file_name: str, sheets: Sheets, found: Found) -> tuple[str, pd.DataFrame]:
    """Read one table of a recognised file.

    Returns:
        The edition, and the rows as text with `_locator` and the page's columns; the release and
        the hash are for the caller to add.

    Raises:
        SourceError: A heading is unknown or missing, a row is ragged, a vocabulary is broken, or
            its edition is not stated.
    """
    grid = sheets.read(found.sheet)
    head = _head(file_name, grid, found)
    records = _kept_records(file_name, grid, head, found)
    if not records:
        raise SourceError(file_name, "rows", "the table has no rows", found.sheet or found.table)
    edition = _edition(file_name, sheets, found, records)
    if not found.source.is_known_to_be_older(edition):
        _refuse_unknown_columns(file_name, head, found)
    _require_columns(file_name, found, records[0], edition)
    _refuse_older_headings(file_name, head, found, edition)
    table = found.source.tables[found.table]
    if table.counted:
        return edition, _counted_frame(file_name, table, table.counted, records)
    return edition, _raw_frame(table, records)


def read_records(file_name: str, sheets: Sheets, found: Found) -> list[dict[str, str]]:
    """Rows of a table as records of our columns, with `_locator`, every column required.

    Raises:
        SourceError: As `read_table`.
    """
    grid = sheets.read(found.sheet)
    head = _head(file_name, grid, found)
    records = _kept_records(file_name, grid, head, found)
    if records:
        _refuse_unknown_columns(file_name, head, found)
        _require_columns(file_name, found, records[0], "")
    return records


def stated_fact(sheets: Sheets, rule: CellRule) -> str | None:
    """What a workbook says of itself: the first match of a pattern in a sheet's rows.

    A date in words ("31 March 2025") becomes ISO 8601.
    """
    for sheet in sheets.names:
        if re.fullmatch(rule.sheet, sheet):
            for row in sheets.read(sheet):
                match = re.search(rule.pattern, " ".join(cell for cell in row if cell))
                if match:
                    return _iso_date(match.group(1))
    return None


def _iso_date(fact: str) -> str:
    try:
        return datetime.strptime(fact, "%d %B %Y").date().isoformat()
    except ValueError:
        return fact


@dataclass(frozen=True)
class _Head:
    """What stands over the rows of a table.

    Attributes:
        rows: The number of rows up to the header, itself included.
        header: Its cells.
        codes: The publisher's code of each column, empty where the page names none.
    """

    rows: int
    header: list[str]
    codes: list[str]


def _head(file_name: str, grid: Grid, found: Found) -> _Head:
    """Find it.

    Raises:
        SourceError: It is not in its place, or not there.
    """
    table = found.source.tables[found.table]
    rows, header = header_row(grid, found.source, table)
    if not found.sheet and rows != 1:
        raise SourceError(file_name, "header position", "the header is not the first line", "row 1")
    if not any(heading in table.by_heading for heading in headings(header)):
        raise SourceError(
            file_name,
            "header",
            f"no row down to {SEARCHED_ROWS} has a heading of tables.{found.table} in "
            f"data/sources/{found.source.page.name}",
            found.sheet or "row 1",
        )
    return _Head(rows, header, _codes(file_name, grid, found))


def _kept_records(file_name: str, grid: Grid, head: _Head, found: Found) -> list[dict[str, str]]:
    """The records that the page keeps; a value that it neither keeps nor drops is refused.

    All such values are named at once, each with the place where it stands first.

    Raises:
        SourceError: As `read_table`.
    """
    kept = list(_records(file_name, grid, head, found))
    for rule in found.source.tables[found.table].rows:
        kept = _closed(file_name, kept, rule, found)
    return kept


def _closed(
    file_name: str, records: list[dict[str, str]], rule: RowFilter, found: Found
) -> list[dict[str, str]]:
    kept, unknown = [], dict[str, str]()
    for record in records:
        value = record.get(rule.column, "")
        if value in rule.keep:
            kept.append(record)
        elif value not in rule.drop:
            unknown.setdefault(value, record["_locator"])
    if unknown:
        named = listed((f"{value[:80]!r} ({at})" for value, at in unknown.items()), MOST_NAMED)
        raise SourceError(
            file_name,
            "closed vocabulary",
            f"{rule.column} is {named}; tables.{found.table}.rows in "
            f"data/sources/{found.source.page.name} neither keeps nor drops that",
            next(iter(unknown.values())),
        )
    return kept


def _records(file_name: str, grid: Grid, head: _Head, found: Found) -> Iterator[dict[str, str]]:
    """Rows of a table as records of our columns, with `_locator`."""
    table = found.source.tables[found.table]
    columns = _our_columns(file_name, head.header, head.codes, found)
    key_cells = head.header[:2]
    for number, row in enumerate(grid[head.rows :], start=head.rows + 1):
        if _is_blank(row, has_notes=bool(found.sheet) or table.notes):
            continue
        if row[: len(key_cells)] == key_cells:
            if not table.stacked:
                return
            columns = _our_columns(file_name, row, head.codes, found)
            continue
        if row is head.codes:
            continue
        locator = f"{found.sheet}!{number}" if found.sheet else f"row {number}"
        if len(row) != len(head.header):
            raise SourceError(
                file_name,
                "row length",
                f"{len(row)} fields where the header has {len(head.header)}",
                locator,
            )
        record = {
            ours: table.newest_word.get((ours, cell), cell)
            for ours, cell in zip(columns, row, strict=True)
            if ours
        }
        _refuse_formulas(file_name, record, locator)
        record["_locator"] = locator
        yield record


def _is_blank(row: list[str], *, has_notes: bool) -> bool:
    """Whether a row is nobody's: an empty line; with notes, a title or spacer between rows too."""
    return sum(map(bool, row)) <= 1 if has_notes else not any(row) and len(row) <= 1


def _refuse_formulas(file_name: str, record: Mapping[str, str], locator: str) -> None:
    """No publisher writes a cell that a spreadsheet would run when it opens our CSV files."""
    for column, cell in record.items():
        if FORMULA.match(cell):
            raise SourceError(file_name, "formula", f"{column} is {cell[:40]!r}", locator)


def _codes(file_name: str, grid: Grid, found: Found) -> list[str]:
    """The hidden row with the publisher's code of each column; empty where the page names none.

    Raises:
        SourceError: There is none.
    """
    pattern = found.source.tables[found.table].code_row
    if pattern is None:
        return []
    for row in grid:
        if any(re.match(pattern, cell) for cell in row):
            return row
    raise SourceError(file_name, "row of codes", f"no cell matches {pattern}", found.sheet)


def _our_columns(
    file_name: str, header: list[str], codes: list[str], found: Found
) -> list[str | None]:
    """Our name for each column, None for one that is not read: by its code, or by its heading."""
    table = found.source.tables[found.table]
    named = [code or heading for heading, code in zip_longest(headings(header), codes)]
    ours = [table.by_heading.get(name) for name in named]
    for name, times in Counter(name for name in ours if name).items():
        if times > 1:
            known = ", ".join(table.known[name].headings)
            raise SourceError(
                file_name,
                "mapped twice",
                f"{name} stands under several headings; keep one of {known}",
                found.sheet or "row 1",
            )
    return ours


def _refuse_unknown_columns(file_name: str, head: _Head, found: Found) -> None:
    """A heading that the page does not know may be a figure renamed, or a new one worth having.

    Under a code the heading does not matter.
    """
    table, page = found.source.tables[found.table], found.source.page
    for heading, code in zip_longest(headings(head.header), head.codes):
        is_known = code or not heading or heading in table.by_heading
        if not is_known and not table.is_ignored(heading):
            raise SourceError(
                file_name,
                "unknown column",
                f"{heading!r} is neither mapped nor ignored; extend tables.{found.table} "
                f"in data/sources/{page.name} (line {_line_of(page.read_text('utf-8'), found)})",
                found.sheet or "row 1",
            )


def _refuse_older_headings(file_name: str, head: _Head, found: Found, edition: str) -> None:
    """A heading given up in an earlier edition may stand for something else in a newer one."""
    table = found.source.tables[found.table]
    if table.older_headings_until is None or edition <= table.older_headings_until:
        return
    newest = {known.headings[0] for known in table.known.values()}
    for heading in headings(head.header):
        if heading in table.by_heading and heading not in newest:
            raise SourceError(
                file_name,
                "renamed column",
                f"{heading!r} was last used in edition {table.older_headings_until}, this is "
                f"{edition}; look at the new file and change tables.{found.table} in "
                f"data/sources/{found.source.page.name}",
                found.sheet or "row 1",
            )


def _line_of(page: str, found: Found) -> int:
    """Line of the source page where a table's columns begin."""
    lines = page.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"  {found.table}:"))
    wanted = "    measures:" if found.source.tables[found.table].measures else "    columns:"
    return next(i for i, line in enumerate(lines) if i >= start and line.startswith(wanted)) + 1


def _edition(file_name: str, sheets: Sheets, found: Found, records: list[dict[str, str]]) -> str:
    rule = found.source.edition_rule(found.table)
    if rule.constant is not None:
        return rule.constant
    if rule.newest is not None:
        return max(record.get(rule.newest, "") for record in records)
    edition = stated_fact(sheets, rule.stated) if rule.stated else None
    if edition is None:
        raise SourceError(file_name, "edition", "the file does not say which edition it is")
    return edition


def _require_columns(file_name: str, found: Found, record: Mapping[str, str], edition: str) -> None:
    table = found.source.tables[found.table]
    for name, known in table.known.items():
        if name not in record and known.is_required(edition):
            raise SourceError(
                file_name,
                "missing column",
                f"{known.headings[0]!r} ({name}) is not in the header; if the publisher renamed "
                f"it, add the new heading in data/sources/{found.source.page.name}",
                found.sheet or "row 1",
            )


def _raw_frame(table: Table, records: list[dict[str, str]]) -> pd.DataFrame:
    """Records as a frame of text. A figure's empty cell stays empty; null is a column not given."""
    rows = [
        [
            record["_locator"],
            *(record.get(name) or None for name in table.columns),
            *(record.get(name) for name in table.measures),
        ]
        for record in records
    ]
    columns = ["_locator", *table.columns, *table.measures]
    return pd.DataFrame(rows, columns=columns, dtype="object")


def _counted_frame(
    file_name: str, table: Table, counted: Counted, records: list[dict[str, str]]
) -> pd.DataFrame:
    """Records that are alike as one row: how many they are, and their sums; in order of words.

    The number of a row in the sheet would tell one of them, so the sheet alone is named.

    Raises:
        SourceError: A cell that is to be added up is no whole number.
    """
    alike: dict[tuple[str, ...], list[dict[str, str]]] = {}
    words = [name for name in table.columns if name not in counted.sums]
    for record in records:
        _refuse_fractions(file_name, counted, record)
        alike.setdefault(tuple(record.get(name, "") for name in words), []).append(record)
    rows = []
    for key, same in sorted(alike.items()):
        known = {name: cell or None for name, cell in zip(words, key, strict=True)}
        for name in counted.sums:
            numbers = [int(record[name]) for record in same if record.get(name)]
            known[name] = str(sum(numbers)) if numbers else None
        place = same[0]["_locator"].rpartition("!")[0] or "file"
        rows.append([place, *(known[name] for name in table.columns), str(len(same))])
    return pd.DataFrame(rows, columns=["_locator", *table.columns, counted.rows], dtype="object")


def _refuse_fractions(file_name: str, counted: Counted, record: Mapping[str, str]) -> None:
    for name in counted.sums:
        cell = record.get(name, "")
        if cell and not (cell.isascii() and cell.isdigit()):
            raise SourceError(
                file_name, "whole number", f"{name} is {cell[:40]!r}", record["_locator"]
            )
