"""Which table of which source page a file holds: told by what is in it, never by its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from orchestration.catalogue import Headings, Source, Table
from orchestration.errors import listed
from orchestration.readers.headings import header_row, headings
from orchestration.readers.sheets import Grid, Sheets

# So many differences from the nearest page are named.
MOST_NAMED = 6
# A file that shares less with every page has none near it.
NEAR = 0.5


@dataclass(frozen=True)
class Found:
    """A table of a source page found in a file.

    Attributes:
        source: The page.
        table: Name of the table on the page.
        sheet: The grid it is in.
        share: How much of what the page expects is there, 0 to 1.
        words: How many of the file's values, in columns of few values, the page knows, 0 to 1.
    """

    source: Source
    table: str
    sheet: str
    share: float
    words: float = 0.0


def find_tables(sheets: Sheets, sources: Iterable[Source]) -> list[Found]:
    """Recognise a file: the tables of the one source that fits it best, or none.

    A workbook is recognised by the names of its sheets. A CSV file is recognised when every column
    that tells its rows apart is in its header, and more than half of its figures, under any
    heading they ever had; whoever reads it then misses the figures that are not there. Of two
    tables with the same headings it is the one whose values it has.
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
    best = max(found, key=lambda match: (match.share, match.words))
    return [best] if is_csv else [m for m in found if m.source is best.source]


def nearest(sheets: Sheets, sources: Iterable[Source]) -> str:
    """For a file that no page recognises, the page that comes nearest and what differs."""
    differences = _csv_differences if sheets.names == ("",) else _workbook_differences
    near = [difference for source in sources for difference in differences(sheets, source)]
    share, difference = max(near, default=(0.0, ""))
    return difference if share >= NEAR else "none comes near"


def _in_csv(sheets: Sheets, source: Source) -> Iterator[Found]:
    grid = sheets.read("")
    header = set(headings(header_row(grid, source)[1]))
    for name, table in source.tables.items():
        always = {ours: known for ours, known in table.columns.items() if known.since is None}
        lacking = _lacking(header, always)
        figures = len(table.measures) - len(_lacking(header, table.measures))
        if not lacking and (figures * 2 > len(table.measures) or not table.measures):
            yield Found(source, name, "", _share(header, table), _words(grid, table))


def _in_workbook(sheets: Sheets, source: Source) -> Iterator[Found]:
    there = [
        (name, sheet)
        for name, table in source.tables.items()
        for sheet in sheets.names
        if table.sheet is not None and re.fullmatch(table.sheet, sheet)
    ]
    for name, sheet in there:
        yield Found(source, name, sheet, len(there) / len(source.tables))


def _lacking(header: set[str], columns: Mapping[str, Headings]) -> list[str]:
    return [k.headings[0] for k in columns.values() if not header.intersection(k.headings)]


def _share(header: set[str], table: Table) -> float:
    expected = table.known
    return 1 - len(_lacking(header, expected)) / len(expected)


def _words(grid: Grid, table: Table) -> float:
    """How many of a file's values, in columns of few values, the page knows."""
    columns = [
        number
        for number, heading in enumerate(headings(grid[0]))
        if table.by_heading.get(heading) in {rule.column for rule in table.rows}
    ]
    there = {row[number] for row in grid[1:] for number in columns if number < len(row)}
    known = {word for rule in table.rows for word in (*rule.keep, *rule.drop)}
    known |= {before for _, before in table.newest_word}
    return len(known & there) / len(there) if there else 0.0


def _csv_differences(sheets: Sheets, source: Source) -> Iterator[tuple[float, str]]:
    if source.reader == "workbook":
        return
    header = [h for h in headings(header_row(sheets.read(""), source)[1]) if h]
    for name, table in source.tables.items():
        lacking = _lacking(set(header), table.known)
        beside = [h for h in header if h not in table.by_heading and not table.is_ignored(h)]
        yield (
            _share(set(header), table),
            f"nearest is {name} of data/sources/{source.page.name}, "
            f"but the file lacks {_named(lacking)} and has {_named(beside)}",
        )


def _workbook_differences(sheets: Sheets, source: Source) -> Iterator[tuple[float, str]]:
    if source.reader != "workbook":
        return
    for name, table in source.tables.items():
        share = max(SequenceMatcher(None, table.sheet or "", s).ratio() for s in sheets.names)
        yield (
            share,
            f"nearest is {name} of data/sources/{source.page.name}, whose sheet is "
            f"{table.sheet}; the file has {_named(sheets.names)}",
        )


def _named(names: Iterable[str]) -> str:
    return listed((repr(name[:60]) for name in names), MOST_NAMED) or "nothing else"
