"""A source page applied to an opened file: which tables are in it, and their rows as raw text.

A file is recognised by what is in it, never by its name. Once recognised, every heading must be
one the page maps or ignores, so that a column added or renamed by the publisher stops the run.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from orchestration.catalogue import CellRule, Source, Table
from orchestration.errors import SourceError
from orchestration.readers.sheets import Grid, Sheets

HEADER_SEARCH_ROWS = 8
# So many values outside a vocabulary are named; more are a sign of another column.
MOST_NAMED = 20
# A minus alone is a marker, and before a number a sign.
FORMULA = re.compile(r"[=+@]|-(?!$|[\d,]*\.?\d+(?:[eE][-+]?\d+)?$)")


@dataclass(frozen=True)
class Found:
    """A table of a source page found in a file.

    Attributes:
        source: The page.
        table: Name of the table on the page.
        sheet: The grid it is in.
        share: How much of what the page expects is there, 0 to 1.
    """

    source: Source
    table: str
    sheet: str
    share: float


def find_tables(sheets: Sheets, sources: Iterable[Source]) -> list[Found]:
    """Recognise a file: the tables of the one source that fits it best, or none.

    A workbook is recognised by the names of its sheets. A CSV file is recognised when more than
    half of the columns that set a table apart (its figures, or all of them where it has none)
    are in its header under any heading they ever had.
    """
    is_csv = sheets.names == ("",)
    found = [
        match
        for source in sources
        if source.reader == ("csv" if is_csv else "workbook")
        for match in (_in_csv(sheets, source) if is_csv else _in_workbook(sheets, source))
    ]
    if not found:
        return []
    best = max(found, key=lambda match: match.share)
    return [best] if is_csv else [m for m in found if m.source is best.source]


def _in_csv(sheets: Sheets, source: Source) -> Iterator[Found]:
    header = set(_headings(_header_row(sheets.read(""), source)[1]))
    for name, table in source.tables.items():
        expected = table.measures or table.columns
        present = sum(any(h in header for h in known.headings) for known in expected.values())
        if present * 2 > len(expected):
            yield Found(source, name, "", present / len(expected))


def _in_workbook(sheets: Sheets, source: Source) -> Iterator[Found]:
    for name, table in source.tables.items():
        for sheet in sheets.names:
            if table.sheet is not None and re.fullmatch(table.sheet, sheet):
                yield Found(source, name, sheet, 1.0)


def read_table(file_name: str, sheets: Sheets, found: Found) -> tuple[str, pd.DataFrame]:
    """Read one table of a recognised file.

    Returns:
        The edition, and the rows as text with `_locator` and the page's columns; the release and
        the hash are for the caller to add.

    Raises:
        SourceError: A heading is unknown or missing, a row is ragged, a vocabulary is broken, or
            its edition is not stated.
    """
    table = found.source.tables[found.table]
    records = _kept_records(file_name, sheets.read(found.sheet), found)
    if not records:
        raise SourceError(file_name, "rows", "the table has no rows", found.sheet or found.table)
    edition = _edition(file_name, sheets, found, records)
    _require_columns(file_name, found, records[0], edition)
    _refuse_older_headings(file_name, sheets.read(found.sheet), found, edition)
    return edition, _raw_frame(table, records)


def read_records(file_name: str, sheets: Sheets, found: Found) -> list[dict[str, str]]:
    """Rows of a table as records of our columns, with `_locator`, every column required.

    Raises:
        SourceError: As `read_table`.
    """
    records = _kept_records(file_name, sheets.read(found.sheet), found)
    if records:
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


def _kept_records(file_name: str, grid: Grid, found: Found) -> list[dict[str, str]]:
    """The records that the page keeps; a value that it neither keeps nor drops is refused.

    All such values are named at once, each with the place where it stands first.

    Raises:
        SourceError: As `read_table`.
    """
    records, rule = _records(file_name, grid, found), found.source.tables[found.table].rows
    if rule is None:
        return list(records)
    kept, unknown = [], dict[str, str]()
    for record in records:
        value = record.get(rule.column, "")
        if value in rule.keep:
            kept.append(record)
        elif value not in rule.drop:
            unknown.setdefault(value, record["_locator"])
    if unknown:
        named = ", ".join(f"{value[:80]!r} ({at})" for value, at in [*unknown.items()][:MOST_NAMED])
        more = f" and {len(unknown) - MOST_NAMED} more" if len(unknown) > MOST_NAMED else ""
        raise SourceError(
            file_name,
            "closed vocabulary",
            f"{rule.column} is {named}{more}; tables.{found.table}.rows in "
            f"data/sources/{found.source.page.name} neither keeps nor drops that",
            next(iter(unknown.values())),
        )
    return kept


def _records(file_name: str, grid: Grid, found: Found) -> Iterator[dict[str, str]]:
    """Rows of a table as records of our columns, with `_locator`."""
    table = found.source.tables[found.table]
    start, first_header = _header_row(grid, found.source, table)
    if not found.sheet and start != 1:
        raise SourceError(file_name, "header position", "the header is not the first line", "row 1")
    columns = _our_columns(file_name, first_header, found)
    key_cells = first_header[:3]
    for number, row in enumerate(grid[start:], start=start + 1):
        if _is_blank(row, has_notes=bool(found.sheet) or table.notes):
            continue
        if row[: len(key_cells)] == key_cells:
            if not table.stacked:
                return
            columns = _our_columns(file_name, row, found)
            continue
        locator = f"{found.sheet}!{number}" if found.sheet else f"row {number}"
        if len(row) != len(first_header):
            raise SourceError(
                file_name,
                "row length",
                f"{len(row)} fields where the header has {len(first_header)}",
                locator,
            )
        record = {ours: cell for ours, cell in zip(columns, row, strict=True) if ours}
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


def _header_row(grid: Grid, source: Source, table: Table | None = None) -> tuple[int, list[str]]:
    """The header: of the first rows, the one with most headings that the page knows."""
    tables = [table] if table else list(source.tables.values())

    def known(row: list[str]) -> int:
        return max(sum(h in t.by_heading for h in _headings(row)) for t in tables)

    rows = grid[:HEADER_SEARCH_ROWS] or [[]]
    index = max(range(len(rows)), key=lambda i: known(rows[i]))
    return index + 1, rows[index]


def _headings(row: list[str]) -> list[str]:
    """Headings with white space folded; the second `SNP` is called `SNP (2)`, and so on."""
    seen: Counter[str] = Counter()
    headings = []
    for cell in row:
        heading = " ".join(cell.split())
        seen[heading] += 1
        again = heading and seen[heading] > 1
        headings.append(f"{heading} ({seen[heading]})" if again else heading)
    return headings


def _our_columns(file_name: str, header: list[str], found: Found) -> list[str | None]:
    """Our name for each heading, None where the page ignores it."""
    table, page = found.source.tables[found.table], found.source.page
    ours: list[str | None] = []
    for heading in _headings(header):
        if heading in table.by_heading:
            ours.append(table.by_heading[heading])
        elif not heading or table.is_ignored(heading):
            ours.append(None)
        else:
            raise SourceError(
                file_name,
                "unknown column",
                f"{heading!r} is neither mapped nor ignored; extend tables.{found.table} "
                f"in data/sources/{page.name} (line {_line_of(page.read_text('utf-8'), found)})",
                found.sheet or "row 1",
            )
    for name, times in Counter(name for name in ours if name).items():
        if times > 1:
            known = ", ".join({**table.columns, **table.measures}[name].headings)
            raise SourceError(
                file_name,
                "mapped twice",
                f"{name} stands under several headings; keep one of {known}",
                found.sheet or "row 1",
            )
    return ours


def _refuse_older_headings(file_name: str, grid: Grid, found: Found, edition: str) -> None:
    """A heading given up in an earlier edition may stand for something else in a newer one."""
    table = found.source.tables[found.table]
    if table.older_headings_until is None or edition <= table.older_headings_until:
        return
    newest = {known.headings[0] for known in {**table.columns, **table.measures}.values()}
    for heading in _headings(_header_row(grid, found.source, table)[1]):
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
    for name, known in {**table.columns, **table.measures}.items():
        if name not in record and known.is_required(edition):
            raise SourceError(
                file_name,
                "missing column",
                f"{known.headings[0]!r} ({name}) is not in the header; if the publisher renamed "
                f"it, add the new heading in data/sources/{found.source.page.name}",
                found.sheet or "row 1",
            )


def _raw_frame(table: Table, records: list[dict[str, str]]) -> pd.DataFrame:
    """Records as a frame of text; one row per figure where the table has measures."""
    ids = ["_locator", *table.columns]
    if not table.measures:
        rows = [[record.get(name) or None for name in ids] for record in records]
        return pd.DataFrame(rows, columns=ids, dtype="object")
    melted = [
        [*(record.get(name) or None for name in ids), measure, record[measure] or None]
        for record in records
        for measure in table.measures
        if measure in record
    ]
    return pd.DataFrame(melted, columns=[*ids, "measure", "value"], dtype="object")
