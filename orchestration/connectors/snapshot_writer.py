"""Lays new editions over the embedded snapshot: `make snapshot`.

What they do not replace stays as it is, byte for byte and in its place, so that a reviewer sees in
`git diff` what is new and nothing else.
"""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

import pandas as pd

from orchestration.catalogue import LINEAGE, Source
from orchestration.connectors.layered import laid_over
from orchestration.connectors.snapshot import SnapshotConnector, beside, restore
from orchestration.editions import Connector, Held, Reading, Release, frame_of
from orchestration.errors import SourceError

# How often each row stands in an edition: its table, then its cells without lineage.
Rows = Counter[tuple[str, ...]]
Row = TypeVar("Row", Release, Held)


def write_snapshot(
    folder: Path,
    catalogue: dict[str, Source],
    connector: Connector | None = None,
    drop: Sequence[str] = (),
) -> list[str]:
    """Lay what a connector reads over the snapshot, and move the result into place at once.

    An edition with the bytes it had keeps its file's name and the time it was retrieved at. The
    date to which inspections are known never goes back. A file that no source page recognises is
    named and stays outside: the snapshot has what is known of the sources, and nothing else.

    Args:
        folder: The snapshot.
        catalogue: The source pages.
        connector: What is laid over it; None where editions are dropped and nothing is added.
        drop: Releases that leave the snapshot, or that an edition of the connector may empty.

    Returns:
        A line per edition added, replaced or dropped, per row or file held back or no longer, and
        for a later date; none when nothing changed.

    Raises:
        SourceError: A file breaks a rule of its page or has an empty figure, a release to drop is
            not there, or an edition would lose every row of a table.
    """
    present = SnapshotConnector(folder)
    _require_known(drop, present.releases)
    staged = beside(folder, "new")
    for leftover in (staged, beside(folder, "before")):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.copytree(folder, staged)
    lines: list[str] = []
    releases, held = list(present.releases), list(present.held)
    for source in catalogue.values():
        old = present.read(source)
        upper = connector.read(source) if connector else Reading()
        _refuse_empty_figures(source, upper)
        lower = _without(old, drop)
        if upper.releases or upper.held or lower.releases != old.releases:
            new = laid_over(_as_retrieved(upper, old), lower)
            lines += _changes(source, old, new, drop)
            releases = [r for r in releases if r.source != source.source] + new.releases
            held = [h for h in held if h.source != source.source] + new.held
            for table in source.tables:
                _write(staged / source.source / f"{table}.csv", _table(source, table, old, new))
    _write(staged / "releases.csv", frame_of(Release, _in_order(releases, present.releases)))
    known = frame_of(Held, _in_order(held, present.held)).drop(columns="is_given")
    _write(staged / "held_rows.csv", known)
    before = present.as_at()
    as_at = max(before, connector.as_at()) if connector else before
    (staged / "snapshot.yml").write_text(f"as_at: {as_at}\n", "utf-8")
    _move_into_place(staged, folder)
    if connector:
        lines += [f"Not in the snapshot: {h.locator}: {h.detail}" for h in connector.unrecognised()]
    return lines + ([f"Inspections known to {as_at}"] if as_at > before else [])


def _require_known(drop: Iterable[str], releases: Iterable[Release]) -> None:
    known = [release.release_id for release in releases]
    for name in drop:
        if name not in known:
            near = ", ".join(get_close_matches(name, known)) or "none"
            raise SourceError(
                name, "release to drop", f"it is not in the snapshot; near it: {near}"
            )


def _refuse_empty_figures(source: Source, reading: Reading) -> None:
    """An empty cell is kept as a figure that the edition does not have, and would pass for one."""
    files = {release.release_id: release.file_name for release in reading.releases}
    for name, table in source.tables.items():
        frame = reading.frame(name, table.read_columns)
        for measure in table.measures:
            for _, row in frame[frame[measure] == ""].head(1).iterrows():
                raise SourceError(
                    files[row["_release_id"]],
                    "figure or marker",
                    f"{measure} of {name} is an empty cell",
                    row["_locator"],
                )


def _without(reading: Reading, drop: Sequence[str]) -> Reading:
    return replace(reading, releases=[r for r in reading.releases if r.release_id not in drop])


def _as_retrieved(upper: Reading, old: Reading) -> Reading:
    """The same bytes again, under whatever name, were retrieved when they first were.

    What is held back is held for every later run: nobody gives it to them.
    """
    known = {(r.release_id, r.sha256): r for r in old.releases}

    def first(release: Release) -> Release:
        same = known.get((release.release_id, release.sha256), release)
        return replace(release, retrieved_at=same.retrieved_at, file_name=same.file_name)

    return replace(
        upper,
        releases=[first(release) for release in upper.releases],
        held=[replace(held, is_given=False) for held in upper.held],
    )


def _changes(source: Source, old: Reading, new: Reading, drop: Sequence[str]) -> Iterator[str]:
    """A line per edition that is not as it was, and per held row that came or went.

    Raises:
        SourceError: An edition that is not to be dropped lost every row of a table.
    """
    before = {r.release_id: r for r in old.releases}
    rows_before, rows = _rows(source, old), _rows(source, new)
    for release in new.releases:
        name = release.release_id
        here, there = rows[name], rows_before[name]
        emptied = {row[0] for row in there} - {row[0] for row in here}
        if emptied and name not in drop:
            raise SourceError(
                name,
                "edition with rows",
                f"{', '.join(sorted(emptied))} would be empty; if that is true, DROP={name}",
            )
        if name not in before:
            yield f"Added {name}: {here.total():,} rows"
        elif release != before[name] or here != there:
            coming, going = (here - there).total(), (there - here).total()
            yield f"Replaced {name}: {coming:,} rows in, {going:,} out"
    for name in before:
        if name not in {release.release_id for release in new.releases}:
            yield f"Dropped {name}: {rows_before[name].total():,} rows"
    yield from (f"Held back: {_told(held)}" for held in new.held if held not in old.held)
    yield from (f"No longer held back: {_told(held)}" for held in old.held if held not in new.held)


def _told(held: Held) -> str:
    return f"{held.source} {held.locator}: {held.rule}: {held.detail}"


def _rows(source: Source, reading: Reading) -> defaultdict[str, Rows]:
    """The rows of each release."""
    rows: defaultdict[str, Rows] = defaultdict(Counter)
    for name, table in source.tables.items():
        frame = reading.frame(name, table.read_columns)
        cells = frame.drop(columns=list(LINEAGE)).astype(object)
        texts = cells.where(cells.notna(), "").itertuples(index=False, name=None)
        for release_id, row in zip(frame["_release_id"], texts, strict=True):
            rows[release_id][(name, *row)] += 1
    return rows


def _table(source: Source, table: str, old: Reading, new: Reading) -> pd.DataFrame:
    """The rows of a table: editions in the place they had, then those that are new."""
    columns = source.tables[table].read_columns
    before, after = old.frame(table, columns), new.frame(table, columns)
    names = dict.fromkeys([*before["_release_id"], *after["_release_id"]])
    place = {name: number for number, name in enumerate(names)}
    ordered = after.sort_values("_release_id", key=lambda ids: ids.map(place), kind="stable")
    return ordered.drop(columns="_file_sha256")


def _in_order(rows: Iterable[Row], before: Iterable[Row]) -> list[Row]:
    """By source; within one, what was there in the place it had, then what is new."""
    place = {_name(row): number for number, row in enumerate(before)}
    return sorted(rows, key=lambda row: (row.source, place.get(_name(row), len(place))))


def _name(row: Release | Held) -> str | Held:
    return row.release_id if isinstance(row, Release) else row


def _write(path: Path, frame: pd.DataFrame) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def _move_into_place(staged: Path, folder: Path) -> None:
    """Replace the snapshot; between the two moves the next reader would put the old one back."""
    before = beside(folder, "before")
    folder.rename(before)
    try:
        staged.rename(folder)
    finally:
        restore(folder)
    shutil.rmtree(before)
