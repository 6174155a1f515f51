"""Web pages as trees, by the rules by which browsers read them.

selectolax wraps Lexbor, which follows the HTML standard: an element that a page leaves open ends
where a browser ends it. It is imported with the first page, since most runs read none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode


def parse_page(page: str) -> LexborHTMLParser:
    """The tree of a web page."""
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(page)


def closest(node: LexborNode, class_name: str) -> LexborNode | None:
    """The innermost element of a class that a node stands in, the node itself included."""
    found: LexborNode | None = node
    while found is not None and class_name not in (found.attributes.get("class") or "").split():
        found = found.parent
    return found


def text_of(node: LexborNode | None, *, without: str | None = None) -> str:
    """The words of an element, less those that stand in a class; single spaces between them."""
    words = (
        part.text_content or ""
        for part in (node.traverse(include_text=True) if node else ())
        if part.is_text_node and not (without and closest(part, without))
    )
    return " ".join("".join(words).split())
