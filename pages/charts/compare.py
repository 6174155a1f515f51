"""Charts of the page on which people compare authorities of their choice."""

from __future__ import annotations

from typing import Any

import altair as alt

from pages.charts.encodings import SERIES, Layers, data, time
from pages.palette import INK, LINES, MUTED, OWN

NAMED = [str(place) for place in range(12)]
OWN_KIND, CROWD = "This authority", "Crowd"
SHAPES = ("circle", "square", "diamond", "cross", "triangle-up", "triangle-down")


def signs() -> dict[str, tuple[str, list[int], str]]:
    """Colour, dashes and shape of each kind of line."""
    return {
        **{name: (colour, dash, shape) for name, (colour, dash, _, shape) in SERIES.items()},
        **{
            name: (LINES[at % len(LINES)], [1, 0], SHAPES[at % len(SHAPES)])
            for at, name in enumerate(NAMED)
        },
        CROWD: (MUTED, [1, 0], "circle"),
    }


def _figure_axis(**options: Any) -> alt.Axis:
    return alt.Axis(title=None, tickCount=5, **options)


def _by_kind(own: float, crowd: float, others: float) -> Any:
    """A size or strength: of the authority highlighted, of a crowd, of any other line."""
    return (
        alt.when(alt.datum.sign == OWN_KIND)
        .then(alt.value(own))
        .when(alt.datum.sign == CROWD)
        .then(alt.value(crowd))
        .otherwise(alt.value(others))
    )


def compare_lines() -> Layers:
    """One indicator along time: few authorities by name, many as a crowd behind one."""
    kinds = signs()
    colours, dashes, shapes = (list(part) for part in zip(*kinds.values(), strict=True))

    def by(values: list[Any]) -> alt.Scale:
        return alt.Scale(domain=list(kinds), range=values)

    colour = alt.Color("sign:N", scale=by(colours))
    shared = {
        "x": time("day"),
        "y": alt.Y("value:Q", axis=_figure_axis(), scale=alt.Scale(zero=True)),
        "color": colour,
        "opacity": _by_kind(1, 0.3, 0.85),
        "detail": "who:N",
    }
    rows = alt.Chart(data("rows"))
    return alt.layer(
        rows.mark_line().encode(
            **shared,
            strokeDash=alt.StrokeDash("sign:N", scale=by(dashes)),
            strokeWidth=_by_kind(3, 1, 1.6),
        ),
        rows.mark_point(filled=True).encode(
            **shared,
            shape=alt.Shape("sign:N", scale=by(shapes)),
            size=_by_kind(60, 8, 36),
            tooltip=[
                alt.Tooltip("who:N", title="Of"),
                alt.Tooltip("period:N", title="Year"),
                alt.Tooltip("text:N", title="Figure"),
            ],
        ),
        alt.Chart(data("labels"))
        .mark_text(align="left", dx=8, fontSize=12)
        .encode(x=time("day"), y="value:Q", text="who:N", color=colour),
    ).properties(width="container", height=340)


def _rule(**place: Any) -> alt.Chart:
    names = [name for name in SERIES if name != OWN_KIND]
    colours, dashes = ([SERIES[name][part] for name in names] for part in (0, 1))
    rule: alt.Chart = (
        alt.Chart(data("rules"))
        .mark_rule(strokeWidth=1.8)
        .encode(
            color=alt.Color("sign:N", scale=alt.Scale(domain=names, range=colours)),
            strokeDash=alt.StrokeDash("sign:N", scale=alt.Scale(domain=names, range=dashes)),
            **place,
        )
    )
    return rule


def _tooltip() -> list[alt.Tooltip]:
    return [alt.Tooltip("who:N", title="Authority"), alt.Tooltip("text:N", title="Figure")]


def compare_dots() -> Layers:
    """One indicator in one year, a named row for each authority, the lowest on top.

    The page sets the height by the number of rows.
    """
    x = alt.X("value:Q", axis=_figure_axis(orient="top"), scale=alt.Scale(zero=True, nice=True))
    y = alt.Y("who:N", sort=alt.EncodingSortField("place"), axis=alt.Axis(title=None, grid=True))
    rows, own = alt.Chart(data("rows")), alt.Chart(data("own"))
    return alt.layer(
        _rule(x=x),
        rows.mark_point(filled=True, size=70, color=MUTED, opacity=1).encode(
            x=x, y=y, tooltip=_tooltip()
        ),
        own.mark_point(filled=True, size=150, color=OWN, opacity=1, shape="circle").encode(
            x=x, y=y, tooltip=_tooltip()
        ),
        # Beside its dot, turned inwards at the end of the scale, so that it is never cut.
        rows.mark_text(
            align=alt.expr("datum.align"),
            dx=alt.expr("datum.align === 'left' ? 9 : -9"),
            fontWeight=alt.expr(f"datum.sign === '{OWN_KIND}' ? 'bold' : 'normal'"),
            fontSize=12,
            color=INK,
        ).encode(x=x, y=y, text="text:N"),
    ).properties(width="container", height=340)


def compare_order() -> Layers:
    """One indicator in one year for more authorities than can be named: all in order, one named."""
    x = alt.X(
        "place:Q", axis=alt.Axis(title="Authorities, the lowest first", tickCount=6, grid=False)
    )
    y = alt.Y("value:Q", axis=_figure_axis(), scale=alt.Scale(zero=True, nice=True))
    rows, own = alt.Chart(data("rows")), alt.Chart(data("own"))
    return alt.layer(
        _rule(y=y),
        rows.mark_point(filled=True, size=34, color=MUTED, opacity=0.8).encode(
            x=x, y=y, tooltip=_tooltip()
        ),
        own.mark_point(filled=True, size=150, color=OWN, opacity=1, shape="circle").encode(
            x=x, y=y, tooltip=_tooltip()
        ),
        own.mark_text(dy=-14, fontSize=13, fontWeight="bold", color=OWN).encode(
            x=x, y=y, text="who:N"
        ),
    ).properties(width="container", height=340)
