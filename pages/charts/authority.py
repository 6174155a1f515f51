"""Charts of an authority's page."""

from __future__ import annotations

import altair as alt

from pages.charts.encodings import LEFT_AXIS, SERIES, Layers, data, time, value
from pages.palette import ENGLAND, INK, MUTED, NEIGHBOURS, OWN, PAPER, REGION, SHADE
from pages.reading import GRADES, NO_OVERALL


def _frame() -> alt.Chart:
    """Two unseen points that give every chart of a page the same span of time."""
    frame: alt.Chart = alt.Chart(data("frame")).mark_point(opacity=0).encode(x=time("day"))
    return frame


def _pause() -> Layers:
    """The time in which no inspection began, shaded and named."""
    base = alt.Chart(data("pause"))
    x, x2 = time("from"), alt.X2("to")
    shade = base.mark_rect(color=SHADE).encode(x=x, x2=x2)
    name = base.mark_text(align="left", dx=3, dy=-4, baseline="bottom", fontSize=11, color=MUTED)
    return alt.layer(shade, name.encode(x=x, y=alt.value("height"), text="label:N"))


def timeline() -> Layers:
    """Judgements by grade, visits and interventions along time; hollow points are provisional."""
    rows = [*GRADES, NO_OVERALL, "Visits", "Interventions"]
    y = alt.Y(
        "row:N",
        scale=alt.Scale(domain=rows),
        axis=alt.Axis(
            title=None,
            minExtent=LEFT_AXIS,
            maxExtent=LEFT_AXIS,
            grid=True,
            # Two lines, so that the axis takes no more room than those of the rates below.
            labelExpr="split(replace(datum.label, /^(Requires|No overall) /, '$1|'), '|')",
            labelFontSize=11,
            labelLineHeight=12,
        ),
    )
    judged = alt.Chart(data("judgements"))
    tooltip = [
        alt.Tooltip("label:N", title="Judgement"),
        alt.Tooltip("shown:N", title="Inspected"),
        alt.Tooltip("published:N", title="Published"),
        alt.Tooltip("status:N", title="Evidence"),
    ]
    steps = alt.Chart(data("steps")).mark_line(
        interpolate="step-after", color=OWN, strokeWidth=1.5, opacity=0.55
    )
    points = judged.mark_point(size=130, strokeWidth=2, color=OWN, opacity=1)
    visits = alt.Chart(data("visits")).mark_tick(thickness=2, size=14, color=INK)
    known = alt.Chart(data("interventions"))
    issued = [
        alt.Tooltip("label:N", title="Intervention"),
        alt.Tooltip("issued:N", title="Issued"),
        alt.Tooltip("ended:N", title="How it ended"),
    ]
    return alt.layer(
        _pause(),
        _frame(),
        steps.encode(x=time("day"), y=y, order="day:T"),
        known.mark_bar(height=7, color=REGION, stroke=PAPER).encode(
            x=time("from"), x2="to", y=y, tooltip=issued
        ),
        known.transform_filter("datum.status === 'end not known'")
        .mark_point(shape="triangle-right", filled=True, size=80, color=REGION, opacity=1)
        .encode(x=time("from"), y=y, tooltip=issued),
        points.encode(
            x=time("day"),
            y=y,
            shape=alt.Shape(
                "framework:N", scale=alt.Scale(domain=["SIF", "ILACS"], range=["square", "circle"])
            ),
            fill=alt.Fill(
                "status:N",
                scale=alt.Scale(domain=["official", "provisional"], range=[OWN, PAPER]),
            ),
            tooltip=tooltip,
        ),
        visits.encode(
            x=time("day"),
            y=y,
            tooltip=[
                alt.Tooltip("label:N", title="Visit"),
                alt.Tooltip("shown:N", title="Begun"),
                alt.Tooltip("theme:N", title="Theme"),
            ],
        ),
    ).properties(width="container", height=166)


def series() -> Layers:
    """One indicator along time; withheld years are gaps with the publisher's marker on top."""
    who = list(SERIES)
    colours, dashes, widths, shapes = (list(part) for part in zip(*SERIES.values(), strict=True))
    lines = alt.Chart(data("series"))
    colour = alt.Color("who:N", scale=alt.Scale(domain=who, range=colours))
    y = value("value", scale=alt.Scale(zero=True, nice=False))
    shared = {"x": time("day"), "y": y, "color": colour}
    rules = alt.Chart(data("judgements")).mark_rule(color=MUTED, strokeDash=[1, 3])
    gaps = alt.Chart(data("gaps"))
    beyond = alt.Chart(data("beyond"))
    return alt.layer(
        _frame(),
        alt.Chart(data("axis")).mark_point(opacity=0).encode(y=y),
        rules.encode(x=time("day")),
        lines.mark_line().encode(
            **shared,
            strokeDash=alt.StrokeDash("who:N", scale=alt.Scale(domain=who, range=dashes)),
            strokeWidth=alt.StrokeWidth("who:O", scale=alt.Scale(domain=who, range=widths)),
        ),
        lines.mark_point(filled=True, size=42, opacity=1).encode(
            **shared,
            shape=alt.Shape("who:N", scale=alt.Scale(domain=who, range=shapes)),
            tooltip=[
                alt.Tooltip("who:N", title="Of"),
                alt.Tooltip("period:N", title="Year"),
                alt.Tooltip("text:N", title="Value"),
            ],
        ),
        gaps.mark_text(fontWeight="bold", fontSize=13, color=OWN, baseline="top").encode(
            x=time("day"),
            y=alt.value(0),
            text="marker:N",
            tooltip=[alt.Tooltip("meaning:N", title="No value")],
        ),
        beyond.mark_point(shape="triangle-up", filled=True, size=80, color=OWN, opacity=1).encode(
            x=time("day"),
            y=alt.value(5),
            tooltip=[
                alt.Tooltip("period:N", title="Year"),
                alt.Tooltip("text:N", title="Beyond the axis"),
            ],
        ),
        beyond.mark_text(dy=-4, baseline="bottom", fontWeight="bold", color=OWN).encode(
            x=time("day"), y=alt.value(0), text="label:N"
        ),
    ).properties(width="container", height=130)


def strip() -> Layers:
    """Where one authority stands among all: a line per authority, marks for those compared."""
    x = alt.X("value:Q", scale=alt.Scale(zero=True, nice=False), axis=None)
    beyond = alt.Chart(data("beyond"))
    who = alt.Color("who:N", scale=alt.Scale(domain=["own", "other"], range=[OWN, MUTED]))
    everyone = alt.Chart(data("everyone")).mark_tick(color=MUTED, opacity=0.5, size=12)
    near = alt.Chart(data("neighbours")).mark_point(
        shape="circle", size=34, color=NEIGHBOURS, strokeWidth=1.4, opacity=1
    )
    england = alt.Chart(data("england")).mark_rule(color=ENGLAND, strokeWidth=2, strokeDash=[5, 3])
    own = alt.Chart(data("own"))
    tip = [alt.Tooltip("name:N", title="Authority"), alt.Tooltip("text:N", title="Value")]
    middle = alt.value(16)
    return alt.layer(
        alt.Chart(data("axis")).mark_point(opacity=0).encode(x=x),
        everyone.encode(x=x, y=middle, tooltip=tip),
        england.encode(x=x, y=alt.value(8), y2=alt.value(24)),
        near.encode(x=x, y=middle, tooltip=tip),
        own.mark_point(shape="triangle-down", size=110, filled=True, color=OWN, opacity=1).encode(
            x=x, y=alt.value(5), tooltip=tip
        ),
        beyond.mark_point(shape="triangle-right", filled=True, size=90, opacity=1).encode(
            x=alt.value("width"), y=middle, color=who, tooltip=tip
        ),
    ).properties(width="container", height=24, padding=2)


def funnel() -> Layers:
    """A rate against the posts it rests on, with limits of chance, plain and adjusted."""
    x = alt.X("n:Q", axis=alt.Axis(title="Posts: filled and vacant (FTE)", tickCount=5))
    y = alt.Y("value:Q", axis=alt.Axis(title="Vacancy rate (%)", tickCount=6))
    limits = alt.Chart(data("limits")).mark_line(strokeWidth=1.3)
    points = alt.Chart(data("points")).mark_point(
        filled=True, size=26, color=MUTED, opacity=0.55, shape="circle"
    )
    own = alt.Chart(data("own"))
    kinds = ["England", "95 plain", "99.8 plain", "95 adjusted", "99.8 adjusted"]
    tip = [
        alt.Tooltip("name:N", title="Authority"),
        alt.Tooltip("text:N", title="Rate"),
        alt.Tooltip("n:Q", title="Posts", format=",.1f"),
    ]
    return alt.layer(
        limits.encode(
            x=x,
            y=y,
            detail="line:N",
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=kinds, range=[INK, REGION, REGION, NEIGHBOURS, NEIGHBOURS]),
            ),
            strokeDash=alt.StrokeDash(
                "kind:N",
                scale=alt.Scale(domain=kinds, range=[[1, 0], [5, 3], [1, 0], [5, 3], [1, 0]]),
            ),
        ),
        points.encode(x=x, y=y, tooltip=tip),
        alt.Chart(data("ends"))
        .mark_text(align="right", dy=alt.expr("datum.dy"), fontSize=11, color=INK)
        .encode(x=x, y=y, text="label:N"),
        own.mark_point(shape="triangle-down", filled=True, size=170, color=OWN, opacity=1).encode(
            x=x, y=y, tooltip=tip
        ),
        own.mark_text(
            dy=-12, align=alt.expr("datum.n > 600 ? 'right' : 'left'"), fontWeight="bold", color=OWN
        ).encode(x=x, y=y, text="name:N"),
    ).properties(width="container", height=320)
