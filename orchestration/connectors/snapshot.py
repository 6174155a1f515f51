"""The embedded snapshot: figures of published files in the project's own layout.

`data/snapshot/<source>/<table>.csv` holds the rows of a raw table without the file's hash, which
`releases.csv` gives once per release; `held_rows.csv` has what was held back; `snapshot.yml` the
date up to which the inspection history counts as known. Written by `make snapshot`, never by hand.
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
from orchestration.editions import Connector, Held, Reading, Release, frame_of

INTEGERS = ("bytes", "rows_read")


class SnapshotConnector:
    """Reads the snapshot; every source has all of its releases in it."""

    def __init__(self, folder: Path, as_at: date | None = None) -> None:
        """Open a snapshot; `as_at` stands in for the date it states."""
        self._folder, self._as_at = folder, as_at

    def read(self, source: Source) -> Reading:
        """All releases of a source with their rows."""
        reading = Reading(
            releases=[r for r in self._releases if r.source == source.source],
            held=[h for h in self._held if h.source == source.source],
        )
        hashes = {release.release_id: release.sha256 for release in reading.releases}
        for name, table in source.tables.items():
            path = self._folder / source.source / f"{name}.csv"
            if path.exists():
                frame = _read(path)
                frame.insert(1, "_file_sha256", frame["_release_id"].map(hashes))
                reading.tables[name] = [frame[list(table.raw_columns)]]
        return reading

    def unrecognised(self) -> list[Held]:
        """Files that lay beside those the snapshot was written from."""
        return [held for held in self._held if not held.source]

    def as_at(self) -> date:
        """The date the snapshot states."""
        if self._as_at:
            return self._as_at
        stated = yaml.safe_load((self._folder / "snapshot.yml").read_text("utf-8"))["as_at"]
        return date.fromisoformat(str(stated))

    @cached_property
    def _releases(self) -> list[Release]:
        return [
            Release(**{**row, **{name: int(row[name]) for name in INTEGERS}})
            for row in _records(self._folder / "releases.csv")
        ]

    @cached_property
    def _held(self) -> list[Held]:
        rows = _records(self._folder / "held_rows.csv")
        return [Held(**{**row, "source": row["source"] or ""}) for row in rows]


def write_snapshot(folder: Path, catalogue: dict[str, Source], connector: Connector) -> date:
    """Write what a connector reads as the new snapshot.

    Returns:
        The date of the snapshot: the latest publication of an inspection in it. Nothing later is
        known, so nothing later may be read as "has not improved".
    """
    folder.mkdir(parents=True, exist_ok=True)
    releases, held, dates = [], list(connector.unrecognised()), ["2013-01-01"]
    for source in catalogue.values():
        reading = connector.read(source)
        releases += reading.releases
        held += reading.held
        for name, table in source.tables.items():
            frame = reading.frame(name, table.raw_columns)
            dates += [d for d in frame.get("publication_date", pd.Series(dtype=object)) if d]
            _write(folder / source.source / f"{name}.csv", frame.drop(columns="_file_sha256"))
    _write(folder / "releases.csv", frame_of(Release, releases))
    _write(folder / "held_rows.csv", frame_of(Held, held))
    (folder / "snapshot.yml").write_text(f"as_at: {max(dates)}\n", "utf-8")
    return date.fromisoformat(max(dates))


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


def _write(path: Path, frame: pd.DataFrame) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
