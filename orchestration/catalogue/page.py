"""What every part of a source page is made of."""

from __future__ import annotations

from functools import cached_property

from pydantic import BaseModel, ConfigDict, model_validator


class Page(BaseModel):
    """Base of all catalogue objects: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))


class Licence(Page):
    """The terms under which the publisher lets the figures be used."""

    name: str
    url: str


class Headings(Page):
    """The headings under which one column has been published.

    Attributes:
        headings: Every heading used so far, newest first.
        since: The first edition that has the column; older ones may lack it.
        until: The last edition that must have it; newer ones may lack it.
    """

    headings: tuple[str, ...]
    since: str | None = None
    until: str | None = None

    def is_required(self, edition: str) -> bool:
        """Whether an edition must have the column."""
        is_older = self.since is not None and edition < self.since
        is_newer = self.until is not None and edition > self.until
        return not is_older and not is_newer


class CellRule(Page):
    """Where a workbook states a fact of its own, such as its date of publication.

    Attributes:
        sheet: The sheet's name, or a pattern for it.
        pattern: A pattern searched for in the text of the sheet's rows; group 1 is the fact.
    """

    sheet: str
    pattern: str


class Edition(Page):
    """How the edition of a file is told from its content.

    Attributes:
        newest: A column of ours whose largest value names the edition.
        stated: The cell that names the edition.
        constant: The edition itself, for a table published once.
    """

    newest: str | None = None
    stated: CellRule | None = None
    constant: str | None = None

    @model_validator(mode="after")
    def _one_rule(self) -> Edition:
        if sum(rule is not None for rule in (self.newest, self.stated, self.constant)) != 1:
            raise ValueError("give exactly one of newest, stated, constant")
        return self


class RowFilter(Page):
    """A closed vocabulary that decides which rows belong to a table.

    Attributes:
        column: The column of ours that is looked at.
        keep: Values of rows that are read.
        drop: Values of rows that are not; any other value is an error.
    """

    column: str
    keep: tuple[str, ...]
    drop: tuple[str, ...]


def as_tuple(given: object) -> object:
    """Allow one word for a list of one."""
    return (given,) if isinstance(given, str) else given
