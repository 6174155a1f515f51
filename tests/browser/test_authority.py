"""An authority's page: today within three screens, one sheet of paper, charts without a mouse."""

from __future__ import annotations

import io
from typing import Any

import pytest

from tests.browser.opened import DESK, PHONE, Opened, axe_violations

SCREENS = 3 * 900
# A story, a joint return, few posts, a county, an abolished authority, the fullest page.
CODES = ("306", "314", "420", "926", "928", "941")
SIZES = pytest.mark.parametrize(
    "opened", [(DESK, "light"), (PHONE, "dark")], indirect=True, ids=["desk, light", "phone, dark"]
)


def _top(page: Any, anchor: str) -> float:
    return float(
        page.evaluate(f"document.getElementById('{anchor}').getBoundingClientRect().top + scrollY")
    )


@pytest.mark.parametrize("code", ["306", "314", "928"])
def test_details_begin_within_three_screens_of_a_desk(opened: Opened, code: str) -> None:
    page = opened.go(f"authorities/{code}.html")
    order = ["today", "measures", "changed", "time", "improvement", "details"]
    tops = [_top(page, each) for each in order if page.locator(f"#{each}").count()]
    assert tops == sorted(tops) or tops[2] == tops[3]
    assert tops[-1] <= SCREENS, tops


@SIZES
@pytest.mark.parametrize("code", CODES)
def test_a_page_prints_as_one_sheet(opened: Opened, code: str) -> None:
    """A4 from a desk and from a phone, with what a brief needs and nothing else."""
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
    page = opened.go(f"authorities/{code}.html")
    sheets = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, format="A4"))).pages
    assert len(sheets) == 1
    width, height = (float(side) / 72 * 25.4 for side in sheets[0].mediabox[2:])
    assert (width, height) == (pytest.approx(210, abs=1), pytest.approx(297, abs=1))
    words = " ".join(sheets[0].extract_text().split())
    judged = "Abolished." if code == "928" else "Judgement in force on"
    for part in (judged, "Interventions in force", "Sources:", "Figures as known"):
        assert part in words, part
    assert ("Among all authorities" in words) == (code != "928")
    for part in ("Details", "Download", "Search", "Time to improvement"):
        assert part not in words, part


def test_the_button_prints(opened: Opened) -> None:
    page = opened.go("authorities/306.html")
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="Print a one-page brief").press("Enter")
    assert page.evaluate("window.printed") is True


@SIZES
def test_the_measures_fit(opened: Opened) -> None:
    """Every cell is in sight: no strip is cut off by the edge of the table."""
    page = opened.go("authorities/306.html")
    assert page.evaluate(
        "(() => { const box = document.querySelector('.measures').parentElement;"
        " return box.scrollWidth <= box.clientWidth; })()"
    )
    assert page.locator(".measures .chart svg").count() == 10


def _said(page: Any) -> str:
    return str(page.locator("#readout").inner_text())


@SIZES
def test_marks_are_read_by_arrow_keys(opened: Opened) -> None:
    page = opened.go("authorities/306.html")
    chart = page.locator("#vacancy-rate-fte .chart")
    chart.focus()
    assert _said(page) == ""
    page.keyboard.press("ArrowRight")
    first = _said(page)
    assert first == "Of: This authority; Year: 2017; Value: 25.0%"
    assert page.locator("#readout").is_visible() and page.locator(".mark-read").is_visible()
    page.keyboard.press("ArrowRight")
    assert _said(page) == "Of: This authority; Year: 2018; Value: 35.7%"
    page.keyboard.press("Home")
    assert _said(page) == first
    page.keyboard.press("End")
    assert "Neighbours' median" in _said(page) and "2025" in _said(page)
    assert page.locator("#readout").get_attribute("role") == "status"
    page.keyboard.press("Escape")
    assert _said(page) == "" and not page.locator(".mark-read").is_visible()


def test_a_tap_finds_the_nearest_mark(browser: Any, opened: Opened) -> None:
    context = browser.new_context(
        viewport={"width": PHONE, "height": 900}, has_touch=True, is_mobile=True
    )
    page = Opened(context.new_page(), opened.site).go("authorities/306.html")
    chart = page.locator("#timeline .chart")
    chart.scroll_into_view_if_needed()
    mark = page.locator("#timeline .chart svg .mark-symbol path[fill]").last.bounding_box()
    page.touchscreen.tap(mark["x"] + mark["width"] / 2 + 6, mark["y"] + mark["height"] / 2 + 6)
    assert _said(page).startswith("Judgement: Good; Inspected: 14 to 25 October 2024")
    page.locator("h1").tap()
    assert _said(page) == ""
    context.close()


@pytest.mark.parametrize("name", ["index.html", "compare.html#who=306,302&mark=306&years=all"])
def test_charts_of_other_pages_are_read_by_keyboard_too(opened: Opened, name: str) -> None:
    page = opened.go(name)
    charts = page.locator(".chart")
    assert charts.count() > 0
    for chart in charts.all():
        chart.focus()
        page.keyboard.press("ArrowRight")
        assert ": " in _said(page), chart.get_attribute("data-chart")


@SIZES
def test_axe_finds_nothing_while_a_mark_is_read(opened: Opened) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not there")
    page = opened.go("authorities/420.html")
    page.locator("#timeline .chart").focus()
    page.keyboard.press("ArrowRight")
    assert _said(page)
    assert axe_violations(page, axe) == []
