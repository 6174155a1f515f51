"""Charts of an indicator's page."""

from __future__ import annotations

import altair as alt

from pages.charts.encodings import LEFT_AXIS, Layers, data, england_line, time
from pages.palette import BAND, INK, MUTED, NEIGHBOURS, OWN, REGION


def everyone() -> Layers:
    """Every authority in order, each with the likely range of the rate behind it."""
    x = alt.X(
        "place:Q",
        scale=alt.Scale(nice=False, zero=False, padding=8),
        axis=alt.Axis(title="Authorities, the lowest first", labels=False, ticks=False, grid=False),
    )
    axis = alt.Axis(title=None, tickCount=5, minExtent=LEFT_AXIS / 2)
    y = alt.Y("value:Q", axis=axis, scale=alt.Scale(zero=True, nice=False))
    rows, beyond = alt.Chart(data("everyone")), alt.Chart(data("beyond"))
    england = alt.Chart(data("england"))
    tip = [alt.Tooltip("name:N", title="Authority"), alt.Tooltip("text:N", title="Figure")]
    arrow = beyond.mark_point(shape="triangle-up", filled=True, size=80, color=OWN, opacity=1)
    return alt.layer(
        alt.Chart(data("axis")).mark_point(opacity=0).encode(y=y),
        rows.mark_rule(color=MUTED, opacity=0.7).encode(
            x=x, y=alt.Y("lower:Q", axis=axis), y2="upper:Q"
        ),
        england.mark_rule(color=INK, strokeWidth=2, strokeDash=[7, 3]).encode(y=y),
        rows.mark_point(filled=True, size=22, color=OWN, opacity=1).encode(x=x, y=y, tooltip=tip),
        england.mark_text(
            align="left", baseline="bottom", dx=6, dy=-4, fontSize=12, fontWeight="bold", color=INK
        ).encode(x=alt.value(0), y=y, text="text:N"),
        arrow.encode(x=x, y=alt.value(5), tooltip=tip),
    ).properties(width="container", height=300)


def over_time() -> Layers:
    """England and the regions over the years, with the middle half of authorities behind them."""
    base, england = alt.Chart(data("spread")), alt.Chart(data("england"))
    regions = alt.Chart(data("regions"))
    axis = alt.Axis(title=None, tickCount=5, minExtent=LEFT_AXIS / 2)
    x = time("day")
    lower = alt.Y("q1:Q", axis=axis, scale=alt.Scale(zero=True))
    value, median = alt.Y("value:Q", axis=axis), alt.Y("median:Q", axis=axis)
    of = [
        alt.Tooltip("name:N", title="Of"),
        alt.Tooltip("period:N", title="Year"),
        alt.Tooltip("text:N", title="Figure"),
    ]
    region = {"x": x, "y": value, "detail": "name:N"}
    return alt.layer(
        base.mark_area(color=BAND, opacity=0.8).encode(x=x, y=lower, y2="q3:Q"),
        # A year that stands alone has no area.
        base.mark_rule(color=BAND, strokeWidth=6).encode(x=x, y=lower, y2="q3:Q"),
        regions.mark_line(color=REGION, strokeWidth=1, opacity=0.7).encode(**region),
        regions.mark_point(color=REGION, filled=True, size=14, opacity=0.8).encode(
            **region, tooltip=of
        ),
        base.mark_line(color=NEIGHBOURS, strokeDash=[2, 2], strokeWidth=2).encode(x=x, y=median),
        *england_line(england, x, value, of),
    ).properties(width="container", height=280)
