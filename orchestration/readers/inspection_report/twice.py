"""What every reader of reports does: hold what nobody confirmed, and read with two libraries."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from typing import Protocol, TypeVar

from orchestration.readers.inspection_report.rules import CONFIRMABLE, Finding, ReportHeld
from orchestration.readers.inspection_report.text import (
    Pages,
    TextReader,
    check_file,
    pages_by_first_reader,
    pages_by_second_reader,
)


class Inspected(Protocol):
    """A row that was read from a report: a dataclass of values."""

    @property
    def inspection_start_date(self) -> date:
        """The first day of the inspection."""
        ...


Row = TypeVar("Row", bound=Inspected)
ReadPages = Callable[[Pages], Row]


@contextmanager
def begun_on(start: date) -> Iterator[None]:
    """Let a report that is held say when its inspection began."""
    try:
        yield
    except ReportHeld as held:
        held.begun_on = start
        raise


def hold_unless_confirmed(broken: Iterator[ReportHeld], confirmed: Collection[Finding]) -> None:
    """Hold a report for the first rule that is broken and that no person confirmed.

    Raises:
        ReportHeld: that rule.
    """
    for held in broken:
        if held.rule not in CONFIRMABLE or (held.rule, held.detail) not in confirmed:
            raise held


def confirm(
    data: bytes, row: Row, read: ReadPages[Row], reader: TextReader = pages_by_second_reader
) -> None:
    """Hold a file from which the second reader does not give the same row.

    A plausible wrong value passes every other rule of one report; two libraries that lay out
    text in different ways do not make the same mistake.

    Raises:
        ReportHeld: `second-reader-differs`.
    """
    with begun_on(row.inspection_start_date):
        try:
            again = read(reader(data))
        except ReportHeld as held:
            raise ReportHeld(
                "second-reader-differs", f"the second reader holds it: {held}", held.page
            ) from held
        names = [field.name for field in fields(row)]  # type: ignore[arg-type]
        differing = [name for name in names if getattr(row, name) != getattr(again, name)]
        if differing:
            raise ReportHeld(
                "second-reader-differs", f"the readers differ in {', '.join(differing)}"
            )


def read_twice(data: bytes, read: ReadPages[Row]) -> Row:
    """Return the row of a file that both readers give.

    Args:
        data: the file.
        read: what the text of pages 1 and 2 gives.

    Raises:
        ReportHeld: the first rule that the file does not meet; no other error leaves here.
    """
    check_file(data)
    row = read(pages_by_first_reader(data))
    confirm(data, row, read)
    return row
