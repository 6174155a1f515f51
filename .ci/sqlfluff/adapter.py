"""What dbt calls `adapter`, for the linter: a dispatched macro is a function of its name to it."""

from collections.abc import Callable


def dispatch(name: str, package: str) -> Callable[..., str]:
    """A macro that writes itself as a call, of the SQL that it is given."""
    return lambda *given: f"{name}({', '.join(text for text in given if isinstance(text, str))})"
