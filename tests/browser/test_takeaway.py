"""What is taken away: pictures, citations, links, frames and tables; from disk."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from pages.palette import DARK, LIGHT
from tests.browser.opened import DESK, DRAWN, PHONE, Opened, Reader, axe_violations

SVG = "{http://www.w3.org/2000/svg}"
DARK_PHONE = pytest.mark.parametrize(
    "opened", [(PHONE, "dark")], indirect=True, ids=["phone, dark"]
)
KNOWN = "Figures as known on 20 August 2026. Children's services benchmarks."


def _button(page: Any, figure: str, label: str) -> Any:
    return page.locator(f"#{figure} > .takeaway button", has_text=label)


def _copied(page: Any, figure: str, label: str) -> str:
    _button(page, figure, label).click()
    page.locator(f"#{figure} .said:not(:empty)").wait_for()
    return str(page.locator(f"#{figure} .takeaway textarea").input_value())


@pytest.mark.parametrize("name", ["index.html", "authorities/306.html", "authorities/909.html"])
def test_every_chart_can_be_taken_away(opened: Opened, name: str) -> None:
    page = opened.go(name)
    # Strips stand in the rows of a table, which is taken away whole.
    for holder in page.locator("figure [data-chart]").all():
        labels = holder.locator("xpath=following-sibling::*[1]").locator("button").all_inner_texts()
        assert [label.split("\n")[0] for label in labels] == [
            *("PNG", "SVG", "Cite this figure", "Link", "Embed")
        ]


@DARK_PHONE
def test_a_picture_has_title_key_source_and_date_on_white(opened: Opened, tmp_path: Path) -> None:
    page = opened.go("authorities/306.html")
    path = Reader(opened).downloads(_button(page, "vacancy-rate-fte", "SVG"), tmp_path)
    assert re.fullmatch(r"croydon-vacancy-rate-fte-20-august-2026\.svg", path.name)
    text = path.read_text("utf-8")
    picture = ET.fromstring(text)
    words = " ".join("".join(each.itertext()) for each in picture.iter(f"{SVG}text"))
    assert words.startswith("Croydon's vacancy rate was above England's in ")
    assert "Vacancy rate of children's social workers, %" in words
    for part in (
        "England, as published",
        "neighbours' median",
        "Source: Department for Education, Children's social work workforce, edition 2025",
        "Figures as known on 20 August 2026",
        "Not official statistics",
    ):
        assert part in words, part
    # As readers of white paper see it, though this one reads in the dark.
    assert "var(" not in text and "undefined" not in text
    ground = next(picture.iter(f"{SVG}rect"))
    assert ground.get("fill") == LIGHT["ground"]
    own = {each.get("stroke") for each in picture.iter(f"{SVG}path")}
    assert LIGHT["own"] in own and DARK["own"] not in own
    assert picture.get("width") == "800"
    sizes = [
        float(each.get("font-size", "99").removesuffix("px")) for each in picture.iter(f"{SVG}text")
    ]
    assert min(sizes) >= 11


def test_nothing_of_a_picture_lies_outside_it(opened: Opened, tmp_path: Path) -> None:
    """Every chart of the pages: its words end within the edges."""
    for name in ("index.html", "authorities/306.html"):
        page = opened.go(name)
        for figure in page.locator("figure[id]:has([data-chart])").all():
            identifier = figure.get_attribute("id")
            path = Reader(opened).downloads(_button(page, identifier, "SVG"), tmp_path)
            box = page.evaluate(
                """markup => {
                    const holder = document.createElement("div");
                    holder.innerHTML = markup;
                    document.body.append(holder);
                    const whole = holder.firstElementChild.getBoundingClientRect();
                    const beyond = [...holder.querySelectorAll("text")].filter(each => {
                        const box = each.getBoundingClientRect();
                        return box.width && (box.left < whole.left - 1
                            || box.right > whole.right + 1 || box.bottom > whole.bottom + 1);
                    }).map(each => each.textContent);
                    holder.remove();
                    return beyond;
                }""",
                path.read_text("utf-8"),
            )
            assert box == [], (name, identifier)
    assert opened.complaints == []


def test_a_figure_is_cited_and_linked(opened: Opened) -> None:
    page = opened.go("authorities/306.html")
    address = f"{page.url}#vacancy-rate-fte"
    cited = _copied(page, "vacancy-rate-fte", "Cite this figure")
    assert (
        cited.startswith("“Croydon's vacancy rate was ")
        and "”, Croydon. Department for Education, " in cited
    )
    assert "edition 2025, published 19 March 2026. " in cited
    assert cited.endswith(f"{KNOWN} {address}")
    assert _copied(page, "vacancy-rate-fte", "Link") == address


@pytest.mark.parametrize(
    "opened", [(DESK, "light"), (PHONE, "dark")], indirect=True, ids=["desk", "phone, dark"]
)
@pytest.mark.parametrize(
    ("name", "figure", "subject"),
    [
        ("authorities/306.html", "timeline", "Croydon"),
        ("authorities/306.html", "vacancy-rate-fte", "Croydon"),
        ("index.html", "improvement", "English children's services"),
    ],
)
def test_a_figure_stands_alone_in_a_frame(
    opened: Opened, name: str, figure: str, subject: str, tmp_path: Path
) -> None:
    page = opened.go(name)
    frame = _copied(page, figure, "Embed")
    address = f"{page.url}?embed={figure}"
    assert f'src="{address}"' in frame and 'title="' in frame
    host = tmp_path / "host.html"
    host.write_text(f"<!doctype html><title>Host</title>{frame}", "utf-8")
    page.goto(host.as_uri())
    inside = page.frames[1]
    inside.wait_for_function(DRAWN)
    shown = inside.locator("body").inner_text()
    assert shown.strip().startswith(subject) or inside.locator("h3").inner_text().startswith(
        subject
    )
    assert "Source" in shown and "Figures as known on 20 August 2026" in shown
    assert inside.locator("figure:visible").count() == 1
    assert inside.locator(f"#{figure} svg").first.is_visible()
    assert not inside.locator("header").is_visible() and not inside.locator("footer").is_visible()
    assert inside.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert opened.complaints == []


def test_axe_finds_nothing_in_an_embedded_figure(opened: Opened) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not there")
    page = opened.go("authorities/306.html?embed=vacancy-rate-fte")
    assert axe_violations(page, axe) == []


def test_a_frame_of_nothing_is_the_page(opened: Opened) -> None:
    page = opened.go("authorities/306.html?embed=main")
    assert page.locator("header").is_visible() and page.locator("figure").count() > 5


def test_buttons_work_by_keyboard(opened: Opened) -> None:
    page = opened.go("authorities/306.html")
    _button(page, "vacancy-rate-fte", "Link").focus()
    page.keyboard.press("Enter")
    assert page.locator("#vacancy-rate-fte .takeaway textarea").is_visible()


def test_a_table_is_taken_away_with_its_source(opened: Opened, tmp_path: Path) -> None:
    page = opened.go("authorities/306.html")
    page.locator("#vacancy-rate-fte summary").click()
    button = page.locator("#vacancy-rate-fte details .takeaway button")
    path = Reader(opened).downloads(button, tmp_path)
    assert path.name.startswith("croydon-") and path.suffix == ".csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    table = page.locator("#vacancy-rate-fte table")
    assert rows[0][:-2] == table.locator("thead th").all_inner_texts()
    assert len(rows) == 1 + table.locator("tbody tr").count()
    for row, shown in zip(rows[1:], table.locator("tbody tr").all(), strict=True):
        assert row[:-2] == [
            " ".join(each.split()) for each in shown.locator("th, td").all_inner_texts()
        ]
        assert row[-2].startswith("Department for Education, ") and row[-1] == "20 August 2026"


@pytest.mark.parametrize("name", ["lists.html", "index.html", "authorities/306.html"])
def test_every_table_can_be_taken_away(opened: Opened, name: str) -> None:
    page = opened.go(name)
    tables = page.locator("main .scroll")
    assert page.locator(".scroll + .takeaway button").count() == tables.count() > 0


def test_the_chart_of_a_comparison_is_taken_away(opened: Opened, tmp_path: Path) -> None:
    page = opened.go("compare.html#who=neighbours:306&what=vacancy_rate_fte&years=all")
    button = page.get_by_role("button", name="SVG")
    path = Reader(opened).downloads(button, tmp_path)
    words = " ".join(
        "".join(each.itertext())
        for each in ET.fromstring(path.read_text("utf-8")).iter(f"{SVG}text")
    )
    assert words.startswith("Vacancy rate, 2017 to 2025: Croydon and its statistical neighbours")
    assert "Source: Department for Education, " in words and "dfe_workforce" not in words
    # Another choice is another picture.
    page.evaluate("location.hash = '#who=306,302&what=agency_rate_fte'")
    page.wait_for_function("document.getElementById('title').textContent.startsWith('Agency')")
    page.wait_for_function(DRAWN)
    assert Reader(opened).downloads(button, tmp_path).name.startswith("agency-rate-2025-croydon")
