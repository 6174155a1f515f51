"""Where the header of a published table is, and what its headings are called."""

from __future__ import annotations

import re
from collections import Counter

from orchestration.catalogue import Source, Table
from orchestration.readers.sheets import Grid

# The lowest published header is in row 12, below a title, notes and four rows of codes.
SEARCHED_ROWS = 16


def header_row(grid: Grid, source: Source, table: Table | None = None) -> tuple[int, list[str]]:
    """The header: of the first rows, the one with most headings that the page knows.

    Returns:
        The number of rows up to it, itself included, and its cells.
    """
    tables = [table] if table else list(source.tables.values())

    def known(row: list[str]) -> int:
        return max(sum(_is_heading(h, t) for h in headings(row)) for t in tables)

    rows = grid[:SEARCHED_ROWS] or [[]]
    index = max(range(len(rows)), key=lambda i: known(rows[i]))
    return index + 1, rows[index]


def _is_heading(text: str, table: Table) -> bool:
    """Whether a text heads a column of a table; a code of its hidden row does not."""
    is_code = table.code_row is not None and re.match(table.code_row, text)
    return text in table.by_heading and not is_code


def headings(row: list[str]) -> list[str]:
    """Headings with white space folded; the second `SNP` is called `SNP (2)`, and so on."""
    seen: Counter[str] = Counter()
    named = []
    for cell in row:
        heading = " ".join(cell.split())
        seen[heading] += 1
        again = heading and seen[heading] > 1
        named.append(f"{heading} ({seen[heading]})" if again else heading)
    return named
