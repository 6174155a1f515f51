"""The embedded snapshot: figures of published files in the project's own layout.

`data/snapshot/<source>/<table>.csv` holds the rows of a raw table without the file's hash, which
`releases.csv` gives once per release; `held_rows.csv` has what was held back; `snapshot.yml` the
date up to which the inspection history counts as known. Written by `make snapshot`
(`snapshot_writer`), never by hand.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import yaml

from orchestration.catalogue import Source
from orchestration.editions import Held, Reading, Release

INTEGERS = ("bytes", "rows_read")


class SnapshotConnector:
    """Reads the snapshot; every source has all of its releases in it."""

    def __init__(self, folder: Path, as_at: date | None = None) -> None:
        """Open a snapshot; `as_at` stands in for the date it states."""
        self._folder, self._as_at = folder, as_at
        restore(folder)

    def read(self, source: Source) -> Reading:
        """All releases of a source with their rows."""
        reading = Reading(
            releases=[r for r in self.releases if r.source == source.source],
            held=[h for h in self.held if h.source == source.source],
        )
        hashes = {release.release_id: release.sha256 for release in reading.releases}
        for name, table in source.tables.items():
            path = self._folder / source.source / f"{name}.csv"
            if path.exists():
                frame = _read(path)
                frame.insert(1, "_file_sha256", frame["_release_id"].map(hashes))
                # A figure added to the page since is in no edition yet.
                wide = frame.reindex(columns=list(table.read_columns))
                reading.tables[name] = [wide.astype(object).where(wide.notna(), None)]
        return reading

    def unrecognised(self) -> list[Held]:
        """Files that lay beside those the snapshot was first written from."""
        return [held for held in self.held if not held.source]

    def as_at(self) -> date:
        """The date the snapshot states."""
        if self._as_at:
            return self._as_at
        stated = yaml.safe_load((self._folder / "snapshot.yml").read_text("utf-8"))["as_at"]
        return date.fromisoformat(str(stated))

    @cached_property
    def releases(self) -> list[Release]:
        """Every edition, in order."""
        return [
            Release(**{**row, **{name: int(row[name]) for name in INTEGERS}})
            for row in _records(self._folder / "releases.csv")
        ]

    @cached_property
    def held(self) -> list[Held]:
        """Every row and file held back, in order."""
        rows = _records(self._folder / "held_rows.csv")
        return [Held(**{**row, "source": row["source"] or ""}) for row in rows]


def beside(folder: Path, name: str) -> Path:
    """A folder next to a snapshot, for the time in which it is replaced."""
    return folder.with_name(f".{folder.name}.{name}")


def restore(folder: Path) -> None:
    """Put a snapshot back whose replacement was killed between its two moves."""
    if not folder.exists() and beside(folder, "before").exists():
        beside(folder, "before").rename(folder)


def _records(path: Path) -> list[dict[str, Any]]:
    frame = _read(path)
    return [
        dict(zip(frame.columns, row, strict=True))
        for row in frame.itertuples(index=False, name=None)
    ]


def _read(path: Path) -> pd.DataFrame:
    """Text of a CSV file; an empty field is null."""
    frame = duckdb.execute(
        "SELECT * FROM read_csv(?, header=true, all_varchar=true, delim=',', quote='\"')",
        [str(path)],
    ).df()
    return frame.astype(object).where(frame.notna(), None)
