"""Every chart type, defined once.

A chart is a Vega-Lite specification with named data sets that are empty here; a page brings the
rows. The specifications are written to `specs/` by

    python -m pages.charts

and read from there when the site is built, because importing the chart library costs more time
than writing the pages. A test compares the files with these definitions.

Colour is never the only sign: lines differ in dash, points in shape, bars in their label.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import altair as alt

from pages.reading import GRADES, NO_OVERALL, NOT_JUDGED

SPECS = Path(__file__).parent / "specs"
INK, MUTED, GRID, PAPER = "#1b1b1b", "#565b61", "#e2e4e7", "#ffffff"
OWN, ENGLAND, REGION, NEIGHBOURS = "#0b4a8f", "#1b1b1b", "#8f4500", "#6a2c91"
FILLS = {
    "Outstanding": "#14543a",
    "Good": "#8fd0a9",
    "Requires improvement": "#f4c46a",
    "Inadequate": "#8e1b1b",
    NO_OVERALL: "#c9ced6",
    NOT_JUDGED: "#ffffff",
}
DARK_FILLS = ("Outstanding", "Inadequate")
SERIES = {
    "This authority": (OWN, [1, 0], 3.0, "circle"),
    "England": (ENGLAND, [7, 3], 1.6, "square"),
    "Region": (REGION, [2, 2], 1.6, "diamond"),
    "Neighbours' median": (NEIGHBOURS, [9, 3, 2, 3], 1.6, "triangle-up"),
}
LEFT_AXIS = 84
Layers = alt.LayerChart | alt.FacetChart
CONFIG: dict[str, Any] = {
    "background": PAPER,
    "font": "system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "gridColor": GRID,
        "domainColor": MUTED,
        "tickColor": MUTED,
        "labelLimit": 260,
    },
    "legend": {"disable": True},
    "aria": False,
}


def _data(name: str) -> alt.NamedData:
    return alt.NamedData(name=name)


def _time(field: str, **axis: Any) -> alt.X:
    """A day on a shared axis in UTC, so that no reader's clock moves it."""
    return alt.X(
        f"{field}:T",
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(format="%Y", title=None, tickCount="year", labelOverlap=True, **axis),
    )


def _value(field: str, **options: Any) -> alt.Y:
    axis = alt.Axis(title=None, tickCount=4, minExtent=LEFT_AXIS, maxExtent=LEFT_AXIS)
    return alt.Y(f"{field}:Q", axis=axis, **options)


def _frame() -> alt.Chart:
    """Two unseen points that give every chart of a page the same span of time."""
    frame: alt.Chart = alt.Chart(_data("frame")).mark_point(opacity=0).encode(x=_time("day"))
    return frame


def _pause() -> Layers:
    """The time in which no inspection began, shaded and named."""
    base = alt.Chart(_data("pause"))
    x, x2 = _time("from"), alt.X2("to")
    shade = base.mark_rect(color="#e9ebee").encode(x=x, x2=x2)
    name = base.mark_text(align="left", dx=3, dy=-4, baseline="bottom", fontSize=11, color=MUTED)
    return alt.layer(shade, name.encode(x=x, y=alt.value("height"), text="label:N"))


def timeline() -> Layers:
    """Judgements by grade and visits, along time; hollow points are provisional."""
    rows = [*GRADES, NO_OVERALL, "Visits"]
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
    judged = alt.Chart(_data("judgements"))
    tooltip = [
        alt.Tooltip("label:N", title="Judgement"),
        alt.Tooltip("shown:N", title="Inspected"),
        alt.Tooltip("published:N", title="Published"),
        alt.Tooltip("status:N", title="Evidence"),
    ]
    steps = alt.Chart(_data("steps")).mark_line(
        interpolate="step-after", color=OWN, strokeWidth=1.5, opacity=0.55
    )
    points = judged.mark_point(size=130, strokeWidth=2, color=OWN, opacity=1)
    visits = alt.Chart(_data("visits")).mark_tick(thickness=2, size=14, color=INK)
    return alt.layer(
        _pause(),
        _frame(),
        steps.encode(x=_time("day"), y=y, order="day:T"),
        points.encode(
            x=_time("day"),
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
            x=_time("day"),
            y=y,
            tooltip=[
                alt.Tooltip("label:N", title="Visit"),
                alt.Tooltip("shown:N", title="Begun"),
                alt.Tooltip("theme:N", title="Theme"),
            ],
        ),
    ).properties(width="container", height=190)


def series() -> Layers:
    """One indicator along time; withheld years are gaps with the publisher's marker on top."""
    who = list(SERIES)
    colours, dashes, widths, shapes = (list(part) for part in zip(*SERIES.values(), strict=True))
    lines = alt.Chart(_data("series"))
    colour = alt.Color("who:N", scale=alt.Scale(domain=who, range=colours))
    shared = {"x": _time("day"), "y": _value("value", scale=alt.Scale(zero=True)), "color": colour}
    rules = alt.Chart(_data("judgements")).mark_rule(color=MUTED, strokeDash=[1, 3])
    gaps = alt.Chart(_data("gaps"))
    return alt.layer(
        _frame(),
        rules.encode(x=_time("day")),
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
            x=_time("day"),
            y=alt.value(0),
            text="marker:N",
            tooltip=[alt.Tooltip("meaning:N", title="No value")],
        ),
    ).properties(width="container", height=130)


def strip() -> Layers:
    """Where one authority stands among all: a line per authority, marks for those compared."""
    x = alt.X(
        "value:Q",
        scale=alt.Scale(zero=True, nice=True),
        axis=alt.Axis(title=None, tickCount=5, grid=False),
    )
    everyone = alt.Chart(_data("everyone")).mark_tick(color=MUTED, opacity=0.55, size=18)
    near = alt.Chart(_data("neighbours")).mark_point(
        shape="circle", size=60, color=NEIGHBOURS, strokeWidth=1.6, opacity=1
    )
    england = alt.Chart(_data("england")).mark_rule(color=ENGLAND, strokeWidth=2, strokeDash=[5, 3])
    own = alt.Chart(_data("own"))
    tip = [alt.Tooltip("name:N", title="Authority"), alt.Tooltip("text:N", title="Value")]
    middle = alt.value(38)
    return alt.layer(
        everyone.encode(x=x, y=middle, tooltip=tip),
        england.encode(x=x, y=alt.value(20), y2=alt.value(56)),
        near.encode(x=x, y=middle, tooltip=tip),
        own.mark_point(shape="triangle-down", size=170, filled=True, color=OWN, opacity=1).encode(
            x=x, y=alt.value(20), tooltip=tip
        ),
        # A label at an end of the scale is turned inwards, so that it is never cut.
        own.mark_text(
            align=alt.expr("datum.align"), dy=-9, fontWeight="bold", fontSize=13, color=OWN
        ).encode(x=x, y=alt.value(18), text="text:N"),
    ).properties(width="container", height=60)


def funnel() -> Layers:
    """A rate against the posts it rests on, with limits of chance, plain and adjusted."""
    x = alt.X("n:Q", axis=alt.Axis(title="Posts: filled and vacant (FTE)", tickCount=5))
    y = alt.Y("value:Q", axis=alt.Axis(title="Vacancy rate (%)", tickCount=6))
    limits = alt.Chart(_data("limits")).mark_line(strokeWidth=1.3)
    points = alt.Chart(_data("points")).mark_point(
        filled=True, size=26, color=MUTED, opacity=0.55, shape="circle"
    )
    own = alt.Chart(_data("own"))
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
        alt.Chart(_data("ends"))
        .mark_text(align="right", dy=alt.expr("datum.dy"), fontSize=11, color=INK)
        .encode(x=x, y=y, text="label:N"),
        own.mark_point(shape="triangle-down", filled=True, size=170, color=OWN, opacity=1).encode(
            x=x, y=y, tooltip=tip
        ),
        own.mark_text(
            dy=-12, align=alt.expr("datum.n > 600 ? 'right' : 'left'"), fontWeight="bold", color=OWN
        ).encode(x=x, y=y, text="name:N"),
    ).properties(width="container", height=320)


def improvement() -> Layers:
    """Share of spells not yet improved, with 95 % limits, and one authority's spells on it."""
    years = alt.Axis(
        title="Years since the report was published", values=list(range(10)), format="d"
    )
    x = alt.X("years:Q", axis=years)
    shares: dict[str, Any] = {
        "scale": alt.Scale(domain=[0, 1]),
        "axis": alt.Axis(title="Share not yet improved", format="%", tickCount=5),
    }
    y = alt.Y("share:Q", **shares)
    curve = alt.Chart(_data("curve"))
    spells = alt.Chart(_data("spells"))
    outcome = alt.Shape(
        "ended:N",
        scale=alt.Scale(domain=["improved", "not ended"], range=["diamond", "triangle-right"]),
    )
    return alt.layer(
        curve.mark_area(interpolate="step-after", color="#c8d6e8", opacity=0.7).encode(
            x=x, y=alt.Y("lower:Q", **shares), y2="upper:Q"
        ),
        curve.mark_line(interpolate="step-after", color=INK, strokeWidth=2).encode(x=x, y=y),
        alt.Chart(_data("median"))
        .mark_rule(color=MUTED, strokeDash=[4, 3])
        .encode(x=x, y=alt.value(0), y2=alt.value("height")),
        alt.Chart(_data("median"))
        .mark_text(align="left", dx=4, dy=4, baseline="top", fontSize=12, color=INK)
        .encode(x=x, y=alt.value(0), text="label:N"),
        spells.mark_rule(color=OWN, strokeWidth=2).encode(x=x, y=y, y2=alt.value("height")),
        spells.mark_point(size=170, filled=True, color=OWN, opacity=1).encode(
            x=x,
            y=y,
            shape=outcome,
            tooltip=[alt.Tooltip("label:N", title="Spell")],
        ),
        spells.mark_text(
            align=alt.expr("datum.years > 4 ? 'right' : 'left'"),
            dx=alt.expr("datum.years > 4 ? 8 : 6"),
            fontWeight="bold",
            color=OWN,
        ).encode(x=x, y=alt.Y("label_at:Q", **shares), text="label:N"),
    ).properties(width="container", height=300)


def ratings() -> Layers:
    """Authorities per judgement in force, stacked in the order of grades, counts inside."""
    order = [*GRADES, NO_OVERALL, NOT_JUDGED]
    base = alt.Chart(_data("ratings"))
    x = alt.X("date:O", axis=alt.Axis(title=None, labelAngle=0, labelOverlap=True))
    count = alt.Y("from:Q", axis=alt.Axis(title="Authorities", tickCount=4))
    fill = alt.Color("grade:N", scale=alt.Scale(domain=order, range=list(FILLS.values())))
    tip = [alt.Tooltip("date:O", title="As at"), "grade:N", alt.Tooltip("n:Q", title="Authorities")]
    label = alt.condition(
        alt.FieldOneOfPredicate(field="grade", oneOf=list(DARK_FILLS)),
        alt.value("#ffffff"),
        alt.value(INK),
    )
    return alt.layer(
        base.mark_bar(stroke=MUTED, strokeWidth=0.7).encode(
            x=x, y=count, y2="to:Q", color=fill, tooltip=tip
        ),
        base.mark_text(fontSize=12).encode(x=x, y="middle:Q", text="shown:N", color=label),
    ).properties(width="container", height=340)


def spread() -> Layers:
    """England's rate over the years, with the middle half of authorities behind it."""
    base, england = alt.Chart(_data("spread")), alt.Chart(_data("england"))
    tip = [alt.Tooltip("period:N", title="Year"), alt.Tooltip("text:N", title="Value")]
    axis = alt.Axis(title=None, tickCount=5)
    x = _time("day")
    lower = alt.Y("q1:Q", axis=axis, scale=alt.Scale(zero=True))
    value, median = alt.Y("value:Q", axis=axis), alt.Y("median:Q", axis=axis)
    return alt.layer(
        base.mark_area(color="#c8d6e8", opacity=0.8).encode(x=x, y=lower, y2="q3:Q"),
        base.mark_line(color=NEIGHBOURS, strokeDash=[2, 2]).encode(x=x, y=median),
        england.mark_line(color=INK, strokeWidth=3).encode(x=x, y=value),
        england.mark_point(color=INK, filled=True, size=60, opacity=1).encode(
            x=x, y=value, tooltip=tip
        ),
        # The first, the last, the lowest and the highest: all would not fit on a phone.
        england.mark_text(
            align=alt.expr("datum.align"),
            dy=alt.expr("datum.dy"),
            fontSize=12,
            fontWeight="bold",
            color=INK,
        ).encode(x=x, y=value, text="label:N"),
    ).properties(width="container", height=260)


def by_rating() -> Layers:
    """An indicator by judgement in force: the middle half of authorities and their median."""
    base = alt.Chart(_data("grades"))
    y = alt.Y(
        "label:N",
        sort=alt.EncodingSortField(field="order", order="ascending"),
        axis=alt.Axis(title=None, labelExpr="split(datum.label, '|')", labelLineHeight=14),
    )
    x = alt.X("q1:Q", scale=alt.Scale(zero=True), axis=alt.Axis(title="Vacancy rate (%)"))
    return alt.layer(
        base.mark_bar(color="#c8d6e8", stroke=MUTED, height=22).encode(x=x, x2="q3:Q", y=y),
        base.mark_tick(color=INK, thickness=3, size=30).encode(x="median:Q", y=y),
        base.mark_text(dy=-21, fontSize=12, color=INK).encode(x="median:Q", y=y, text="text:N"),
    ).properties(width="container", height=250)


CHARTS = {
    "timeline": timeline,
    "series": series,
    "strip": strip,
    "funnel": funnel,
    "improvement": improvement,
    "ratings": ratings,
    "spread": spread,
    "by_rating": by_rating,
}


def specifications() -> dict[str, dict[str, Any]]:
    """Every chart as Vega-Lite, by name."""
    found = {}
    for name, chart in CHARTS.items():
        spec = chart().to_dict(validate=True)
        spec["config"] = CONFIG
        spec["autosize"] = {"type": "fit-x", "contains": "padding"}
        found[name] = spec
    return found


def text_of(specification: dict[str, Any]) -> str:
    """A specification as its file holds it."""
    return json.dumps(specification, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def write_specifications(folder: Path = SPECS) -> None:
    """Write one file per chart type."""
    folder.mkdir(exist_ok=True)
    for name, specification in specifications().items():
        (folder / f"{name}.json").write_text(text_of(specification), "utf-8")


if __name__ == "__main__":
    write_specifications()
