"""Where bytes come from. Every connector answers the same question for one source page."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from orchestration.catalogue import Source
from orchestration.readers.tables import Held, Reading


class Connector(Protocol):
    """What the raw assets ask of a connector."""

    def read(self, source: Source) -> Reading:
        """All editions of a source, as raw text tables with lineage.

        Raises:
            SourceError: A file breaks a rule of its page.
        """
        ...

    def unrecognised(self) -> list[Held]:
        """Files that belong to no source, each with the reason it was held."""
        ...

    def as_at(self) -> date:
        """The date up to which this connector's inspection history counts as known."""
        ...
