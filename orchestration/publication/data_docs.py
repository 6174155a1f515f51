"""Great Expectations' Data Docs of a gate, one page per table, readable offline.

Data Docs as they come load their style and scripts from other hosts. The pages here keep the
content and leave the rest out: a publication makes no request to anyone.
"""

import html
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_ELSEWHERE = re.compile(
    r"<script\b.*?</script>|<link\b[^>]*>|<img\b[^>]*>|<iframe\b.*?</iframe>|<footer\b.*?</footer>|"
    r"url\('https?:[^)]*\)|"
    r'<a\b[^>]*href="https?://great[^"]*"[^>]*>.*?</a>',
    re.DOTALL | re.IGNORECASE,
)
_STYLE = """
body {font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem}
table {border-collapse: collapse; margin: .5rem 0 1.5rem} td, th {border: 1px solid #bbb;
padding: .25rem .6rem; text-align: left; vertical-align: top} .alert {padding: .5rem}
.navbar, .modal, .ge-walkthrough, .btn, .cooltip, .show-hide, footer {display: none}
"""


def write_pages(folder: Path, gate: str, results: Mapping[str, Sequence[Any]]) -> None:
    """Write a page per table and an index.

    Args:
        folder: Where; pages of the same gate are replaced.
        gate: `landing` or `release`.
        results: Great Expectations' results per table.
    """
    from great_expectations.core import ExpectationSuiteValidationResult
    from great_expectations.render.renderer import ValidationResultsPageRenderer
    from great_expectations.render.view import DefaultJinjaPageView

    pages = folder / gate
    pages.mkdir(parents=True, exist_ok=True)
    renderer, view = ValidationResultsPageRenderer(), DefaultJinjaPageView()
    for table, outcomes in results.items():
        held = sum(outcome.success for outcome in outcomes)
        document = renderer.render(
            ExpectationSuiteValidationResult(
                success=held == len(outcomes),
                results=list(outcomes),
                suite_name=f"{gate}: {table}",
                statistics={
                    "evaluated_expectations": len(outcomes),
                    "successful_expectations": held,
                    "unsuccessful_expectations": len(outcomes) - held,
                    "success_percent": 100 * held / len(outcomes),
                },
                meta={"run_id": {"run_name": None, "run_time": None}},
            )
        )
        (pages / f"{table}.html").write_text(_offline(view.render(document)), "utf-8")
    (pages / "index.html").write_text(_index(gate, results), "utf-8")


def _offline(page: str) -> str:
    return _ELSEWHERE.sub("", page).replace("</head>", f"<style>{_STYLE}</style></head>", 1)


def _index(gate: str, results: Mapping[str, Sequence[Any]]) -> str:
    rows = "".join(
        f'<tr><td><a href="{html.escape(table)}.html">{html.escape(table)}</a></td>'
        f"<td>{sum(o.success for o in outcomes)} of {len(outcomes)}</td></tr>"
        for table, outcomes in results.items()
    )
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{gate} gate</title>'
        f"<style>{_STYLE}</style></head><body><h1>What the {gate} gate found</h1>"
        f"<table><tr><th>Table</th><th>Rules that hold</th></tr>{rows}</table></body></html>\n"
    )
