"""Charts of the front page, and the curves that pages share."""

from __future__ import annotations

from typing import Any

import altair as alt

from pages.charts.encodings import Layers, data, england_line, time
from pages.palette import BAND, FILLS, INK, MUTED, NEIGHBOURS, ON_FILLS, OWN, REGION
from pages.reading import FRAMEWORKS, GRADES, NO_OVERALL, NOT_JUDGED


def improvement() -> Layers:
    """Share of spells not yet improved, by framework, and one authority's spells on it."""
    years = alt.Axis(
        title="Years since the report was published", values=list(range(16)), format="d"
    )
    x = alt.X("years:Q", axis=years)
    shares: dict[str, Any] = {
        "scale": alt.Scale(domain=[0, 1]),
        "axis": alt.Axis(title="Share not yet improved", format="%", tickCount=5),
    }
    y = alt.Y("share:Q", **shares)
    curve, medians = alt.Chart(data("curve")), alt.Chart(data("median"))
    spells = alt.Chart(data("spells"))
    frameworks = list(FRAMEWORKS)
    framework = alt.Color("framework:N", scale=alt.Scale(domain=frameworks, range=[REGION, INK]))
    dashes = alt.StrokeDash(
        "framework:N", scale=alt.Scale(domain=frameworks, range=[[6, 3], [1, 0]])
    )
    outcome = alt.Shape(
        "ended:N",
        scale=alt.Scale(domain=["improved", "not ended"], range=["diamond", "triangle-right"]),
    )
    return alt.layer(
        curve.mark_area(interpolate="step-after", color=BAND, opacity=0.5).encode(
            x=x, y=alt.Y("lower:Q", **shares), y2="upper:Q", detail="framework:N"
        ),
        curve.mark_line(interpolate="step-after", strokeWidth=2).encode(
            x=x, y=y, color=framework, strokeDash=dashes
        ),
        alt.Chart(data("unpaused"))
        .mark_line(interpolate="step-after", strokeWidth=1.4, strokeDash=[1.5, 3])
        .encode(x=x, y=y, color=framework),
        medians.mark_rule(strokeWidth=1).encode(
            x=x,
            y=alt.value(0),
            y2=alt.value("height"),
            color=framework,
            strokeDash=dashes,
            tooltip=[alt.Tooltip("label:N", title="Half had ended better")],
        ),
        # One label under the other, since the medians may lie close.
        medians.mark_text(
            align="left",
            dx=4,
            dy=alt.expr(f"datum.framework == '{frameworks[0]}' ? 4 : 20"),
            baseline="top",
            fontSize=12,
        ).encode(x=x, y=alt.value(0), text="label:N", color=framework),
        spells.mark_rule(color=OWN, strokeWidth=2).encode(x=x, y=y, y2=alt.value("height")),
        spells.mark_point(size=170, filled=True, color=OWN, opacity=1).encode(
            x=x,
            y=y,
            shape=outcome,
            tooltip=[alt.Tooltip("label:N", title="This authority")],
        ),
        spells.mark_text(
            align=alt.expr("datum.years > 4 ? 'right' : 'left'"),
            dx=alt.expr("datum.years > 4 ? 8 : 6"),
            fontWeight="bold",
            color=OWN,
        ).encode(x=x, y=alt.Y("label_at:Q", **shares), text="label:N"),
    ).properties(width="container", height=210)


def ratings() -> Layers:
    """Authorities per judgement in force, stacked in the order of grades, counts inside."""
    order = [*GRADES, NO_OVERALL, NOT_JUDGED]
    base = alt.Chart(data("ratings"))
    x = alt.X("date:O", axis=alt.Axis(title=None, labelAngle=0, labelOverlap=True))
    count = alt.Y("from:Q", axis=alt.Axis(title="Authorities", tickCount=4))
    fill, on_fill = (
        alt.Color("grade:N", scale=alt.Scale(domain=order, range=[colours[key] for key in order]))
        for colours in (FILLS, ON_FILLS)
    )
    tip = [alt.Tooltip("date:O", title="As at"), "grade:N", alt.Tooltip("n:Q", title="Authorities")]
    bars = base.mark_bar(stroke=MUTED, strokeWidth=0.7).encode(
        x=x, y=count, y2="to:Q", color=fill, tooltip=tip
    )
    counts = base.mark_text(fontSize=12).encode(x=x, y="middle:Q", text="shown:N", color=on_fill)
    # Bars and the words in them are coloured by the same grade, and not alike.
    layers: Layers = alt.layer(bars, counts).resolve_scale(color="independent")
    return layers.properties(width="container", height=340)


def spread() -> Layers:
    """England's rate over the years, with the middle half of authorities behind it."""
    base, england = alt.Chart(data("spread")), alt.Chart(data("england"))
    tip = [alt.Tooltip("period:N", title="Year"), alt.Tooltip("text:N", title="Value")]
    axis = alt.Axis(title=None, tickCount=5)
    x = time("day")
    lower = alt.Y("q1:Q", axis=axis, scale=alt.Scale(zero=True))
    value, median = alt.Y("value:Q", axis=axis), alt.Y("median:Q", axis=axis)
    return alt.layer(
        base.mark_area(color=BAND, opacity=0.8).encode(x=x, y=lower, y2="q3:Q"),
        base.mark_line(color=NEIGHBOURS, strokeDash=[2, 2]).encode(x=x, y=median),
        *england_line(england, x, value, tip),
    ).properties(width="container", height=260)


def by_rating() -> Layers:
    """An indicator by judgement in force: the middle half of authorities and their median."""
    base = alt.Chart(data("grades"))
    tip = [
        alt.Tooltip("grade:N", title="Judgement"),
        alt.Tooltip("text:N", title="Vacancy rate"),
        alt.Tooltip("half:N", title="Middle half"),
        alt.Tooltip("n:Q", title="Authorities"),
    ]
    y = alt.Y(
        "label:N",
        sort=alt.EncodingSortField(field="order", order="ascending"),
        axis=alt.Axis(title=None, labelExpr="split(datum.label, '|')", labelLineHeight=14),
    )
    x = alt.X("q1:Q", scale=alt.Scale(zero=True), axis=alt.Axis(title="Vacancy rate (%)"))
    return alt.layer(
        base.mark_bar(color=BAND, stroke=MUTED, height=22).encode(x=x, x2="q3:Q", y=y),
        base.mark_tick(color=INK, thickness=3, size=30).encode(x="median:Q", y=y, tooltip=tip),
        base.mark_text(dy=-21, fontSize=12, color=INK).encode(x="median:Q", y=y, text="text:N"),
    ).properties(width="container", height=210)
