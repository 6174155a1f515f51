"""Pages opened from disk in headless Chromium: drawn, silent, findable, usable by keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.opened import DESK, PHONE, PLAIN_PAGES, Opened, axe_violations

# A page of each kind: England, a story, a plain one, a joint return, a withheld return, few posts,
# a new authority, an unread report, a derived judgement, an abolished authority.
PAGES = [
    "index.html",
    *(
        f"authorities/{code}.html"
        for code in ("306", "202", "314", "207", "420", "943", "380", "358", "909")
    ),
]


@pytest.mark.parametrize("opened", [DESK, PHONE], indirect=True, ids=["desk", "phone"])
@pytest.mark.parametrize("name", [*PAGES, *PLAIN_PAGES])
def test_a_page_opens_from_disk_in_silence(opened: Opened, name: str) -> None:
    page = opened.go(name)
    assert opened.complaints == []
    outside = [url for url in opened.requests if not url.startswith(("file:", "data:"))]
    assert outside == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("name", PAGES)
def test_every_chart_is_drawn_with_its_data(opened: Opened, name: str) -> None:
    page = opened.go(name)
    charts = page.locator("[data-chart]")
    assert charts.count() > 0
    for chart in charts.all():
        words = chart.inner_text() + chart.inner_html()
        assert "NaN" not in words and "undefined" not in words
        assert chart.locator("svg").count() == 1
        marks = chart.locator("svg .role-mark path, svg .role-mark line, svg .role-mark text")
        assert marks.count() > 0, chart.get_attribute("data-rows")


def test_the_timeline_has_a_point_per_inspection(opened: Opened) -> None:
    page = opened.go("authorities/306.html")
    points = page.locator("[data-chart=timeline] svg .mark-symbol path[aria-hidden], "
                          "[data-chart=timeline] svg .mark-symbol path")  # fmt: skip
    table = page.locator("#timeline table").first.locator("tbody tr")
    # Two unseen points hold the span of time.
    assert points.count() == table.count() + 2


def test_search_finds_an_authority_by_keyboard(opened: Opened) -> None:
    page = opened.go("index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "search":
            break
    page.keyboard.type("kingston upon th")
    assert "1 authority matches" in page.locator("#search-status").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/authorities/314.html")
    assert page.locator("h1").inner_text() == "Kingston upon Thames"


@pytest.mark.parametrize(
    ("typed", "first"), [("st helens", "St. Helens"), ("306", "Croydon"), ("HULL", "Kingston upon")]
)
def test_search_forgives(opened: Opened, typed: str, first: str) -> None:
    page = opened.go("index.html")
    page.locator("#search").fill(typed)
    assert first in page.locator("#search-hits li").first.inner_text()


def test_search_says_when_nothing_matches(opened: Opened) -> None:
    page = opened.go("index.html")
    page.locator("#search").fill("atlantis")
    assert page.locator("#search-status").inner_text() == "0 authorities match."
    assert page.locator("#search-hits li").count() == 0


def test_a_table_opens_by_keyboard(opened: Opened) -> None:
    page = opened.go("authorities/306.html")
    summary = page.locator("#vacancy-rate-fte summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("#vacancy-rate-fte table").is_visible()


def test_without_scripts_the_figures_are_there(browser: Any, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "authorities/306.html").as_uri())
    assert page.locator("noscript").is_visible()
    assert page.locator("#vacancy-rate-fte summary").is_visible()
    context.close()


def test_print_shows_the_tables(opened: Opened) -> None:
    page = opened.go("authorities/306.html")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("#vacancy-rate-fte table").is_visible()
    assert not page.locator("header nav").is_visible()


@pytest.mark.parametrize("opened", [DESK, PHONE], indirect=True, ids=["desk", "phone"])
@pytest.mark.parametrize("name", [*PAGES[:3], "authorities/358.html", *PLAIN_PAGES])
def test_axe_finds_nothing(opened: Opened, name: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not there")
    page = opened.go(name)
    assert axe_violations(page, axe) == []
