"""The definitions of charts: written as they are, legible, asking for nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from pages.charts import compare, definitions
from pages.charts.encodings import SERIES


def test_the_files_are_what_the_definitions_give() -> None:
    written = {path.stem: path.read_text("utf-8") for path in definitions.SPECS.glob("*.json")}
    defined = {
        name: definitions.text_of(spec) for name, spec in definitions.specifications().items()
    }
    assert written == defined, "run: python -m pages.charts"


@pytest.mark.parametrize(
    "path", sorted(definitions.SPECS.glob("*.json")), ids=lambda path: path.stem
)
def test_a_chart_asks_for_nothing_from_outside(path: Path) -> None:
    spec = json.loads(path.read_text("utf-8"))
    assert not list(_values(spec, "url"))
    assert not list(_values(spec, "href"))


def _values(node: Any, key: str) -> Any:
    if isinstance(node, dict):
        if key in node:
            yield node[key]
        for value in node.values():
            yield from _values(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from _values(value, key)


def test_series_differ_in_more_than_colour() -> None:
    dashes = [tuple(dash) for _, dash, _, _ in SERIES.values()]
    shapes = [shape for *_, shape in SERIES.values()]
    assert len(set(dashes)) == len(set(shapes)) == len(SERIES)


def test_lines_beside_one_another_differ_in_more_than_colour() -> None:
    """No two of those that are named share colour and shape."""
    signs = [compare.signs()[name] for name in compare.NAMED]
    assert len({(colour, shape) for colour, _, shape in signs}) == len(signs)
    assert len({shape for *_, shape in signs}) == len(compare.SHAPES)
