"""The colours, in one place, for light and dark; charts, keys and the style sheet name them.

The style sheet says what each name is, for a reader who prefers light and for one who prefers dark.
Charts and keys hold the names alone, as CSS custom properties, so that the browser paints them and
one drawing serves both; paper is always light.

Words and lines stand out from the page, and words from bars, by WCAG 2 AA in both; a test says so.
Colour is never the only sign: lines differ in dash, points in shape, bars in their label.
"""

from __future__ import annotations

from pages.reading import NO_OVERALL, NOT_JUDGED

LIGHT = {
    "ink": "#1b1b1b",
    "muted": "#565b61",
    "line": "#c9ced6",
    "ground": "#ffffff",
    "raised": "#f3f5f7",
    "own": "#0b4a8f",
    "on-own": "#ffffff",
    "focus": "#b35900",
    "warn": "#7a3b00",
    "warn-edge": "#b35900",
    "warn-ground": "#fff4e0",
    "grid": "#e2e4e7",
    "band": "#c8d6e8",
    "shade": "#e9ebee",
    "region": "#8f4500",
    "neighbours": "#6a2c91",
    "outstanding": "#14543a",
    "on-outstanding": "#ffffff",
    "good": "#8fd0a9",
    "on-good": "#1b1b1b",
    "requires-improvement": "#f4c46a",
    "on-requires-improvement": "#1b1b1b",
    "inadequate": "#8e1b1b",
    "on-inadequate": "#ffffff",
    "no-overall": "#c9ced6",
    "on-no-overall": "#1b1b1b",
    "line-1": "#00695c",
    "line-2": "#b0005b",
    "line-3": "#5c6b00",
    "line-4": "#0277a8",
    "line-5": "#4e342e",
}
DARK = {
    "ink": "#e9ebee",
    "muted": "#adb4bc",
    "line": "#444b54",
    "ground": "#15181c",
    "raised": "#20252b",
    "own": "#8bbcf7",
    "on-own": "#15181c",
    "focus": "#f0a04b",
    "warn": "#ffc585",
    "warn-edge": "#d9822b",
    "warn-ground": "#33260f",
    "grid": "#30363d",
    "band": "#2f4868",
    "shade": "#262b31",
    "region": "#f0a66a",
    "neighbours": "#cda6f2",
    "outstanding": "#1d7350",
    "on-outstanding": "#ffffff",
    "good": "#8fd0a9",
    "on-good": "#15181c",
    "requires-improvement": "#f4c46a",
    "on-requires-improvement": "#15181c",
    "inadequate": "#b3262b",
    "on-inadequate": "#ffffff",
    "no-overall": "#59616b",
    "on-no-overall": "#ffffff",
    "line-1": "#5fd0bd",
    "line-2": "#ff8fc7",
    "line-3": "#c2d15a",
    "line-4": "#6cc4f5",
    "line-5": "#d3ab9c",
}


def _named(name: str) -> str:
    return f"var(--{name})"


INK, MUTED, GRID, PAPER = map(_named, ("ink", "muted", "grid", "ground"))
BAND, SHADE = _named("band"), _named("shade")
OWN, ENGLAND, REGION, NEIGHBOURS = map(_named, ("own", "ink", "region", "neighbours"))
# Lines of authorities beside one another; shapes and the names at their ends tell them apart too.
LINES = tuple(_named(f"line-{number}") for number in range(1, 6))
_GRADES = {
    "Outstanding": "outstanding",
    "Good": "good",
    "Requires improvement": "requires-improvement",
    "Inadequate": "inadequate",
    NO_OVERALL: "no-overall",
}
# A bar's colour and that of the words in it, by judgement.
FILLS = {**{grade: _named(name) for grade, name in _GRADES.items()}, NOT_JUDGED: PAPER}
ON_FILLS = {**{grade: _named(f"on-{name}") for grade, name in _GRADES.items()}, NOT_JUDGED: INK}


def custom_properties() -> str:
    """Both sets of colours as CSS custom properties."""
    return (
        f":root {{ color-scheme: light dark; }}\n{_rule(LIGHT)}"
        f"@media screen and (prefers-color-scheme: dark) {{\n{_rule(DARK)}}}\n"
    )


def _rule(colours: dict[str, str]) -> str:
    lines = "".join(f"  --{name}: {colour};\n" for name, colour in colours.items())
    return f":root {{\n{lines}}}\n"
