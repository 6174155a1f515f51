"""Colours stand in one file."""

import re
from pathlib import Path

import pytest

from pages import palette, rendering

WRITTEN = [
    path
    for pattern in ("**/*.py", "templates/*", "static/**/*")
    for path in sorted(rendering.HERE.glob(pattern))
    if path.is_file() and path.name != "palette.py"
]


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_no_colour_is_written_outside_the_palette(path: Path) -> None:
    assert re.findall(r"[\"\s:]#(?:[0-9a-f]{6}|[0-9a-f]{3})\b", path.read_text("utf-8")) == []


def test_the_style_sheet_uses_what_the_palette_gives() -> None:
    style = (rendering.STATIC / "site.css").read_text("utf-8")
    given = set(re.findall(r"(--[a-z-]+):", palette.custom_properties()))
    assert set(re.findall(r"var\((--[a-z-]+)\)", style)) == given


def test_the_style_sheet_of_the_comparing_page_uses_no_other() -> None:
    style = (rendering.STATIC / "compare.css").read_text("utf-8")
    given = set(re.findall(r"(--[a-z-]+):", palette.custom_properties()))
    assert set(re.findall(r"var\((--[a-z-]+)\)", style)) <= given
