"""The colours, in one place: charts, keys and the style sheet take theirs from here.

Words and lines stand out from the page, and words from bars, by WCAG 2 AA; a test says so. Colour
is never the only sign: lines differ in dash, points in shape, bars in their label.
"""

from __future__ import annotations

from pages.reading import NO_OVERALL, NOT_JUDGED

INK, MUTED, GRID, PAPER = "#1b1b1b", "#565b61", "#e2e4e7", "#ffffff"
LINE, BAND, SHADE = "#c9ced6", "#c8d6e8", "#e9ebee"
OWN, ENGLAND, REGION, NEIGHBOURS = "#0b4a8f", INK, "#8f4500", "#6a2c91"
# Lines of authorities beside one another; shapes and the names at their ends tell them apart too.
LINES = ("#00695c", "#b0005b", "#5c6b00", "#0277a8", "#4e342e")
WARNING, WARNING_EDGE, WARNING_GROUND = "#7a3b00", "#b35900", "#fff4e0"
FILLS = {
    "Outstanding": "#14543a",
    "Good": "#8fd0a9",
    "Requires improvement": "#f4c46a",
    "Inadequate": "#8e1b1b",
    NO_OVERALL: LINE,
    NOT_JUDGED: PAPER,
}
DARK_FILLS = ("Outstanding", "Inadequate")
_PROPERTIES = {
    "ink": INK,
    "muted": MUTED,
    "line": LINE,
    "ground": PAPER,
    "own": OWN,
    "warn": WARNING,
    "warn-edge": WARNING_EDGE,
    "warn-ground": WARNING_GROUND,
}


def custom_properties() -> str:
    """The colours that the style sheet uses, as CSS custom properties."""
    lines = "".join(f"  --{name}: {colour};\n" for name, colour in _PROPERTIES.items())
    return f":root {{\n{lines}}}\n"
