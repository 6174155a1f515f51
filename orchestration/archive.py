"""Content-addressed landing: every file ever read is kept for ever under its hash.

`landing/<first two digits>/<sha256>` holds the bytes; `landing/ledger.jsonl` has one line per
file with its name, origin, size, headers and the time it was first retrieved. Nothing is ever
overwritten, so what a figure was read from can always be looked up again.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class ArchivedFile:
    """One file as it was retrieved.

    Attributes:
        name: Name as the person or publisher gave it; never used as a path.
        sha256: Hash of the bytes.
        size: Number of bytes.
        retrieved_at: When these bytes were first seen, UTC, ISO 8601 to the second.
        url: Where they came from, when known.
        headers: The HTTP headers that say how to ask again (ETag, Last-Modified) and what came.
    """

    name: str
    sha256: str
    size: int
    retrieved_at: str
    url: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


class Archive:
    """The landing folder and its ledger."""

    def __init__(self, root: Path) -> None:
        """Open an archive; the folder is made when the first file is kept."""
        self.root = root
        self._ledger = root / "ledger.jsonl"
        self._entries = {entry.sha256: entry for entry in self._read_ledger()}

    def keep(
        self, name: str, data: bytes, url: str | None = None, headers: dict[str, str] | None = None
    ) -> ArchivedFile:
        """Keep bytes under their hash; the same bytes again return the first entry."""
        sha256 = hashlib.sha256(data).hexdigest()
        known = self._entries.get(sha256)
        if known is not None and self.path(sha256).exists():
            return known
        entry = known or ArchivedFile(
            name=name,
            sha256=sha256,
            size=len(data),
            retrieved_at=datetime.now(UTC).isoformat(timespec="seconds"),
            url=url,
            headers=headers or {},
        )
        self._write(self.path(sha256), data)
        if known is None:
            with self._ledger.open("a", encoding="utf-8") as ledger:
                ledger.write(json.dumps(asdict(entry), sort_keys=True) + "\n")
            self._entries[sha256] = entry
        return entry

    def read(self, sha256: str) -> bytes:
        """The bytes kept under a hash, verified.

        Raises:
            ValueError: The file on disk no longer has that hash.
        """
        data = self.path(sha256).read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ValueError(f"{self.path(sha256)} is damaged: its hash is not its name")
        return data

    def entries(self) -> list[ArchivedFile]:
        """Every file kept, in order of retrieval."""
        return list(self._entries.values())

    def path(self, sha256: str) -> Path:
        """Where the bytes of a hash are."""
        return self.root / sha256[:2] / sha256

    def _write(self, path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as part:
            part.write(data)
        Path(part.name).replace(path)

    def _read_ledger(self) -> list[ArchivedFile]:
        """Ledger lines; one cut short when a run was killed is passed over, its file kept again."""
        if not self._ledger.exists():
            return []
        entries = []
        for line in self._ledger.read_text("utf-8").splitlines():
            try:
                entries.append(ArchivedFile(**json.loads(line)))
            except (ValueError, TypeError):
                continue
        return entries
