"""How asking a publisher fails: for good, or for now."""

from __future__ import annotations

from orchestration.errors import SourceError


class FetchError(SourceError):
    """A publisher's service did not give what was asked for.

    Args:
        url: The address that was asked.
        rule: What was expected, in a few words.
        detail: What came instead.
        status: The HTTP status, where the service answered with one that is not a success.
    """

    def __init__(self, url: str, rule: str, detail: str, status: int | None = None) -> None:
        """Make one line of it; what a service says of itself may be long and have many."""
        self.status = status
        super().__init__(" ".join(url.split())[:300], rule, " ".join(detail.split())[:300])


class NotOfferedError(FetchError):
    """A publisher's service answered, and what was looked for is not among what it offers."""


class RetryableError(Exception):
    """A failure that may pass; the client tries again and gives up as `FetchError`.

    Args:
        detail: What came.
        wait: Seconds that the service asked for, where it did.
    """

    def __init__(self, detail: str, wait: float | None = None) -> None:
        """Keep how long to wait."""
        self.wait = wait
        super().__init__(detail)
