"""The search of every page: what it finds, what it forgives, and how it is used by keyboard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

FOUND = "async typed => (await window.findNames(typed)).map(hit => hit.entry.url)"


@pytest.fixture
def page(browser: Any, site: Path) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    opened = context.new_page()
    # A page without charts, which would be drawn again for every test.
    opened.goto((site / "about.html").as_uri())
    yield opened
    context.close()


@pytest.fixture(scope="module")
def names(published_database: Path) -> list[tuple[str, str]]:
    """Every name and code of an authority, with its page."""
    with duckdb.connect(str(published_database), read_only=True) as connection:
        return connection.execute(
            """
            WITH said AS (
                SELECT la_code, name FROM local_authority_names
                UNION ALL SELECT la_code, la_code FROM local_authorities
                UNION ALL
                SELECT la_code, unnest(string_split(ons_codes_all, '|')) FROM local_authorities
            )
            SELECT name, 'authorities/' || la_code || '.html' FROM said ORDER BY ALL
            """
        ).fetchall()


def _first(page: Any, typed: str, number: int = 1) -> list[str]:
    return list(page.evaluate(FOUND, typed)[:number])


def test_every_name_and_code_of_any_vintage_leads_to_its_page(
    page: Any, names: list[tuple[str, str]]
) -> None:
    shared: dict[str, set[str]] = {}
    for name, url in names:
        shared.setdefault(name, set()).add(url)
    for name, urls in shared.items():
        assert set(_first(page, name, len(urls))) == urls, name
        assert set(_first(page, name.upper(), len(urls))) == urls, name


def test_a_letter_less_more_or_exchanged_is_forgiven(
    page: Any, names: list[tuple[str, str]]
) -> None:
    """In the longest word of every name; the right page is among the first two, or as many more."""
    missed = []
    pages = Counter(name for name, _ in names)
    for name, url in names:
        longest = max(name.replace(",", " ").split(), key=len)
        if not longest.isalpha() or len(longest) < 5:
            continue
        middle = len(longest) // 2
        head, tail = longest[:middle], longest[middle:]
        for wrong in (
            head + tail[1:],
            f"{head}{tail[0]}{tail}",
            f"{head}{tail[1]}{tail[0]}{tail[2:]}",
        ):
            typed = name.replace(longest, wrong)
            if url not in _first(page, typed, pages[name] + 1):
                missed.append(typed)
    assert missed == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Kingston apon Thames", "314"),
        ("Middlesborough", "806"),
        ("Leister", "856"),
        ("Glouster", "916"),
        ("Birmingam", "330"),
        ("st helens", "342"),
        ("Saint Helens", "342"),
        ("HULL", "810"),
        ("E10000023", "815"),
        ("London Borough of Croydon", "306"),
        ("Royal Borough of Kingston-upon-Thames", "314"),
        ("Kent County Council", "886"),
        ("croydon children's services", "306"),
        ("stokeontrent", "861"),
        ("brighton & hove", "846"),
        ("county durham", "840"),
        ("city of london", "201"),
        ("Together for Children", "394"),
        ("Northamptonshire", "928"),
        ("Medway Towns", "887"),
    ],
)
def test_search_forgives(page: Any, typed: str, code: str) -> None:
    assert _first(page, typed) == [f"authorities/{code}.html"]


def test_what_exists_comes_before_what_was_abolished(page: Any) -> None:
    assert _first(page, "dorset", 2) == ["authorities/838.html", "authorities/835.html"]


def test_indicators_are_found_after_authorities(page: Any) -> None:
    assert _first(page, "vacancy rate") == ["indicators/vacancy_rate_fte.html"]
    assert _first(page, "worster") == ["authorities/885.html"]
    page.locator("#search").fill("vacancy rate")
    page.keyboard.press("Enter")
    page.wait_for_url("**/indicators/vacancy_rate_fte.html")
    assert page.locator("h1").inner_text() == "Vacancy rate"


def test_a_count_is_found_in_the_dictionary(page: Any) -> None:
    page.locator("#search").fill("vacancy_fte")
    page.keyboard.press("Enter")
    page.wait_for_url("**/dictionary.html#indicator-vacancy_fte")
    assert page.locator("tr:target th").inner_text() == "vacancy_fte"


@pytest.mark.parametrize("typed", ["", "   ", "atlantis", "??", "xq"])
def test_nothing_is_found_where_nothing_is_meant(page: Any, typed: str) -> None:
    assert page.evaluate(FOUND, typed) == []


def test_search_is_a_combobox(page: Any) -> None:
    """The pattern's roles, states and keys: WAI-ARIA Authoring Practices, editable combobox."""
    box, options = page.locator("#search"), page.locator("[role=option]")
    state = box.get_attribute
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(2):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "search"
    assert state("role") == "combobox" and state("aria-autocomplete") == "list"
    assert state("aria-controls") == "search-options" and state("aria-expanded") == "false"
    assert page.get_by_label("Find an authority or an indicator").get_attribute("id") == "search"
    assert not page.locator("#search-options").is_visible()

    page.keyboard.type("kingston")
    options.first.wait_for()
    assert state("aria-expanded") == "true" and options.count() == 2
    assert page.locator("#search-options").get_attribute("role") == "listbox"
    assert page.locator("#search-status").text_content().startswith("2 matches; Enter opens")
    assert state("aria-activedescendant") is None

    chosen = "[role=option][aria-selected=true]"
    page.keyboard.press("ArrowDown")
    page.locator(chosen).wait_for()
    assert page.locator(chosen).get_attribute("id") == state("aria-activedescendant")
    first = page.locator(chosen).inner_text()
    page.keyboard.press("ArrowDown")
    page.wait_for_function(
        "document.querySelector('[role=option]:nth-child(2)').ariaSelected === 'true'"
    )
    assert page.locator(chosen).count() == 1 and page.locator(chosen).inner_text() != first
    page.keyboard.press("ArrowDown")
    assert page.locator(chosen).inner_text() == first
    page.keyboard.press("ArrowUp")
    second = page.locator(chosen).inner_text()
    assert second != first
    assert page.evaluate("document.activeElement.id") == "search"

    page.keyboard.press("Escape")
    assert state("aria-expanded") == "false" and state("aria-activedescendant") is None
    assert box.input_value() == "kingston"
    page.keyboard.press("ArrowUp")
    page.locator(chosen).wait_for()
    assert page.locator(chosen).inner_text() == second
    page.keyboard.press("Enter")
    page.wait_for_url(
        "**/authorities/314.html" if "Thames" in second else "**/authorities/810.html"
    )


def test_escape_twice_empties_the_box(page: Any) -> None:
    page.locator("#search").fill("kent")
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("Escape")
    assert page.locator("#search").input_value() == "kent"
    page.keyboard.press("Escape")
    assert page.locator("#search").input_value() == ""
    assert page.locator("#search-status").text_content() == ""


def test_enter_opens_the_first(page: Any, site: Path) -> None:
    page.goto((site / "authorities" / "306.html").as_uri())
    page.locator("#search").fill("kingston apon thames")
    page.keyboard.press("Enter")
    page.wait_for_url("**/authorities/314.html")
    assert page.locator("h1").inner_text() == "Kingston upon Thames"


def test_a_click_opens_what_it_is_on(page: Any) -> None:
    page.locator("#search").fill("achieving for children")
    option = page.locator("[role=option]").nth(1)
    assert "Achieving for Children" in option.inner_text()
    option.click()
    page.wait_for_url("**/authorities/318.html")


def test_names_are_read_when_the_box_is_reached(page: Any) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
    page.reload()
    assert "search.js" in asked and "names.js" not in asked
    page.locator("#search").focus()
    page.wait_for_function("window.NAMES")
    page.locator("#search").fill("kent")
    assert asked.count("names.js") == 1


def test_without_the_names_search_leads_to_the_list_of_authorities(page: Any) -> None:
    page.evaluate("document.getElementById('search').dataset.root = 'nowhere/'")
    page.locator("#search").fill("kent")
    page.keyboard.press("Enter")
    page.wait_for_url("**/index.html?#authorities")


def test_where_nothing_matches_the_list_of_authorities_opens(page: Any) -> None:
    page.locator("#search").fill("atlantis")
    page.locator("#search-status").wait_for()
    assert page.locator("#search-status").inner_text().startswith("Nothing matches.")
    assert page.locator("#search").get_attribute("aria-expanded") == "false"
    page.keyboard.press("Enter")
    page.wait_for_url("**/index.html?#authorities")


def test_without_scripts_search_leads_to_the_list_of_authorities(browser: Any, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "authorities" / "306.html").as_uri())
    assert page.locator("#search").get_attribute("role") is None
    page.locator("#search").fill("Kent")
    page.keyboard.press("Enter")
    page.wait_for_url("**/index.html?#authorities")
    assert page.locator("#authorities").is_visible()
    context.close()
