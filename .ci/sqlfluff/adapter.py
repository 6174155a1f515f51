"""What dbt calls `adapter`, for the linter: it sees a dispatched macro as a function of its name."""

from collections.abc import Callable


def dispatch(name: str, package: str) -> Callable[..., str]:
    """A macro that writes itself as a call."""
    return lambda *arguments: f"{name}({', '.join(arguments)})"
