"""From pages' contents to files: templates, charts' specifications, scripts and style."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
import vl_convert

from orchestration.site.figures import Cell, Link

HERE = Path(__file__).parent
STATIC = HERE / "static"
SPECS = HERE / "specs"
RUNTIME = "window.vegaEmbed = vegaEmbed;"


def environment() -> jinja2.Environment:
    """Templates, compiled once; text from data is always escaped, an unknown name is an error."""
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["data"] = embedded
    found.tests["link"] = is_link
    return found


def is_link(cell: Cell) -> bool:
    """Whether a cell leads somewhere."""
    return isinstance(cell, Link) and bool(cell.url)


def embedded(rows: Mapping[str, Any]) -> str:
    """JSON that no text in it can end the script element it stands in."""
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"), default=str)
    return (
        text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
        .replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    )  # fmt: skip


def write_page(path: Path, template: jinja2.Template, content: Mapping[str, Any]) -> None:
    """Render a page into a file."""
    path.write_text(template.render(content) + "\n", "utf-8")


def write_assets(folder: Path, shared: Mapping[str, Any]) -> None:
    """Style, scripts, specifications of charts, and the rows that pages share.

    Scripts set names on `window` instead of being fetched: a page opened from disk may not fetch.
    """
    for path in sorted(STATIC.iterdir()):
        shutil.copyfile(path, folder / path.name)
    specs = {
        path.stem: json.loads(path.read_text("utf-8")) for path in sorted(SPECS.glob("*.json"))
    }
    _write_script(folder / "charts.js", "CHARTS", specs)
    _write_script(folder / "england.js", "ENGLAND", shared)


def write_runtime(folder: Path) -> None:
    """The chart library's runtime in one file, from the package that carries it."""
    (folder / "vega.js").write_text(vl_convert.javascript_bundle(RUNTIME), "utf-8")


def _write_script(path: Path, name: str, content: Mapping[str, Any]) -> None:
    path.write_text(f"window.{name}={embedded(content)};\n", "utf-8")
