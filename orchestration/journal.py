"""Files of JSON lines that only grow."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def now() -> str:
    """The time, UTC, ISO 8601 to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Journal:
    """A file with a JSON object per line; nothing in it is ever changed."""

    def __init__(self, path: Path) -> None:
        """Open a journal; the file is made with its first line."""
        self._path = path

    def add(self, facts: Mapping[str, Any]) -> None:
        """Write one line; a line before it that was cut short must not swallow it."""
        line = json.dumps(facts, sort_keys=True) + "\n"
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a+b") as journal:
            if journal.tell():
                journal.seek(-1, os.SEEK_END)
                line = line if journal.read(1) == b"\n" else "\n" + line
            journal.write(line.encode())

    def lines(self) -> Iterator[dict[str, Any]]:
        """Every line in order; one cut short when a run was killed is passed over."""
        if not self._path.exists():
            return
        for line in self._path.read_text("utf-8").splitlines():
            try:
                facts = json.loads(line)
            except ValueError:
                continue
            if isinstance(facts, dict):
                yield facts
