"""How a series is drawn, as a small picture for the key; drawn like the charts draw it."""

from __future__ import annotations

from pages.palette import BAND, FILLS, INK, MUTED, NEIGHBOURS, OWN, PAPER, REGION

EDGE = f'stroke="{MUTED}"'


def _line(colour: str, width: float, dashes: str = "") -> str:
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    stroke = f'stroke="{colour}" stroke-width="{width}"{dash}'
    return f'<line x1="0" y1="7" x2="34" y2="7" {stroke}/>'


def _upright(x: int, top: int, foot: int, stroke: str) -> str:
    return f'<line x1="{x}" y1="{top}" x2="{x}" y2="{foot}" {stroke}/>'


def _path(shape: str, colour: str) -> str:
    return f'<path d="{shape}" fill="{colour}"/>'


def _circle(radius: float, paint: str) -> str:
    return f'<circle cx="17" cy="7" r="{radius}" {paint}/>'


def _box(x: float, y: float, width: int, height: int, paint: str) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" {paint}/>'


SIGNS = {
    "own": _line(OWN, 3) + _circle(4, f'fill="{OWN}"'),
    "england": _line(INK, 1.6, "7 3") + _box(13.5, 3.5, 7, 7, f'fill="{INK}"'),
    "region": _line(REGION, 1.6, "2 2") + _path("M17 2.5l4.5 4.5-4.5 4.5-4.5-4.5z", REGION),
    "neighbours": _line(NEIGHBOURS, 1.6, "9 3 2 3") + _path("M17 2.5l4.5 8h-9z", NEIGHBOURS),
    "england-solid": _line(INK, 2.5),
    "curve-sif": _line(REGION, 2.5, "6 3"),
    "curve-ilacs": _line(INK, 2.5),
    "curve-unpaused": _line(MUTED, 1.6, "1.5 3"),
    "median": _line(NEIGHBOURS, 2, "2 2"),
    "plain-95": _line(REGION, 1.6, "5 3"),
    "plain-998": _line(REGION, 1.6),
    "adjusted-95": _line(NEIGHBOURS, 1.6, "5 3"),
    "adjusted-998": _line(NEIGHBOURS, 1.6),
    "band": _box(0, 1, 34, 12, f'fill="{BAND}"'),
    "mark-own": _path("M11 2h12l-6 11z", OWN),
    "mark-neighbour": _circle(4.5, f'fill="none" stroke="{NEIGHBOURS}" stroke-width="1.6"'),
    "mark-england": _upright(17, 0, 14, f'stroke="{INK}" stroke-width="2" stroke-dasharray="5 3"'),
    "mark-other": _upright(12, 1, 13, EDGE) + _upright(20, 1, 13, EDGE),
    "mark-improved": _path("M17 1l6 6-6 6-6-6z", OWN),
    "mark-open": _path("M11 1l12 6-12 6z", OWN),
    "dot-square": _box(12, 2, 10, 10, f'fill="{OWN}"'),
    "dot-circle": _circle(5, f'fill="{OWN}"'),
    "dot-hollow": _circle(5, f'fill="{PAPER}" stroke="{OWN}" stroke-width="2"'),
    "dot-range": _upright(17, 0, 14, EDGE) + _circle(3, f'fill="{OWN}"'),
    "region-thin": _line(REGION, 1) + _circle(2, f'fill="{REGION}"'),
    "tick": _upright(17, 0, 14, f'stroke="{INK}" stroke-width="2.5"'),
    "intervention": _box(2, 3, 30, 8, f'fill="{REGION}"'),
    "intervention-open": _path("M13 2l8 5-8 5z", REGION),
    **{
        f"fill-{place}": _box(8, 1, 18, 12, f'fill="{fill}" {EDGE}')
        for place, fill in enumerate(FILLS.values())
    },
}
