"""What stops a run in one line: a publisher's file, or dbt."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator

from orchestration.settings import ON_DISK, Settings

# What the system and SQLite say where there is no room or no right to write.
DISK_WORDS = (
    *(os.strerror(code) for code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)),
    *(os.strerror(code) for code in (errno.EACCES, errno.EPERM, errno.EIO)),
    "disk I/O error",
    "database or disk is full",
    "readonly database",
    "unable to open database file",
)

# How DuckDB says that it has no room: by its kind of error, or inside another where it commits.
MEMORY_WORDS = ("Out of Memory Error", "failed to pin block", "failed to offload data block")


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


class NoRoomError(RuntimeError):
    """The tables need more memory and disk than the database may have."""


def without_room(message: str) -> str | None:
    """In place of DuckDB's words on its memory, what to do; None where it speaks of another thing.

    The words come also from dbt's process, where they are all that is left of the error.
    """
    if not any(words in message for words in MEMORY_WORDS):
        return None
    return (
        "not enough memory or disk for so many figures: the database may hold "
        f"{Settings.from_environment().memory} in memory (BENCHMARKS_MEMORY) and {ON_DISK} on disk"
    )


def disk_trouble(error: BaseException) -> str | None:
    """The disk's part in an error, in one line; None where it had none.

    A library wraps what the system said: the innermost error that speaks of a disk is the cause.
    """
    told = [cause for cause in _causes(error) if any(words in str(cause) for words in DISK_WORDS)]
    return str(told[-1]).splitlines()[0] if told else None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and those behind it."""
    while error:
        yield error
        error = error.__cause__ or error.__context__
