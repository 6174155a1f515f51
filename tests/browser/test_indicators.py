"""Pages of indicators and regions, opened from disk: drawn, silent, sorted by keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.opened import DESK, PHONE, Opened, axe_violations

# With intervals, a band only, demand, spend with figures far out; a region, London with its halves.
PAGES = [
    *(
        f"indicators/{name}.html"
        for name in (
            *("vacancy_rate_fte", "turnover_rate_fte", "referral_rate"),
            "csc_spend_young_people_per_child",
        )
    ),
    "regions/E12000001.html",
    "regions/E12000007.html",
]
LISTS = ["indicators/index.html", "regions/index.html"]
# What stands in each chart, and how many marks it has.
CHARTS = """[...document.querySelectorAll('[data-chart]')].map(chart => [
    chart.innerHTML,
    chart.querySelectorAll('svg .role-mark path, svg .role-mark line').length])"""
FITS = "document.documentElement.scrollWidth <= window.innerWidth"


def _open(opened: Opened, name: str) -> Any:
    """A list has no chart to wait for."""
    if name not in LISTS:
        return opened.go(name)
    opened.page.goto((opened.site / name).as_uri())
    return opened.page


@pytest.mark.parametrize(
    "opened",
    [(DESK, "light"), (PHONE, "dark")],
    indirect=True,
    ids=["desk", "phone"],
)
@pytest.mark.parametrize("name", [*PAGES, *LISTS])
def test_a_page_opens_from_disk_in_silence(opened: Opened, name: str) -> None:
    page = _open(opened, name)
    assert page.evaluate(FITS)
    for words, marks in page.evaluate(CHARTS):
        assert "NaN" not in words and "undefined" not in words
        assert marks > 0
    assert opened.complaints == []
    outside = [url for url in opened.requests if not url.startswith(("file:", "data:"))]
    assert outside == []


# A page of each kind, each once: axe takes long over tables of a thousand cells.
@pytest.mark.parametrize(
    ("opened", "name"),
    [
        ((PHONE, "light"), "indicators/vacancy_rate_fte.html"),
        ((DESK, "dark"), "regions/E12000001.html"),
        ((PHONE, "dark"), "indicators/index.html"),
        ((DESK, "light"), "regions/index.html"),
    ],
    indirect=["opened"],
)
def test_axe_finds_nothing(opened: Opened, name: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not there")
    assert axe_violations(_open(opened, name), axe) == []


def _column(page: Any, heading: str) -> list[str]:
    """Cells of a column of the first table that can be sorted, in the order of its rows."""
    script = """heading => {
        const table = document.querySelector('table.sortable');
        const at = [...table.tHead.rows[0].cells].findIndex(
            cell => cell.textContent.trim().startsWith(heading));
        return [...table.tBodies[table.tBodies.length - 1].rows].map(
            row => row.cells[at].textContent.trim());
    }"""
    return list(page.evaluate(script, heading))


def _percentages(cells: list[str]) -> list[float]:
    return [float(cell.rstrip("%")) for cell in cells if cell.endswith("%")]


def test_a_table_is_sorted_by_keyboard(opened: Opened) -> None:
    page = opened.go("indicators/vacancy_rate_fte.html")
    names = _column(page, "Authority")
    assert names == sorted(names) and len(names) == 153
    heading = page.locator("table.sortable th", has_text="Figure").first
    button = heading.get_by_role("button")
    button.focus()
    page.keyboard.press("Enter")
    assert heading.get_attribute("aria-sort") == "ascending"
    rising = _column(page, "Figure")
    figures = _percentages(rising)
    assert figures == sorted(figures) and len(figures) == 151
    # Withheld figures come last, whichever way.
    assert rising[-2:] == ["[x]", "[x]"]
    page.keyboard.press("Space")
    assert heading.get_attribute("aria-sort") == "descending"
    falling = _column(page, "Figure")
    assert _percentages(falling) == figures[::-1] and falling[-2:] == ["[x]", "[x]"]
    assert page.evaluate("document.activeElement.textContent.trim()").startswith("Figure")
    assert page.locator("th[aria-sort]").count() == 1
    # England stays on top.
    first = page.locator("table.sortable tbody tr").first
    assert first.inner_text().startswith("England, as published")


def test_days_are_sorted_as_days(opened: Opened) -> None:
    page = opened.go("regions/E12000007.html")
    before = _column(page, "Days since")
    page.get_by_role("button", name="Last full report").first.click()
    after = _column(page, "Days since")
    numbers = [int(each.replace(",", "")) for each in after]
    assert numbers == sorted(numbers, reverse=True) and sorted(after) == sorted(before)
    page.get_by_role("button", name="Last full report").first.click()
    assert _column(page, "Days since")[0] == after[-1]


def test_one_figure_far_out_does_not_squash_the_axis(opened: Opened) -> None:
    page = opened.go("indicators/csc_spend_young_people_per_child.html")
    figure = page.locator("#everyone")
    ticks = figure.locator("svg .role-axis-label text").all_text_contents()
    assert [each for each in ticks if each][-1] == "200"
    assert "beyond it, marked by an arrow: 267 in Islington" in figure.inner_text()


def test_search_leads_to_indicators_and_regions(opened: Opened) -> None:
    page = opened.go("indicators/vacancy_rate_fte.html")
    for typed, url in (("turnover rate", "turnover_rate_fte"), ("north east", "E12000001")):
        page.locator("#search").fill(typed)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{url}.html")
        page.wait_for_load_state()


def test_without_scripts_the_figures_are_there(browser: Any, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "indicators/vacancy_rate_fte.html").as_uri())
    assert page.locator("table.sortable").is_visible()
    assert page.locator("table.sortable button").count() == 0
    assert page.locator("table.sortable tbody").last.locator("tr").count() == 153
    context.close()
