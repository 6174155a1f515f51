"""Colours stand in one file."""

import re
from pathlib import Path

import pytest

from pages import palette, rendering
from pages.figures.signs import SIGNS

WRITTEN = [
    path
    for pattern in ("**/*.py", "templates/*", "static/**/*")
    for path in sorted(rendering.HERE.glob(pattern))
    if path.is_file() and path.name != "palette.py"
]


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_no_colour_is_written_outside_the_palette(path: Path) -> None:
    assert re.findall(r"[\"\s:]#(?:[0-9a-f]{6}|[0-9a-f]{3})\b", path.read_text("utf-8")) == []


NAMED = re.compile(r"var\((--[a-z0-9-]+)\)")


def test_every_colour_that_is_named_is_given_and_every_one_given_is_used() -> None:
    style = "".join(path.read_text("utf-8") for path in rendering.STATIC.rglob("*.css"))
    charts = "".join(path.read_text("utf-8") for path in rendering.SPECS.glob("*.json"))
    named = set(NAMED.findall(style + charts + "".join(SIGNS.values())))
    assert named == {f"--{name}" for name in palette.LIGHT}


def test_light_and_dark_give_the_same_names() -> None:
    assert list(palette.LIGHT) == list(palette.DARK)
    rules = palette.custom_properties()
    assert rules.index("--ink: #1b1b1b") < rules.index("prefers-color-scheme: dark")
    # Paper is light whatever a reader prefers on a screen.
    assert "@media screen and (prefers-color-scheme: dark)" in rules


def test_charts_name_their_colours() -> None:
    """A colour of its own would be the same in light and dark."""
    for path in rendering.SPECS.glob("*.json"):
        assert re.findall(r"#[0-9a-fA-F]{3,6}\b", path.read_text("utf-8")) == [], path.stem


@pytest.mark.parametrize("colours", [palette.LIGHT, palette.DARK], ids=["light", "dark"])
def test_words_and_lines_stand_out(colours: dict[str, str]) -> None:
    """WCAG 2.2: 4.5 for words (1.4.3), 3 for what marks part of a picture or control (1.4.11)."""
    for name, ground in [
        *((name, "ground") for name in ("ink", "muted", "own", "region", "neighbours", "warn")),
        *((name, "ground") for name in colours if name.startswith("line-")),
        *((name, "raised") for name in ("ink", "muted")),
        *((name, "warn-ground") for name in ("ink", "own", "warn")),
        ("ink", "shade"),
        ("muted", "shade"),
        ("ink", "band"),
        ("on-own", "own"),
        *((name, name.removeprefix("on-")) for name in colours if name.startswith("on-")),
    ]:
        assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)
    for name in ("focus", "warn-edge", "muted"):
        assert contrast(colours[name], colours["ground"]) >= 3, name


def contrast(one: str, other: str) -> float:
    """Contrast of two colours by WCAG 2."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
