"""What readers come for, each from the front page in at most four clicks, on a desk and a phone."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.browser.opened import DESK, DRAWN, PHONE, SETTLED, Opened, Reader

pytestmark = pytest.mark.parametrize(
    "opened", [(DESK, "light"), (PHONE, "light")], indirect=True, ids=["desk", "phone"]
)
MOST_CLICKS = 4


@pytest.fixture
def reader(opened: Opened) -> Iterator[Reader]:
    """Someone at the front page, who is there in few clicks and in silence."""
    opened.go("index.html")
    found = Reader(opened)
    yield found
    assert 0 < found.clicks <= MOST_CLICKS
    assert opened.complaints == []


@pytest.fixture(scope="module")
def tables(published_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(published_database), read_only=True) as connection:
        yield connection


def _finds(reader: Reader, name: str, address: str) -> None:
    """An authority by the search."""
    reader.click(reader.page.locator("#search"))
    reader.types(name)
    reader.page.wait_for_url(f"**/{address}")


def _settles(page: Any) -> None:
    page.wait_for_url("**/compare.html#*")
    page.wait_for_function(SETTLED)


def _names(page: Any) -> list[str]:
    return page.locator("#table tbody:last-of-type th a").all_inner_texts()


def test_rank_among_my_neighbours_over_time(reader: Reader) -> None:
    page = reader.page
    _finds(reader, "croydon", "authorities/306.html")
    reader.click(page.get_by_role("link", name="Ranks among neighbours over time"))
    _settles(page)
    assert page.locator("#title").inner_text() == (
        "Vacancy rate, 2017 to 2025: Croydon and its statistical neighbours"
    )
    assert len(_names(page)) == 11
    own = page.locator("#table tr.own")
    assert own.locator("th").inner_text().startswith("▶ Croydon")
    assert own.locator("td").first.inner_text().split()[-3:] == ["8", "of", "11"]
    assert page.locator("[name=show][value=ranks]").is_checked()
    assert page.locator("#chart svg .mark-line path").count() == 11


def test_five_authorities_of_my_choice(reader: Reader) -> None:
    page = reader.page
    reader.click(page.get_by_role("link", name="Authorities of your choice"))
    page.wait_for_url("**/compare.html#*")
    page.wait_for_function(DRAWN)
    assert "Choose at least one authority" in page.locator("#status").inner_text()
    reader.click(page.get_by_label("Find authorities"))
    for typed in ("croydon", "BARNET, st helens", "kingston upon hull, city of", "306", "bexl"):
        reader.types(typed)
        page.wait_for_function(SETTLED)
    chosen = ["Barnet", "Bexley", "Croydon", "Kingston upon Hull, City of", "St. Helens"]
    assert sorted(_names(page)) == chosen
    assert page.url.endswith("#who=306,302,342,810,303")
    assert page.locator("#authorities-picker [role=status]").inner_text() == "Added: Bexley."


def test_all_london_boroughs(reader: Reader) -> None:
    reader.click(reader.page.get_by_role("link", name="All London boroughs"))
    _settles(reader.page)
    assert len(_names(reader.page)) == 33


def test_a_chart_for_my_report(reader: Reader, tmp_path: Path) -> None:
    page = reader.page
    _finds(reader, "croydon", "authorities/306.html")
    page.wait_for_function(DRAWN)
    button = page.locator("#vacancy-rate-fte").get_by_role("button", name="PNG")
    picture = reader.downloads(button, tmp_path)
    assert picture.name.startswith("croydon-vacancy-rate-") and picture.suffix == ".png"
    content = picture.read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) > 20_000
    # As wide on a phone as on a desk: enough for a page of paper.
    width, height = struct.unpack(">II", content[16:24])
    assert width == 1600 and 500 < height < 1200


def test_who_is_under_intervention(reader: Reader, tables: duckdb.DuckDBPyConnection) -> None:
    page = reader.page
    section = page.locator("section", has=page.locator("#intervention"))
    assert "known to be incomplete until the first live load" in section.inner_text()
    reader.click(section.get_by_role("link", name="All of this list"))
    page.wait_for_url("**/lists.html#intervention")
    table = page.locator("table", has_text="Improvement notices and statutory directions")
    known = tables.execute(
        "SELECT la_name FROM interventions JOIN local_authorities USING (la_code) "
        "WHERE is_counted AND interventions.closed_on IS NULL AND outcome IS NULL AND is_current"
    ).fetchall()
    listed = table.locator("tbody th").all_inner_texts()
    assert sorted(listed) == sorted(name for (name,) in known) and len(listed) > 15
    links = table.locator("tbody td:nth-child(2) a")
    assert links.count() == len(listed)


def test_who_waits_longest_for_an_inspection(
    reader: Reader, tables: duckdb.DuckDBPyConnection
) -> None:
    page = reader.page
    section = page.locator("section", has=page.locator("#waiting"))
    told = section.inner_text()
    assert "not a forecast" in told and "between 9 March 2020 and 28 June 2021" in told
    longest = tables.execute(
        "SELECT la_name, days_since FROM inspection_watch JOIN local_authorities USING (la_code) "
        "WHERE as_at = (SELECT max(as_at) FROM ratings) ORDER BY days_since DESC, la_code LIMIT 10"
    ).fetchall()
    items = section.locator("ol li").all_inner_texts()
    assert [re.match(r"(.*?) ([\d,]+) days;", each).groups() for each in items] == [  # type: ignore[union-attr]
        (name, f"{days:,}") for name, days in longest
    ]
    reader.click(section.get_by_role("link", name=longest[0][0]))
    page.wait_for_url("**/authorities/*.html")


def test_authorities_like_mine_that_improved(
    reader: Reader, tables: duckdb.DuckDBPyConnection
) -> None:
    """Those with the judgement of mine; with days and vacancy rates, each framework by itself."""
    page = reader.page
    section = page.locator("section", has=page.locator("#improved"))
    assert "association, not cause" in section.inner_text()
    assert section.locator("h4").all_inner_texts() == [
        "Inadequate under SIF",
        "Inadequate under ILACS",
    ]
    reader.click(section.get_by_role("link", name="All of this list"))
    page.wait_for_url("**/lists.html#improved")
    for framework in ("SIF", "ILACS"):
        table = page.locator("table", has_text=f"periods that began under {framework}")
        rows = table.locator("tbody tr").all_inner_texts()
        counted = tables.execute(
            "SELECT count(*) FROM improvement_spells WHERE from_grade = 'Inadequate' "
            "AND outcome = 'improved' AND framework_at_start = ?",
            [framework],
        ).fetchone()
        assert counted == (len(rows),)
        assert sum("points" in row for row in rows) > len(rows) / 2


def test_what_the_letters_said(reader: Reader, tables: duckdb.DuckDBPyConnection) -> None:
    page = reader.page
    reader.click(page.get_by_role("link", name="what the letters of visits are about"))
    page.wait_for_url("**/lists.html#letters")
    rows = page.locator("table", has_text="Monitoring and focused visits known").locator("tbody tr")
    assert tables.execute("SELECT count(*) FROM visits").fetchone() == (rows.count(),)
    leads = rows.locator("td:last-child a").evaluate_all("links => links.map(link => link.href)")
    assert len(leads) > rows.count() * 0.9
    assert all(lead.startswith("https://") for lead in leads)
