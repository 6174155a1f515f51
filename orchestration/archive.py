"""Content-addressed landing: every file ever read is kept for ever under its hash.

`landing/<first two digits>/<sha256>` holds the bytes; `landing/ledger.jsonl` has one line per
file with its name, origin, size, headers and the time it was retrieved, and for a live source one
line more whenever an address gives other bytes or says other things about them. Nothing is ever
overwritten, so what a figure was read from can always be looked up again.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from orchestration.journal import Journal, now


@dataclass(frozen=True)
class Facts:
    """What is known of a live source's file beside its headers.

    The ledger has those that are not None. Dates are ISO 8601.

    Attributes:
        table: The table of the source page that it holds, empty for a workbook, which has all;
            `listing` and `report` for the files of the reports site.
        file_id: The number that a report is filed under.
        published_on: The day the publisher's service gives for the edition.
        updated_on: The day it gives for the edition's last change.
        next_release: The day by which it announces the next edition.
        signal: What changed when the file did, where its address has no validators.
        final_url: The address that gave it, after redirects.
        rejected: The rule that it breaks, and how; such a file is kept, but is not a version.
    """

    table: str | None = None
    file_id: str | None = None
    published_on: str | None = None
    updated_on: str | None = None
    next_release: str | None = None
    signal: str | None = None
    final_url: str | None = None
    rejected: str | None = None


@dataclass(frozen=True)
class ArchivedFile:
    """One file as it was retrieved.

    Attributes:
        name: Name as the person or publisher gave it; never used as a path.
        sha256: Hash of the bytes.
        size: Number of bytes.
        retrieved_at: When it was retrieved, UTC, ISO 8601 to the second.
        url: Where it came from, when known.
        headers: The HTTP headers that say how to ask again (ETag, Last-Modified) and what came.
        source: The source it was retrieved for, when that was from the live source.
        stated: What is known of it beside the headers.
    """

    name: str
    sha256: str
    size: int
    retrieved_at: str
    url: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    source: str | None = None
    stated: Facts = Facts()

    @property
    def is_accepted(self) -> bool:
        """Whether it counts as a version of its source: no rule rejected it."""
        return self.stated.rejected is None


class Archive:
    """The landing folder and its ledger."""

    def __init__(self, root: Path) -> None:
        """Open an archive; the folder is made when the first file is kept."""
        self.root = root
        self._ledger = Journal(root / "ledger.jsonl")
        self._lines: list[ArchivedFile] = []
        self._by_hash: dict[str, ArchivedFile] = {}
        self._by_url: dict[str, ArchivedFile] = {}
        for entry in self._read_ledger():
            self._remember(entry)

    def keep(
        self,
        name: str,
        data: bytes,
        url: str | None = None,
        headers: dict[str, str] | None = None,
        source: str | None = None,
        stated: Facts | None = None,
    ) -> ArchivedFile:
        """Keep bytes under their hash.

        The same bytes again return the first entry; with an address they return its last entry,
        unless what was said of them has changed: then there is a new one.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        entry = ArchivedFile(
            name=name,
            sha256=sha256,
            size=len(data),
            retrieved_at=now(),
            url=url,
            headers=headers or {},
            source=source,
            stated=stated or Facts(),
        )
        known = self._by_hash.get(sha256) if url is None else self._by_url.get(url)
        if known is not None and url is not None and not _is_unchanged(known, entry):
            known = None
        if known is None or not self.has(sha256):
            self._write(self.path(sha256), data)
        if known is None:
            self._ledger.add(_facts_of(entry))
            self._remember(entry)
        return known or entry

    def latest(self, url: str) -> ArchivedFile | None:
        """What an address gave last, provided its bytes are still here and whole."""
        entry = self._by_url.get(url)
        return entry if entry and self.has(entry.sha256) else None

    def versions(self, source: str) -> list[ArchivedFile]:
        """Everything retrieved for a live source, in order of retrieval."""
        return [entry for entry in self._lines if entry.source == source]

    def read(self, sha256: str) -> bytes:
        """The bytes kept under a hash, verified.

        Raises:
            ValueError: The file on disk no longer has that hash.
        """
        data = self.path(sha256).read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ValueError(f"{self.path(sha256)} is damaged: its hash is not its name")
        return data

    def has(self, sha256: str) -> bool:
        """Whether the bytes of a hash are here and whole."""
        try:
            return bool(self.read(sha256))
        except (OSError, ValueError):
            return False

    def entries(self) -> list[ArchivedFile]:
        """Every line of the ledger, in order of retrieval."""
        return list(self._lines)

    def path(self, sha256: str) -> Path:
        """Where the bytes of a hash are."""
        return self.root / sha256[:2] / sha256

    def _remember(self, entry: ArchivedFile) -> None:
        self._lines.append(entry)
        self._by_hash.setdefault(entry.sha256, entry)
        if entry.url is not None:
            self._by_url[entry.url] = entry

    def _write(self, path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as part:
            part.write(data)
        Path(part.name).replace(path)

    def _read_ledger(self) -> Iterator[ArchivedFile]:
        """Ledger lines; the file of one that is lost or of another shape is kept again."""
        for facts in self._ledger.lines():
            try:
                yield _entry_of(facts)
            except TypeError:
                continue


def _facts_of(entry: ArchivedFile) -> dict[str, Any]:
    known = asdict(entry)
    known["stated"] = {name: fact for name, fact in known["stated"].items() if fact is not None}
    return known


def _entry_of(facts: dict[str, Any]) -> ArchivedFile:
    """The file of a ledger line; lines from before there were live sources have no facts stated.

    Raises:
        TypeError: The line has another shape.
    """
    return ArchivedFile(**{**facts, "stated": Facts(**facts.get("stated", {}))})


def _is_unchanged(known: ArchivedFile, entry: ArchivedFile) -> bool:
    """Whether two entries differ in nothing but when they were made."""
    return replace(known, retrieved_at=entry.retrieved_at) == entry
