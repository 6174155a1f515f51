"""What the pages are: licence, how to cite them, how accessible they are, whom to write to."""

from __future__ import annotations

from typing import Any

from pages.figures.parts import Link, web_address
from pages.reading import Warehouse


def about_page(warehouse: Warehouse, documentation: list[Link]) -> dict[str, Any]:
    """Everything the template of the page about the site shows."""
    publishers = {row["publisher"] for row in warehouse.rows["releases"]}
    return {
        "count": sum(bool(row["is_current"]) for row in warehouse.rows["authorities"]),
        "publishers": "; ".join(sorted(publishers)),
        "documentation": documentation,
    }


def feedback_link(address: str | None) -> Link | None:
    """A mail address or a page that readers can write to; nothing where none is set."""
    if not address:
        return None
    return Link(address, web_address(address) or f"mailto:{address}")
