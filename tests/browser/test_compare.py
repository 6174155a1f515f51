"""The page that compares: what its readers do, and its arithmetic against the tables."""

from __future__ import annotations

import csv
import functools
import io
import random
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import duckdb
import pytest
from scipy.stats import rankdata

from pages import compare
from tests.browser.opened import (
    DESK,
    DRAWN,
    PHONE,
    SETTLED,
    Opened,
    Reader,
    axe_violations,
)

SIZES = pytest.mark.parametrize(
    "opened", [(DESK, "light"), (PHONE, "dark")], indirect=True, ids=["desk, light", "phone, dark"]
)
RATE = "vacancy_rate_fte"
MANY_MARKERS = "care_leavers_neet_illness_17_18_percent"
VIEWS = {
    "as it opens": "",
    "nobody yet": "#who=",
    "five": f"#who=306,302,305,315,319&mark=306&what={RATE}&years=all",
    "all London boroughs": f"#who=region:E12000007&what={RATE}",
    "neighbours over time": f"#who=neighbours:306&what={RATE}&years=all&show=ranks",
    "many markers": f"#who=all&what={MANY_MARKERS}",
    "a crowd over time": "#who=all&mark=306&what=cla_rate&years=all",
    "the same judgement": "#who=judgement:inadequate&what=csc_spend_per_child,icpc_15_days_percent",
}


def compared(opened: Opened, choice: str = "") -> Any:
    """The page with a choice."""
    return opened.go(f"compare.html{choice}")


def choose(page: Any, choice: str) -> None:
    """Another choice on the open page, by its address."""
    page.evaluate("choice => { location.hash = choice; }", choice)
    page.wait_for_function(SETTLED)


def settle(page: Any) -> None:
    page.wait_for_function(SETTLED)


def names(page: Any) -> list[str]:
    """Authorities of the table, from the top."""
    return page.locator("#table tbody:last-of-type th a").all_inner_texts()


def cells(page: Any, row: int = 0) -> list[str]:
    return page.locator("#table tbody:last-of-type tr").nth(row).locator("td").all_inner_texts()


def view_rows(page: Any) -> list[dict[str, Any]]:
    """Every figure of the view with its rank in the group, as the page works it out."""
    return page.evaluate(
        """() => Compare.page.view().members.flatMap(row => row.cells.map((cell, at) => ({
            code: row.authority.code, period: Compare.page.view().columns[at].period,
            indicator: Compare.page.view().columns[at].id, value: cell.value, of: cell.of,
            rank: cell.place && cell.place.rank, ranked: cell.place && cell.place.ranked,
            tied: cell.place && cell.place.tied, hides: cell.hides,
            national: cell.national && [cell.national.rank, cell.national.ranked,
                ...(cell.national.limits || [])]})))"""
    )


@pytest.fixture(scope="module")
def tables(published_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(published_database), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    """The address of the site on a server of this machine."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    handler = functools.partial(Quiet, directory=str(site.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/site/"
        server.shutdown()


@SIZES
@pytest.mark.parametrize("choice", VIEWS.values(), ids=VIEWS)
def test_every_view_opens_from_disk_in_silence(opened: Opened, choice: str) -> None:
    page = compared(opened, choice)
    assert opened.complaints == []
    assert [url for url in opened.requests if not url.startswith(("file:", "data:"))] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    words = page.locator("main").inner_text()
    assert "NaN" not in words and "undefined" not in words and "null" not in words


@pytest.mark.parametrize("choice", VIEWS.values(), ids=VIEWS)
def test_every_view_opens_from_a_server_and_asks_nobody_else(
    opened: Opened, served: str, choice: str
) -> None:
    opened.page.goto(f"{served}compare.html{choice}")
    opened.page.wait_for_function(DRAWN)
    assert opened.complaints == []
    assert [url for url in opened.requests if not url.startswith((served, "data:"))] == []


@SIZES
@pytest.mark.parametrize("choice", VIEWS.values(), ids=VIEWS)
def test_axe_finds_nothing_in_any_view(opened: Opened, choice: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not there")
    assert axe_violations(compared(opened, choice), axe) == []


def test_the_first_load_is_light(opened: Opened, site: Path) -> None:
    compared(opened)
    loaded = {url.split("/site/")[1].split("#")[0] for url in opened.requests if "/site/" in url}
    assert "assets/vega.js" in loaded
    weight = sum((site / name).stat().st_size for name in loaded - {"assets/vega.js"})
    assert weight < 400_000
    assert len([name for name in loaded if name.startswith("assets/indicators/")]) == 5


# From other pages, and by the form alone.


def test_any_indicator_among_my_neighbours_from_an_authoritys_page(opened: Opened) -> None:
    page = opened.go("authorities/306.html")
    reader = Reader(opened)
    reader.click(page.locator("summary", has_text="The figures as a table"))
    reader.click(page.get_by_role("link", name="Children looked after per 10,000"))
    page.wait_for_url("**/compare.html#*")
    settle(page)
    assert reader.clicks <= 4
    assert "Children looked after per 10,000, 2" in page.locator("#title").inner_text()
    assert len(names(page)) == 11


def test_the_picker_says_what_it_added_and_takes_it_back(opened: Opened) -> None:
    page = compared(opened, "#who=306,303,342,810,302")
    page.locator("#authorities-choice summary").click()
    said = page.locator("#authorities-picker [role=status]")
    page.get_by_label("Find authorities").fill("306")
    page.keyboard.press("Enter")
    assert said.inner_text() == "That is chosen already."
    page.get_by_label("Find authorities").fill("sutton, atlantis")
    page.keyboard.press("Enter")
    settle(page)
    assert said.inner_text() == "Added: Sutton. No match: atlantis."
    page.get_by_role("button", name="Remove Sutton").click()
    page.get_by_role("button", name="Remove Bexley").click()
    settle(page)
    assert sorted(names(page)) == ["Barnet", "Croydon", "Kingston upon Hull, City of", "St. Helens"]


def test_london_and_its_halves(opened: Opened) -> None:
    page = compared(opened, "#who=region:E12000007")
    references = page.locator("#table tbody:first-of-type th").all_inner_texts()
    assert references == ["England", "London"]
    choose(page, "#who=region:E13000001")
    assert len(names(page)) == 14
    choose(page, "#who=region:E13000002")
    assert len(names(page)) == 19


def test_authorities_with_the_same_judgement(
    opened: Opened, tables: duckdb.DuckDBPyConnection
) -> None:
    page = opened.go("authorities/306.html")
    reader = Reader(opened)
    reader.click(page.get_by_role("link", name="Compare with the same judgement"))
    page.wait_for_url("**/compare.html#*")
    settle(page)
    assert reader.clicks <= 4
    alike = tables.execute(
        "SELECT la_name FROM ratings JOIN local_authorities USING (la_code) "
        "WHERE as_at = (SELECT max(as_at) FROM ratings) AND overall_effectiveness = 'Good'"
    ).fetchall()
    assert sorted(names(page)) == sorted(name for (name,) in alike)
    assert page.locator("#table tr.own a").inner_text() == "Croydon"


def test_a_choice_can_be_made_by_the_form_alone(opened: Opened) -> None:
    page = compared(opened)
    page.locator("summary", has_text="Authorities").click()
    page.get_by_label("A region, or Inner or Outer London").check()
    page.locator("#region").select_option(label="Outer London")
    settle(page)
    assert len(names(page)) == 19
    page.get_by_label("An authority and its statistical neighbours").check()
    page.locator("#neighbours").select_option(label="Hartlepool")
    settle(page)
    assert len(names(page)) == 11 and "Hartlepool" in names(page)
    page.get_by_label("The same judgement in force").check()
    page.locator("#judgement").select_option(label="No overall grade")
    settle(page)
    assert page.url.endswith("#who=judgement:no-overall-grade")
    page.get_by_label("All authorities").check()
    settle(page)
    assert len(names(page)) == 153
    page.locator("#mark").select_option(label="Leeds")
    settle(page)
    assert page.locator("#table tbody:first-of-type th").all_inner_texts() == [
        "England",
        "Yorkshire and The Humber",
        "Median of Leeds’s statistical neighbours",
    ]
    page.locator("summary", has_text="Indicators").click()
    for _ in range(4):
        page.locator("#indicators-picker input:checked").last.uncheck()
    page.get_by_label("Find indicators").fill("conferences within")
    page.keyboard.press("Enter")
    settle(page)
    assert "what=vacancy_rate_fte,icpc_15_days_percent" in page.url
    page.locator("summary", has_text="Years").click()
    page.locator("#from").select_option("2023")
    page.locator("#to").select_option("2024")
    settle(page)
    heads = page.locator("#table thead th").all_inner_texts()[1:5]
    assert [text.rstrip(" ↕▲▼") for text in heads] == [
        "Vacancy rate, %, 2023",
        "Vacancy rate, %, 2024",
        "Conferences within 15 working days, %, 2023",
        "Conferences within 15 working days, %, 2024",
    ]


def test_of_a_list_the_first_is_highlighted_unless_the_reader_says_otherwise(
    opened: Opened,
) -> None:
    page = compared(opened, f"#who=302,306&what={RATE}")
    assert page.locator("#table tr.own a").inner_text() == "Barnet"
    assert page.locator("#table tbody:first-of-type tr").count() == 3
    page.locator("summary", has_text="Authorities").click()
    page.get_by_label("Highlight").select_option(label="None")
    settle(page)
    assert page.locator("#table tr.own").count() == 0
    assert page.locator("#table tbody:first-of-type th").all_inner_texts() == ["England", "London"]
    page.get_by_label("Highlight").select_option(label="Croydon")
    settle(page)
    assert page.locator("#table tr.own a").inner_text() == "Croydon"


# Arithmetic.


def test_ranks_share_the_lowest_place_and_count_a_return_once(opened: Opened) -> None:
    """Many small groups with ties, joint returns and markers, against SciPy."""
    page = compared(opened)
    chance = random.Random(2026)
    groups: list[list[dict[str, Any]]] = []
    for _ in range(200):
        group: list[dict[str, Any]] = []
        for code in range(chance.randint(1, 30)):
            value = chance.choice([None, "c", "low", 0, 0.1 + 0.2, 0.3, -1.5, 7, 12.25, 100])
            group.append({"of": str(code), "value": value})
            if chance.random() < 0.2:
                group.append({"of": str(code), "value": value})
        groups.append(group)
    found = page.evaluate("groups => groups.map(group => Compare.ranks(group))", groups)
    for group, places in zip(groups, found, strict=True):
        numbers = {
            each["of"]: each["value"] for each in group if isinstance(each["value"], int | float)
        }
        ranks = dict(zip(numbers, rankdata(list(numbers.values()), method="min"), strict=True))
        for each, place in zip(group, places, strict=True):
            if each["of"] not in numbers:
                assert place is None
                continue
            value = numbers[each["of"]]
            tied = sum(other == value for other in numbers.values())
            assert place == {"rank": ranks[each["of"]], "ranked": len(numbers), "tied": tied}


IN_FORCE = "SELECT la_code FROM ratings WHERE as_at = (SELECT max(as_at) FROM ratings)"
GROUPS = {
    "neighbours": (
        "neighbours:306",
        "la_code = '306' OR la_code IN (SELECT neighbour_la_code FROM statistical_neighbours "
        "WHERE model = '2025' AND la_code = '306')",
    ),
    "both of a joint return": ("region:E12000007", "region_code = 'E12000007'"),
    "one of a joint return": ("314,306,302,940", "la_code IN ('314', '306', '302', '940')"),
    "Outer London": ("region:E13000002", "inner_outer_london = 'Outer London'"),
    "a judgement": (
        "judgement:requires-improvement",
        f"la_code IN ({IN_FORCE} AND overall_effectiveness = 'Requires improvement')",
    ),
    "with abolished authorities": ("region:E12000009", "region_code = 'E12000009'"),
    "all": ("all", "true"),
}
COMPARED = (RATE, "agency_rate_fte", "cla_rate", MANY_MARKERS, "csc_spend_per_child")
# Returns that are ranked: where ranks have intervals, those that have one.
RANKED = f"""
    SELECT indicator_id, period, area_code, value
    FROM indicator_values
    WHERE is_latest_release AND geographic_level = 'Local authority' AND value IS NOT NULL
        AND indicator_id IN {COMPARED} AND (
            (indicator_id, period) NOT IN (SELECT (indicator_id, period) FROM rank_intervals)
            OR (indicator_id, period, area_code) IN (
                SELECT (indicator_id, period, area_code) FROM rank_intervals
            )
        )
"""


@pytest.mark.parametrize("name", GROUPS)
def test_ranks_in_a_group_are_those_of_the_published_returns(
    opened: Opened, tables: duckdb.DuckDBPyConnection, name: str
) -> None:
    """A second way: returns as published, those of the group, ranked by the database."""
    who, where = GROUPS[name]
    page = compared(opened, f"#who={who}&what={','.join(COMPARED)}&years=all")
    expected = tables.execute(
        f"""
        WITH members AS (SELECT la_code FROM local_authorities WHERE {where}),
        returns AS (
            SELECT DISTINCT ranked.*
            FROM ({RANKED}) AS ranked JOIN members
                ON list_contains(string_split(area_code, '+'), members.la_code)
        )
        SELECT indicator_id, period, area_code, value,
            rank() OVER (PARTITION BY indicator_id, period ORDER BY value),
            count(*) OVER (PARTITION BY indicator_id, period)
        FROM returns
        """
    ).fetchall()
    returns = {row[:3]: row[3:] for row in expected}
    seen = set()
    for row in view_rows(page):
        key = (row["indicator"], row["period"], row["of"])
        if key in returns:
            seen.add(key)
            assert (row["value"], row["rank"], row["ranked"]) == returns[key], row
        else:
            assert row["rank"] is None, row
            assert not isinstance(row["value"], int | float) or row["hides"] == "few", row
    assert seen == set(returns) and len(seen) > 40


def test_the_rank_among_all_is_the_published_one(
    opened: Opened, tables: duckdb.DuckDBPyConnection
) -> None:
    """With its limits and on their scale where it has some."""
    page = compared(opened, f"#who=all&what={','.join(COMPARED)}&years=all")
    published = {
        row[:3]: [each for each in row[3:] if each is not None]
        for row in tables.execute(
            f"""
            SELECT indicator_id, period, la_code,
                coalesce(intervals.rank_lowest, benchmarks.rank_lowest),
                coalesce(intervals.n_ranked, benchmarks.n_ranked), rank_lower, rank_upper
            FROM la_benchmarks AS benchmarks LEFT JOIN (
                SELECT unnest(string_split(area_code, '+')) AS la_code, * FROM rank_intervals
            ) AS intervals USING (indicator_id, period, la_code)
            WHERE indicator_id IN {COMPARED}
            """
        ).fetchall()
    }
    rows = [row for row in view_rows(page) if row["rank"]]
    assert len(rows) > 3000
    for row in rows:
        assert row["national"] == published[row["indicator"], row["period"], row["code"]], row
        # The group is all there are: the rank worked out is the published one.
        assert [row["rank"], row["ranked"]] == row["national"][:2], row
    with_limits = [row for row in rows if len(row["national"]) == 4]
    assert {row["indicator"] for row in with_limits} == {RATE, "agency_rate_fte", MANY_MARKERS}


def test_every_indicator_can_be_shown(opened: Opened, tables: duckdb.DuckDBPyConnection) -> None:
    page = compared(opened)
    indicators = [
        name
        for (name,) in tables.execute("SELECT DISTINCT indicator_id FROM la_benchmarks").fetchall()
    ]
    assert len(indicators) >= 94
    boxes = page.locator("#indicators-picker input[type=checkbox]")
    offered = [box.get_attribute("value") for box in boxes.all()]
    assert sorted(offered) == sorted(indicators)
    choose(page, f"#who=neighbours:306&what={','.join(indicators)}")
    assert page.locator("#table thead th").count() == len(indicators) + 3
    assert opened.complaints == []


# What is not a number.


def test_a_marker_is_shown_with_its_meaning_and_nowhere_as_a_number(opened: Opened) -> None:
    page = compared(opened, f"#who=all&what={MANY_MARKERS}")
    rows = view_rows(page)
    withheld = [row for row in rows if isinstance(row["value"], str)]
    there = [row for row in rows if isinstance(row["value"], int | float)]
    assert len(withheld) > 100
    marks = page.locator("#table tbody:last-of-type .marker")
    assert marks.count() == len(withheld)
    first = marks.first
    assert first.inner_text().startswith("[c]")
    assert "Suppressed" in (first.get_attribute("title") or "")
    assert "Suppressed" in first.locator(".aside").inner_text()
    assert "[c]: suppressed" in page.locator("#notes").inner_text()
    assert all(row["rank"] is None and row["national"] is None for row in withheld)
    counted = [row for row in there if not row["hides"]]
    assert {row["ranked"] for row in counted} == {len(counted)}
    points = page.locator("#chart svg .mark-symbol path")
    assert points.count() == len(there)
    assert f"{len(withheld)} authorities" in page.locator("#chart-summary").inner_text()


def test_figures_that_are_not_there_come_last_either_way(opened: Opened) -> None:
    page = compared(opened, f"#who=all&what={MANY_MARKERS}")
    key = f"{MANY_MARKERS}.2025"
    for sort in (key, f"-{key}"):
        choose(page, f"#who=all&what={MANY_MARKERS}&sort={sort}")
        values = page.evaluate("Compare.page.view().rows.map(row => row.cells[0].value)")
        numbers = [value for value in values if isinstance(value, int | float)]
        assert values[: len(numbers)] == sorted(numbers, reverse=sort.startswith("-"))


def test_a_year_without_a_figure_breaks_the_line(opened: Opened) -> None:
    """Kensington and Chelsea made no return in 2025."""
    page = compared(opened, f"#who=207,306&what={RATE}&years=all")
    rows = page.evaluate("Compare.chart.plan(Compare.page.view()).data.rows")
    own = {row["period"]: row["value"] for row in rows if row["who"] == "Kensington and Chelsea"}
    assert own["2025"] is None and own["2024"] is not None
    labels = page.evaluate(
        "Compare.chart.plan(Compare.page.view()).data.labels.map(each => each.who)"
    )
    assert "Kensington and Chelsea (to 2024)" in labels
    numbers = [row for row in rows if row["value"] is not None]
    assert page.locator("#chart svg .mark-symbol path").count() == len(numbers)


def test_a_joint_return_is_shown_at_both_and_ranked_once(opened: Opened) -> None:
    page = compared(opened, f"#who=314,318,306,302&what={RATE}")
    rows = {row["code"]: row for row in view_rows(page)}
    assert rows["314"]["value"] == rows["318"]["value"]
    assert rows["314"]["of"] == rows["318"]["of"] == "314+318"
    assert rows["314"]["rank"] == rows["318"]["rank"]
    assert {row["ranked"] for row in rows.values()} == {3}
    assert (
        "Kingston upon Thames and Richmond upon Thames make one return"
        in page.locator("#notes").inner_text()
    )


def test_a_likely_range_stands_beside_a_national_rank_and_few_posts_have_none(
    opened: Opened, tables: duckdb.DuckDBPyConnection
) -> None:
    """The City of London has a handful of posts; Kingston makes its return with Richmond."""
    page = compared(opened, f"#who=306,201,314&what={RATE}&years=2025-2025")
    rows = {name: cells(page, at) for at, name in enumerate(names(page))}
    assert "likely range" in page.locator("#table thead").inner_text()
    for code, name, rank in (("306", "Croydon", "2"), ("314+318", "Kingston upon Thames", "1")):
        place = tables.execute(
            "SELECT rank_lowest, n_ranked, rank_lower, rank_upper FROM rank_intervals "
            f"WHERE indicator_id = '{RATE}' AND period = '2025' AND area_code = '{code}'"
        ).fetchone() or (0, 0, 0, 0)
        assert rows[name][1:3] == [f"{rank} of 2", "{} of {} ({} to {})".format(*place)]
    assert rows["City of London"][1:3] == ["–", "–"]
    assert "fewer than 30" in page.locator("#notes").inner_text()
    choose(page, "#who=306,302&what=cla_rate")
    assert "likely range" not in page.locator("#table thead").inner_text()
    assert "likely range" not in page.locator("#notes").inner_text()


def test_turnover_has_a_band_and_no_rank(opened: Opened, tables: duckdb.DuckDBPyConnection) -> None:
    page = compared(opened, "#who=neighbours:306&what=turnover_rate_fte&years=2025-2025&show=ranks")
    rows = {name: cells(page, at) for at, name in enumerate(names(page))}
    ranked, lower, upper = tables.execute(
        "SELECT n_ranked, rank_lower, rank_upper FROM rank_intervals "
        "WHERE indicator_id = 'turnover_rate_fte' AND period = '2025' AND area_code = '306'"
    ).fetchone() or (0, 0, 0)
    assert rows["Croydon"][1:3] == ["–", f"{lower} to {upper} of {ranked}"]
    assert {row[1] for row in rows.values()} == {"–"}
    assert "only the likely range" in page.locator("#notes").inner_text()
    choose(page, "#who=neighbours:306&what=turnover_rate_fte&years=all&show=ranks")
    assert page.locator("#table .rank").count() == page.locator("#table .reference .rank").count()
    assert not page.locator("#chart").is_visible()
    assert "no rank" in page.locator("#chart-summary").inner_text().lower()


# What it is read against, and where it comes from.


def test_reference_rows_are_the_published_figures(
    opened: Opened, tables: duckdb.DuckDBPyConnection
) -> None:
    page = compared(opened, f"#who=neighbours:306&what={RATE}&years=2018-2018")
    england, region, median, used = tables.execute(
        "SELECT england_value, region_value, neighbour_median, neighbours_used FROM la_benchmarks "
        f"WHERE indicator_id = '{RATE}' AND period = '2018' AND la_code = '306'"
    ).fetchone() or (0, 0, 0, 0)
    references = page.evaluate("Compare.page.view().references")
    assert [each["values"][0] for each in references] == [england, region, median]
    assert references[2]["used"] == [used]
    shown = page.locator("#table tbody:first-of-type tr td:nth-of-type(1)").all_inner_texts()
    assert shown == [f"{value:.1f}%" for value in (england, region, 16.8)]


@pytest.mark.parametrize("choice", [VIEWS["five"], VIEWS["the same judgement"], ""])
def test_source_edition_and_date_stand_under_every_table(
    opened: Opened, tables: duckdb.DuckDBPyConnection, choice: str
) -> None:
    page = compared(opened, choice)
    words = page.locator("#sources").inner_text()
    (as_at,) = tables.execute("SELECT max(as_at) FROM ratings").fetchone() or (None,)
    assert f"as known on {as_at.day} {as_at:%B %Y}" in words
    shown = page.evaluate("Compare.page.view().columns.map(each => each.found.releases[each.at])")
    assert shown
    for name in set(shown):
        publication, edition = tables.execute(
            "SELECT publication, edition FROM releases WHERE release_id = ?", [name]
        ).fetchone() or ("", "")
        assert f"{publication}, edition {edition}" in words and f"[{name}]" in words


# The table, by mouse, keyboard and finger.


def test_the_table_sorts_by_keyboard_and_keeps_the_focus(opened: Opened) -> None:
    page = compared(opened, f"#who=neighbours:306&what={RATE}&years=all")
    head = page.get_by_role("button", name="2018")
    head.focus()
    page.keyboard.press("Enter")
    settle(page)
    sorted_by = page.locator("#table th[aria-sort]")
    assert sorted_by.get_attribute("aria-sort") == "ascending"
    assert names(page)[0] == "Leeds"
    page.keyboard.press("Enter")
    settle(page)
    assert sorted_by.get_attribute("aria-sort") == "descending"
    assert names(page)[0] == "Reading"
    assert page.evaluate("document.activeElement.dataset.sort") == f"{RATE}.2018"
    assert "2018, highest first" in page.locator("#status").inner_text()
    page.get_by_role("button", name="Authority").click()
    settle(page)
    assert names(page) == sorted(names(page))
    page.get_by_role("button", name="Judgement in force").click()
    settle(page)
    assert names(page)[0] in ("Greenwich", "Leeds")


def test_the_table_filters_and_ranks_stay_those_of_the_group(opened: Opened) -> None:
    page = compared(opened, f"#who=region:E12000007&what={RATE}")
    before = {name: cells(page, at) for at, name in enumerate(names(page))}
    page.locator("#find").fill("king")
    settle(page)
    assert set(names(page)) == {"Kingston upon Thames"}
    assert cells(page) == before["Kingston upon Thames"]
    assert "1 shown by the filter" in page.locator("#status").inner_text()
    page.locator("#find").fill("inner london good")
    settle(page)
    assert names(page) and all(before[name][3] == "Good" for name in names(page))
    page.locator("#find").fill("atlantis")
    settle(page)
    assert names(page) == []
    assert "0 shown by the filter" in page.locator("#status").inner_text()


@pytest.mark.parametrize("opened", [(PHONE, "light")], indirect=True, ids=["phone"])
def test_head_and_first_column_stay_on_a_phone(opened: Opened) -> None:
    page = compared(opened, "#who=all&what=vacancy_rate_fte&years=all")
    area = page.locator(".sticky")
    area.evaluate("area => area.scrollIntoView()")
    frame = area.bounding_box()
    area.evaluate("area => area.scrollTo(400, 900)")
    head = page.locator("#table thead th").nth(5).bounding_box()
    corner = page.locator("#table thead th").first.bounding_box()
    name = page.locator("#table tbody:last-of-type th").nth(21).bounding_box()
    assert abs(head["y"] - frame["y"]) < 3
    assert abs(corner["x"] - frame["x"]) < 3 and abs(corner["y"] - frame["y"]) < 3
    assert abs(name["x"] - frame["x"]) < 3
    assert name["width"] < PHONE * 0.4
    over = page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).closest('th, td').tagName",
        [name["x"] + 5, name["y"] + 5],
    )
    assert over == "TH"


# To take away.


def test_the_table_is_taken_away_as_csv(opened: Opened, published: Path) -> None:
    page = compared(opened, f"#who=neighbours:314&what={RATE},cla_rate&years=all&sort=name")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download this table (CSV)").click()
    content = Path(download.value.path()).read_bytes()
    assert download.value.suggested_filename.endswith(".csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    with (published / "csv" / "la_benchmarks.csv").open(encoding="utf-8", newline="") as file:
        whole = {
            (row["indicator_id"], row["period"], row["la_code"]): row
            for row in csv.DictReader(file)
            if row["indicator_id"] in (RATE, "cla_rate")
        }
    assert {row["la_code"] for row in rows} == {row["code"] for row in view_rows(page)}
    assert len(rows) == sum(row["value"] is not None for row in view_rows(page))
    assert any(row["joint_return"] == "314+318" for row in rows)
    for row in rows:
        same = whole[(row["indicator_id"], row["period"], row["la_code"])]
        for column in ("value", "england_value", "region_value", "neighbour_median"):
            numbers = (float(each) if each else None for each in (row[column], same[column]))
            assert len(set(numbers)) == 1, (column, row, same)
        # Ranks with limits are on a scale of their own; others are those of the benchmarks.
        if row["indicator_id"] == "cla_rate":
            assert row["rank_lowest"] == same["rank_lowest"] and not row["rank_lower"]
        elif row["rank_lowest"]:
            assert int(row["rank_lower"]) <= int(row["rank_lowest"]) <= int(row["rank_upper"])
        assert row["marker"] == same["marker"]
        assert bool(row["marker_meaning"]) == bool(row["marker"])
        assert row["release_id"] == same["release_id"] and row["release_id"] in row["source"]


def test_a_permalink_shows_the_same_again(opened: Opened, browser: Any) -> None:
    page = compared(opened, f"#who=306,302,305&mark=302&what={RATE},cla_rate&years=2020-2023")
    page.get_by_role("button", name="2022").last.click()
    settle(page)
    page.locator("#chart-of").select_option("cla_rate")
    settle(page)
    link = page.locator("#permalink").input_value()
    assert link == page.url
    page.get_by_role("button", name="Copy the link").click()
    page.wait_for_function("document.getElementById('copied').textContent !== ''")
    again = browser.new_context(locale="en-GB").new_page()
    again.goto(link)
    again.wait_for_function(DRAWN)
    for part in ("#title", "#table", "#status", "#sources", "#chart-summary", "#authorities-now"):
        assert again.locator(part).inner_text() == page.locator(part).inner_text(), part
    again.context.close()


def test_back_takes_a_choice_back_and_not_a_look(opened: Opened) -> None:
    page = compared(opened, f"#who=region:E12000007&what={RATE}")
    choose(page, f"#who=neighbours:306&what={RATE}")
    page.get_by_role("button", name="Authority").click()
    settle(page)
    page.locator("#find").fill("croydon")
    settle(page)
    page.go_back()
    settle(page)
    assert len(names(page)) == 33


def test_a_jump_within_the_page_keeps_the_choice(opened: Opened) -> None:
    page = compared(opened, f"#who=neighbours:306&what={RATE}")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash === '#main'")
    assert len(names(page)) == 11
    page.get_by_role("button", name="Authority").click()
    page.wait_for_function("location.hash.includes('sort=name')")
    settle(page)
    assert len(names(page)) == 11


def test_what_a_link_names_and_is_not_there_is_said(opened: Opened) -> None:
    page = compared(opened, "#who=306,999&what=no_such_rate,cla_rate&years=sometimes&mark=%E0%A4%A")
    words = page.locator("#status").inner_text()
    for name in ("999", "no_such_rate", "sometimes", "%E0%A4%A"):
        assert name in words
    assert names(page) == ["Croydon"]
    assert opened.complaints == []


def test_text_in_a_link_is_never_markup(opened: Opened) -> None:
    page = compared(opened, "#who=<img src=x onerror=document.title='x'>&find=<b>&what=<b>")
    assert page.locator("main img, main b").count() == 0
    assert opened.complaints == []


def test_figures_that_do_not_load_are_said(opened: Opened, served: str) -> None:
    page = opened.page
    page.route("**/indicators/cla_rate.js", lambda route: route.abort())
    page.goto(f"{served}compare.html#who=306&what=cla_rate")
    page.wait_for_function("document.getElementById('status').textContent.includes('cla_rate')")
    page.unroute("**/indicators/cla_rate.js")
    choose(page, "#who=306,302&what=cla_rate")
    assert len(names(page)) == 2


def test_without_scripts_the_rows_are_pointed_to(browser: Any, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "compare.html").as_uri())
    assert page.locator("noscript").first.is_visible()
    link = page.get_by_role("link", name="benchmarks (CSV)")
    assert link.get_attribute("href") == "csv/la_benchmarks.csv"
    assert not page.locator("#compare").is_visible()
    context.close()


def test_every_link_of_the_pages_is_a_choice_that_is_there(opened: Opened, site: Path) -> None:
    page = compared(opened)
    links = set()
    for name in ("index.html", "authorities/306.html", "authorities/943.html"):
        text = (site / name).read_text("utf-8").replace("&amp;", "&")
        links |= {part.split('"')[0] for part in text.split("compare.html")[1:]}
    links -= {""}
    assert len(links) > 100
    read = page.evaluate(
        "links => links.map(link => [Compare.state.read(link).unknown, "
        "Compare.state.write(Compare.state.read(link))])",
        sorted(links),
    )
    assert read == [[[], link] for link in sorted(links)]
    assert compare.address("all") == "compare.html#who=all"
