"""What stops a run in one line: a publisher's file, or dbt."""

from __future__ import annotations

from collections.abc import Iterable


def listed(names: Iterable[str], most: int) -> str:
    """The first of some names, and how many more there are."""
    known = list(names)
    more = f" and {len(known) - most} more" if len(known) > most else ""
    return ", ".join(known[:most]) + more


class SourceError(Exception):
    """A published file breaks a rule, so nothing is published from it.

    Args:
        file: The file's name as the person or publisher gave it.
        rule: The rule that was broken, in a few words.
        detail: What was found, and what to do about it.
        locator: Sheet, row or page within the file, when the rule concerns one.
    """

    def __init__(self, file: str, rule: str, detail: str, locator: str = "") -> None:
        """Keep the parts for `held_rows` and join them into one line for people."""
        self.file, self.rule, self.detail, self.locator = file, rule, detail, locator
        place = f" ({locator})" if locator else ""
        super().__init__(f"{file}{place}: {rule}: {detail}")


class DbtError(RuntimeError):
    """dbt could not parse the project, could not begin a command, or ended before its end."""
