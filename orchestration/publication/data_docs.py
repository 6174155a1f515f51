"""What a gate found, as one page that opens from disk and asks nobody for anything."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

if TYPE_CHECKING:
    from expectations.suites import Suite
    from orchestration.evaluation import GateResult

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def write_page(
    folder: Path, gate: str, results: Sequence[GateResult], suites: Sequence[Suite]
) -> None:
    """Write `index.html`: per table each rule in words, what was examined and found, its SQL.

    Args:
        folder: Where; a page of before is replaced.
        gate: `landing` or `release`.
        results: All results known of the gate.
        suites: The suites, for the queries behind the rules.
    """
    queries = {
        (suite.table, str((expectation.meta or {})["rule"])): question.query
        for suite in suites
        for question in suite.questions
        for expectation in question.expectations
    }
    tables: dict[str, list[tuple[GateResult, str]]] = {}
    for result in results:
        query = queries.get((result.table_name, result.rule), "")
        tables.setdefault(result.table_name, []).append((result, query))
    folder.mkdir(parents=True, exist_ok=True)
    page = TEMPLATES.get_template("data_docs.html.j2").render(gate=gate, tables=tables)
    (folder / "index.html").write_text(page, "utf-8")
