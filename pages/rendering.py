"""From pages' contents to files: templates, charts' specifications, scripts and style."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from pages.figures.parts import Cell, Table
from pages.figures.signs import SIGNS
from pages.palette import LIGHT, custom_properties

HERE = Path(__file__).parent
STATIC = HERE / "static"
SPECS = HERE / "charts" / "specs"
# The parts of one script, each after those that it uses.
COMPARE = (
    *("ranks", "words", "state", "data", "view", "dom"),
    *("table", "notes", "download", "chart", "form", "page"),
)


def environment() -> jinja2.Environment:
    """Templates, compiled once; text from data is always escaped, an unknown name is an error."""
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals["signs"] = SIGNS
    found.filters["data"] = embedded
    found.filters["table"] = table
    found.filters["cell"] = inline
    return found


@lru_cache(maxsize=100_000)
def inline(cell: Cell) -> Markup:
    """Text, as a link where it leads somewhere; cells repeat from page to page."""
    if isinstance(cell, str):
        return escape(cell)
    text = escape(cell.text)
    return Markup('<a href="{}">{}</a>').format(cell.url, text) if cell.url else text


def table(content: Table) -> Markup:
    """A table that scrolls by itself where the page is narrow, reachable by keyboard.

    Written here and not in a template, because pages hold a hundred thousand cells.
    """
    kind, sides = _sides(content)
    head = "".join(
        f'<th scope="col"{side}>{escape(name)}</th>'
        for name, side in zip(content.header, sides, strict=True)
    )
    anchors = [f' id="{escape(anchor)}"' for anchor in content.anchors] or [""] * len(content.rows)
    rows = "\n".join(
        _table_row(row, sides, anchor) for row, anchor in zip(content.rows, anchors, strict=True)
    )
    caption = escape(content.caption)
    classes = " ".join(name for name in (kind, "sortable" if content.is_sortable else "") if name)
    mark = f' class="{classes}"' if classes else ""
    above = "\n".join(_table_row(row, sides, "") for row in content.reference)
    reference = f'<tbody class="reference">\n{above}\n</tbody>\n' if above else ""
    return Markup(
        f'<div class="scroll" role="region" aria-label="{caption}" tabindex="0">\n<table{mark}>\n'
        f"<caption>{caption}</caption>\n<thead><tr>{head}</tr></thead>\n{reference}"
        f"<tbody>\n{rows}\n</tbody>\n</table>\n</div>\n"
    )


def _sides(content: Table) -> tuple[str, list[str]]:
    """What sets columns to the right: said once where they are all those from one on."""
    numeric = [name in content.numeric for name in content.header]
    first = numeric.index(True) if any(numeric) else 0
    if first and all(numeric[first:]):
        return f"n-from-{first + 1}", [""] * len(numeric)
    return "", [' class="n"' if side else "" for side in numeric]


def _table_row(row: Sequence[Cell], sides: Sequence[str], mark: str) -> str:
    first, *rest = ((inline(cell), side) for cell, side in zip(row, sides, strict=True))
    cells = "".join(f"<td{side}>{cell}</td>" for cell, side in rest)
    return f'<tr{mark}><th scope="row"{first[1]}>{first[0]}</th>{cells}</tr>'


def embedded(rows: Any) -> str:
    """JSON that no text in it can end the script element it stands in."""
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"), default=str)
    return (
        text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
        .replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    )  # fmt: skip


def write_page(path: Path, template: jinja2.Template, content: Mapping[str, Any]) -> None:
    """Render a page into a file."""
    path.write_text(template.render(content) + "\n", "utf-8")


def write_assets(folder: Path, shared: Mapping[str, Any], names: Sequence[Any]) -> None:
    """Style, scripts, specifications of charts, what is searched, and the rows that pages share.

    Scripts set names on `window` instead of being fetched: a page opened from disk may not fetch.
    """
    colours = {
        "site.css": custom_properties(),
        "takeaway.js": f"window.LIGHT={embedded(LIGHT)};\n",
    }
    for path in sorted(STATIC.glob("*.*")):
        text = colours.get(path.name, "") + path.read_text("utf-8")
        (folder / path.name).write_text(text, "utf-8")
    compare = "".join((STATIC / "compare" / f"{name}.js").read_text("utf-8") for name in COMPARE)
    (folder / "compare.js").write_text(f'"use strict";\nconst Compare = {{}};\n{compare}', "utf-8")
    specs = {
        path.stem: json.loads(path.read_text("utf-8")) for path in sorted(SPECS.glob("*.json"))
    }
    compared = {name: spec for name, spec in specs.items() if name.startswith("compare_")}
    others = {name: spec for name, spec in specs.items() if name not in compared}
    _write_script(folder / "charts.js", "CHARTS", others)
    _write_script(folder / "compare_charts.js", "CHARTS", compared)
    _write_script(folder / "england.js", "ENGLAND", shared)
    _write_script(folder / "names.js", "NAMES", names)


def _write_script(path: Path, name: str, content: Any) -> None:
    path.write_text(f"window.{name}={embedded(content)};\n", "utf-8")
