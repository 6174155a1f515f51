"""Text of the data on its way into pages."""

import json

from pages import rendering
from pages.figures.parts import Link, Table


def test_text_in_data_cannot_end_the_script_it_stands_in() -> None:
    rows = {"name": "</script><script>alert(1)</script>&\u2028"}
    text = rendering.embedded(rows)
    assert "<" not in text and "&" not in text and "\u2028" not in text
    assert json.loads(text) == rows


def test_cells_are_escaped() -> None:
    shown = rendering.table(Table('"cap"', ["<h>"], [["<b>"], [Link("<i>", "https://x/?a=1&b=2")]]))
    assert "<b>" not in shown and "<i>" not in shown and "<h>" not in shown
    assert '<a href="https://x/?a=1&amp;b=2">&lt;i&gt;</a>' in shown
    assert 'aria-label="&#34;cap&#34;"' in shown


def test_a_link_to_nowhere_is_text() -> None:
    assert rendering.inline(Link("report", "")) == "report"
