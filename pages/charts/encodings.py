"""Parts that charts share: named data, axes, and the series of a page."""

from __future__ import annotations

from typing import Any

import altair as alt

from pages.palette import ENGLAND, INK, NEIGHBOURS, OWN, REGION

SERIES = {
    "This authority": (OWN, [1, 0], 3.0, "circle"),
    "England": (ENGLAND, [7, 3], 1.6, "square"),
    "Region": (REGION, [2, 2], 1.6, "diamond"),
    "Neighbours' median": (NEIGHBOURS, [9, 3, 2, 3], 1.6, "triangle-up"),
}

LEFT_AXIS = 84

Layers = alt.LayerChart | alt.FacetChart


def data(name: str) -> alt.NamedData:
    """Rows that a page brings under a name."""
    return alt.NamedData(name=name)


def england_line(
    england: alt.Chart, x: alt.X, value: alt.Y, tip: list[alt.Tooltip]
) -> tuple[alt.Chart, ...]:
    """England over the years: line, a point per year, and the years that are labelled.

    Those are the first, the last, the lowest and the highest: all would not fit on a phone.
    """
    return (
        england.mark_line(color=INK, strokeWidth=3).encode(x=x, y=value),
        england.mark_point(color=INK, filled=True, size=60, opacity=1).encode(
            x=x, y=value, tooltip=tip
        ),
        england.mark_text(
            align=alt.expr("datum.align"),
            dy=alt.expr("datum.dy"),
            fontSize=12,
            fontWeight="bold",
            color=INK,
        ).encode(x=x, y=value, text="label:N"),
    )


def time(field: str, **axis: Any) -> alt.X:
    """A day on a shared axis in UTC, so that no reader's clock moves it."""
    return alt.X(
        f"{field}:T",
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(format="%Y", title=None, tickCount="year", labelOverlap=True, **axis),
    )


def value(field: str, **options: Any) -> alt.Y:
    """A figure on an axis as wide as every other of a page."""
    axis = alt.Axis(title=None, tickCount=4, minExtent=LEFT_AXIS, maxExtent=LEFT_AXIS)
    return alt.Y(f"{field}:Q", axis=axis, **options)
