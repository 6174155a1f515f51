"""Which archived versions of a live source count: those with which its landing rules hold.

A publisher's flawed file would otherwise stop every later run, also after it was mended. A version
is tried once; `landing/verdicts.jsonl` has what came of it, and under which rules: when rules or
the snapshot change, it is tried again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from orchestration.archive import ArchivedFile
from orchestration.catalogue import Source
from orchestration.editions import Reading
from orchestration.journal import Journal


@dataclass(frozen=True)
class Broken:
    """A landing rule that does not hold, and where."""

    rule: str
    detail: str

    def __str__(self) -> str:
        """The rule and the first of the places; all of them are held with the file."""
        return f"{self.rule}: {self.detail.partition('; ')[0]}"


class Trial(Protocol):
    """The landing rules, asked before anything is loaded."""

    @property
    def rules(self) -> str:
        """Changes with the rules and with what they compare with."""
        ...

    def broken(self, source: Source, reading: Reading) -> Broken | None:
        """The first rule that a reading of a source breaks, beside what is known of the others."""
        ...

    def settle(self, source: Source, reading: Reading) -> None:
        """Take a reading as what is known of a source from now on."""
        ...


class Verdicts:
    """What came of trying versions under the rules of today."""

    def __init__(self, landing: Path, trial: Trial) -> None:
        """Open the verdicts of a landing folder."""
        self._journal, self.trial = Journal(landing / "verdicts.jsonl"), trial
        self._known: dict[tuple[str, str], Broken | None] = {}
        for line in self._journal.lines():
            if line.get("rules") == trial.rules:
                broken = Broken(**line["broken"]) if line["broken"] else None
                self._known[line["source"], line["sha256"]] = broken

    def broken(self, source: Source, file: ArchivedFile) -> Broken | None:
        """The rule that a version broke; None for one that held, or was not tried."""
        return self._known.get((source.source, file.sha256))

    def try_untried(
        self,
        source: Source,
        files: Iterable[ArchivedFile],
        read: Callable[[list[ArchivedFile]], Reading],
    ) -> None:
        """Try the versions without a verdict, each beside those that hold.

        Args:
            source: The source page.
            files: All versions, in order of retrieval.
            read: What a source's reading is with some of its versions.
        """
        files = list(files)
        tried = {f.sha256 for f in files if (source.source, f.sha256) in self._known}
        good = {f.sha256 for f in files if f.sha256 in tried and not self.broken(source, f)}

        def split(candidates: list[str]) -> None:
            chosen = {*good, *candidates}
            reading = read([file for file in files if file.sha256 in chosen])
            broken = self.trial.broken(source, reading)
            if broken and len(candidates) > 1:
                half = len(candidates) // 2
                split(candidates[:half])
                split(candidates[half:])
                return
            good.update(() if broken else candidates)
            for sha256 in candidates:
                self._note(source, sha256, broken)

        untried = dict.fromkeys(f.sha256 for f in files if f.sha256 not in tried)
        if untried:
            split([*untried])

    def _note(self, source: Source, sha256: str, broken: Broken | None) -> None:
        self._known[source.source, sha256] = broken
        self._journal.add(
            {
                "source": source.source,
                "sha256": sha256,
                "rules": self.trial.rules,
                "broken": broken and asdict(broken),
            }
        )
