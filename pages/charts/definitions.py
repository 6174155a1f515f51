"""All charts as Vega-Lite, and the files that hold them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pages.charts.authority import funnel, series, strip, timeline
from pages.charts.compare import compare_dots, compare_lines, compare_order
from pages.charts.england import by_rating, improvement, ratings, spread
from pages.charts.indicator import everyone, over_time
from pages.palette import GRID, INK, MUTED, PAPER

SPECS = Path(__file__).parent / "specs"

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

CHARTS = {
    "timeline": timeline,
    "series": series,
    "strip": strip,
    "funnel": funnel,
    "improvement": improvement,
    "ratings": ratings,
    "spread": spread,
    "by_rating": by_rating,
    "everyone": everyone,
    "over_time": over_time,
    "compare_lines": compare_lines,
    "compare_dots": compare_dots,
    "compare_order": compare_order,
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
