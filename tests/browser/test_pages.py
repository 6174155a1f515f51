"""Pages opened from disk in headless Chromium: drawn, silent, findable, usable by keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.opened import DESK, DRAWN, ENLARGED, PHONE, PLAIN_PAGES, Opened, axe_violations

# A page of each kind: England, a story, a plain one, a joint return, a withheld return, few posts,
# a new authority, an unread report, a derived judgement, an abolished authority.
PAGES = [
    "index.html",
    *(
        f"authorities/{code}.html"
        for code in ("306", "202", "314", "207", "420", "943", "380", "358", "909")
    ),
]


SIZES = pytest.mark.parametrize(
    "opened",
    [(DESK, "light"), (PHONE, "light")],
    indirect=True,
    ids=["desk", "phone"],
)


@SIZES
@pytest.mark.parametrize("name", [*PAGES, *PLAIN_PAGES])
def test_a_page_opens_from_disk_in_silence(opened: Opened, name: str) -> None:
    page = opened.go(name)
    assert opened.complaints == []
    outside = [url for url in opened.requests if not url.startswith(("file:", "data:"))]
    assert outside == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("opened", [(ENLARGED, "light")], indirect=True, ids=["enlarged"])
@pytest.mark.parametrize("name", ["index.html", "authorities/306.html", *PLAIN_PAGES])
def test_enlarged_four_times_nothing_but_a_table_scrolls_sideways(
    opened: Opened, name: str
) -> None:
    page = opened.go(name)
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
    # Two unseen points hold the span of time; an arrow says that an intervention has no end known.
    assert points.count() == table.count() + 2 + 1


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


@pytest.mark.parametrize("opened", [(DESK, "dark")], indirect=True, ids=["dark"])
def test_paper_has_the_tables_and_no_shell_and_is_light(opened: Opened) -> None:
    page = opened.go("index.html")
    assert page.evaluate(GROUND) == DARK_GROUND
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator("#vacancy table").is_visible()
    for part in ("header", "footer nav", ".skip", "#vacancy summary"):
        assert not page.locator(part).first.is_visible(), part
    # What the figures are and under which licence goes with them.
    footer = page.locator("footer").inner_text()
    assert "not an official statistic" in footer and "Open Government Licence" in footer
    assert page.evaluate(GROUND) == "rgb(255, 255, 255)"


GROUND = "getComputedStyle(document.documentElement).backgroundColor"
DARK_GROUND = "rgb(21, 24, 28)"
PAINTED = """() => [...document.querySelectorAll('[data-chart] svg *')].flatMap(each =>
    ['fill', 'stroke'].map(paint => [each.getAttribute(paint), getComputedStyle(each)[paint]])
).filter(([named]) => named && named.startsWith('var('))"""


def test_charts_turn_with_the_colours_of_the_page(opened: Opened) -> None:
    page = opened.go("authorities/306.html")
    light = page.evaluate(PAINTED)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(PAINTED)
    assert page.evaluate(GROUND) == DARK_GROUND
    assert len(light) == len(dark) > 500
    # A name that nothing gave would be painted black in both.
    assert {
        named for (named, one), (_, other) in zip(light, dark, strict=True) if one == other
    } == set()
    assert ["var(--ink)", "rgb(27, 27, 27)"] in light and [
        "var(--ink)",
        "rgb(233, 235, 238)",
    ] in dark


@pytest.mark.parametrize(
    "name",
    [
        *("index.html", "authorities/306.html", "indicators/vacancy_rate_fte.html"),
        *("regions/E12000007.html", "compare.html#who=306,302&what=cla_rate"),
    ],
)
def test_a_chart_that_is_drawn_keeps_its_text_alternative(opened: Opened, name: str) -> None:
    page = opened.go(name)
    page.wait_for_function(DRAWN)
    holders = page.locator("[role=img]:has(svg.marks)")
    assert holders.count() > 0
    for holder in holders.all():
        told = holder.get_attribute("aria-label") or ""
        assert len(told) > 30 and "Vega" not in told, told


def test_an_arrow_stands_for_what_lies_beyond_the_axis(opened: Opened) -> None:
    page = opened.go("authorities/420.html")
    chart = page.locator("[data-rows=rows-strip-vacancy-rate-fte]")
    beyond = "The axis ends at 50%; beyond it, marked by an arrow: 100.0% in Isles of Scilly"
    assert beyond in (chart.get_attribute("aria-label") or "")
    # No other mark reaches the end of the strip, at which the arrow stands.
    assert chart.locator("svg .mark-symbol path[d*='L']").count() > 0
    labels = page.locator("#vacancy-rate-fte svg .role-mark text").all_text_contents()
    assert labels.count("100") == 5
    ticks = page.locator("#vacancy-rate-fte svg .role-axis-label text").all_text_contents()
    assert "50" in ticks and "100" not in ticks


EVERY_KIND = [*PAGES[:3], "authorities/358.html", "authorities/909.html", *PLAIN_PAGES]


def _axe(page: Any, **options: Any) -> list[tuple[str, str]]:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not there")
    return axe_violations(page, axe, **options)


@SIZES
@pytest.mark.parametrize("name", EVERY_KIND)
def test_axe_finds_nothing(opened: Opened, name: str) -> None:
    assert _axe(opened.go(name)) == []


@pytest.mark.parametrize("opened", [(DESK, "dark")], indirect=True, ids=["dark"])
@pytest.mark.parametrize("name", EVERY_KIND)
def test_words_stand_out_in_the_dark(opened: Opened, name: str) -> None:
    """Nothing but colours is another than in light."""
    rules = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
    assert _axe(opened.go(name), runOnly=rules) == []


def test_axe_finds_nothing_in_an_open_search(opened: Opened) -> None:
    page = opened.go("about.html")
    for typed in ("kingston", "atlantis"):
        page.locator("#search").fill(typed)
        page.wait_for_function("document.getElementById('search-status').textContent")
        page.keyboard.press("ArrowDown")
        assert _axe(page) == []
