"""Pages of indicators and regions in the small world: figures follow the data, gaps stay gaps."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

import pages
from pages.figures.scale import far_out
from pages.words.indicators import breaks
from pages.words.values import change, marked, with_unit
from tests.unit.pages import small_world


def _page(database: Path, name: str, *changes: str) -> str:
    """A page of the site, built after changes of the data."""
    with duckdb.connect(str(database)) as connection:
        for change_ in changes:
            connection.execute(change_)
    site = database.parent / "site"
    pages.build_site(database, site, database.parent / "cache")
    return (site / name).read_text("utf-8")


def _rows(page: str, caption: str) -> list[list[str]]:
    """Cells of the table with a caption, as a reader sees them."""
    table = re.search(rf"<caption>{re.escape(caption)}.*?</table>", page, re.S)
    assert table, caption
    return [
        [
            html.unescape(re.sub(r"<[^>]+>", "", cell))
            for cell in re.findall(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", row)
        ]
        for row in re.findall(r"<tr>(.*?)</tr>", table[0])
    ]


def _data(page: str, name: str) -> Any:
    found = re.search(rf'id="rows-{name}">(.*?)</script>', page)
    assert found
    return json.loads(found[1])


def _everyone(page: str) -> list[list[str]]:
    return _rows(page, "Vacancy rate (%), 2025: every authority")


def test_every_figure_of_an_indicator_follows_the_data(database: Path) -> None:
    page = _page(
        database,
        "indicators/vacancy_rate_fte.html",
        "UPDATE la_benchmarks SET value = 31.7, change_1y = 6.5 "
        "WHERE la_code = '101' AND period = '2025'",
        "UPDATE rank_intervals SET rank_lowest = 7, rank_lower = 4, rank_upper = 8, n_ranked = 9, "
        "shrunken_upper = 30.5 WHERE period = '2025'",
        "UPDATE indicator_spread SET q1 = 3.3, median = 4.4, q3 = 5.5 WHERE period = '2025'",
        "UPDATE indicator_values SET value = 11.1 "
        "WHERE geographic_level = 'England' AND period = '2025'",
    )
    header, england, *rows = _everyone(page)
    assert header[2] == "Rank (95% interval), 1 lowest"
    assert england[:2] == ["England, as published", "11.1%"]
    assert rows[1] == [
        *("Alpha", "31.7%", "7 of 9 (4 to 8)", "+6.5 points", "–", "North East", "14.0%")
    ]
    assert "the median of 1 returns was 4.4%, and the middle half lay between 3.3% and 5.5%" in page
    drawn = _data(page, "everyone")
    assert [(dot["value"], dot["upper"]) for dot in drawn["everyone"]] == [(31.7, 30.5)]
    assert drawn["england"] == [{"value": 11.1, "text": "England 11.1%"}]
    assert {row["period"]: row["value"] for row in _data(page, "over-time")["regions"]} == {
        "2024": 14.0,
        "2025": 14.0,
    }


def test_a_withheld_figure_is_a_marker_with_its_meaning(database: Path) -> None:
    page = _page(database, "indicators/vacancy_rate_fte.html")
    rows = {row[0]: row for row in _everyone(page)}
    assert rows[small_world.SCRIPT][1:3] == ["[c]", "–"]
    assert "No figure, marked [c] (suppressed)" in page and "That is not zero" in page
    assert small_world.SCRIPT not in str(_data(page, "everyone"))


@pytest.mark.parametrize(
    ("name", "title", "cell"),
    [
        ("turnover_rate_fte", "Quarter, 1 lowest", "quarter 1"),
        ("agency_rate_fte", "Rank (95% interval), 1 lowest", "1 of 5 (1 to 3)"),
        ("absence_rate_fte", "Order among 1, 1 lowest", "1"),
    ],
)
def test_a_rank_is_shown_as_far_as_it_means_something(
    database: Path, name: str, title: str, cell: str
) -> None:
    header, _, _, row = _rows(_page(database, f"indicators/{name}.html"), "")
    assert (header[2], row[2]) == (title, cell)


@pytest.mark.parametrize("name", ["vacancy_rate_fte", "turnover_rate_fte"])
def test_on_few_posts_there_is_no_rank_and_no_quarter(database: Path, name: str) -> None:
    """The other authority has an interval, this one has none."""
    page = _page(
        database,
        f"indicators/{name}.html",
        "UPDATE la_benchmarks SET value = 9.0, marker = NULL, quartile = 1 WHERE la_code = '102'",
        f"INSERT INTO la_benchmarks SELECT * REPLACE ('103' AS la_code) FROM la_benchmarks "
        f"WHERE la_code = '102' AND indicator_id = '{name}'",
        "INSERT INTO local_authorities SELECT * REPLACE ('103' AS la_code, 'Few' AS la_name) "
        "FROM local_authorities WHERE la_code = '101'",
    )
    assert [row[2] for row in _rows(page, "")[2:] if row[0] != "Alpha"] == ["too few"] * 2
    assert "Too few: the figure rests on fewer than 30" in page


def test_what_the_newest_edition_changed_is_told_with_the_largest_change(database: Path) -> None:
    page = "indicators/vacancy_rate_fte.html"
    nothing = _page(database, page)
    assert "published 19 March 2026) changed no figure" in nothing
    changed = _page(
        database,
        page,
        "INSERT INTO value_revisions VALUES "
        "('vacancy_rate_fte', '101', '2024', 'dfe', 19.0, NULL, 20.0, NULL, 1.0), "
        "('vacancy_rate_fte', 'E12000001', '2024', 'dfe', 17.5, NULL, 14.0, NULL, -3.5), "
        "('vacancy_rate_fte', '102', '2024', 'dfe', 17.5, NULL, NULL, 'c', NULL), "
        "('agency_rate_fte', '101', '2024', 'dfe', 1.0, NULL, 20.0, NULL, 19.0)",
    )
    assert (
        "changed 3 figures that an earlier one had published; the largest change: North East, "
        "2024, from 17.5% to 14.0% (−3.5 points)."
    ) in html.unescape(changed)
    caption = "Vacancy rate (%): 3 of 3 figures that a later edition changed"
    rows = _rows(changed, caption)[1:]
    assert [row[2:5] for row in rows] == [
        ["17.5", "14.0", "−3.5 points"],
        ["19.0", "20.0", "+1.0 points"],
        ["17.5", "[c]", "–"],
    ]


def test_a_next_update_is_told_where_one_is_announced(database: Path) -> None:
    page = "indicators/vacancy_rate_fte.html"
    assert "Next update: no date is known here." in _page(database, page)
    dated = _page(database, page, "UPDATE indicators SET next_release = '2027-02-25'")
    assert "Next update: announced for 25 February 2027." in dated


@pytest.mark.parametrize(
    ("name", "edition", "periods", "words"),
    [
        ("agency_rate_fte", None, ["2019"], ["Statutory guidance"]),
        ("vacancy_rate_fte", None, ["2019", "2020", "2021"], ["Pandemic: 2020 and 2021"]),
        ("csc_spend_per_child", None, ["2020", "2020-21"], []),
        ("cla_rate", None, ["2022"], ["England's looked-after rate is published as a whole"]),
        ("turnover_rate_headcount", "2023", ["2022"], ["The definition changed with the 2023"]),
    ],
)
def test_breaks_are_said_where_they_touch_the_series(
    name: str, edition: str | None, periods: list[str], words: list[str]
) -> None:
    told = breaks({"indicator_id": name, "comparable_from_edition": edition}, periods)
    assert len(told) == len(words)
    assert all(line.startswith(begin) for line, begin in zip(told, words, strict=True))


@pytest.mark.parametrize(
    ("values", "fence"),
    [([1, 2, 3, 100], 8.5), ([1, 5, 8, 9], None), ([1, 2, 3, 8], None)],
    ids=["far out", "out, but the axis is hardly longer", "none is out"],
)
def test_a_figure_that_is_far_out_leaves_the_axis_to_the_others(
    values: list[float], fence: float | None
) -> None:
    assert far_out(values, 1, 2.875) == fence


def test_units_are_said_once() -> None:
    assert with_unit("Referrals per 10,000", "per 10,000 children") == "Referrals per 10,000"
    assert with_unit("Vacancy rate", "%") == "Vacancy rate (%)"
    assert with_unit("Days per case", "working days") == "Days per case (working days)"
    pounds = {"unit": "£ per child", "decimal_places": 0}
    assert (change(-12, pounds), change(None, pounds)) == ("−12", "–")
    assert (marked("c"), marked("[x]"), marked(None)) == ("[c]", "[x]", "[no row]")


def test_a_region_shows_places_within_it(database: Path) -> None:
    page = _page(
        database,
        "regions/E12000001.html",
        "UPDATE la_benchmarks SET rank_in_region = 4, n_in_region = 6 WHERE la_code = '101'",
    )
    caption = "Newest figures, with the place within the region (1 lowest)"
    header, region, england, withheld, row = _rows(page, caption)
    assert region[:2] == ["North East, as published", "14.0%"] and england[1] == "12.0%"
    at = header.index("Turnover rate (%), 2025")
    assert row[1].replace("\N{NO-BREAK SPACE}", " ") == "25.0% (4 of 6)"
    # Turnover has no place, and a withheld figure has a marker instead.
    assert row[at] == "25.0%" and withheld[1] == "[c]"


def test_a_region_says_who_has_waited_longest(database: Path) -> None:
    page = _page(database, "regions/E12000001.html")
    assert "The longest since a full report: Alpha, 1,402 days; 75% of past gaps" in page
    rows = _rows(page, "Judgements in force, the longest since a full report first")[1:]
    assert [row[0] for row in rows] == ["Alpha", small_world.SCRIPT]
    assert rows[0][1:] == ["Inadequate", "1 March 2022", "1,402", "75%"]
    assert rows[1][2:] == ["–"] * 3


@pytest.mark.parametrize(("is_suppressed", "is_told"), [(False, True), (True, False)])
def test_spells_of_a_region_are_counted_where_they_are_enough(
    database: Path, is_suppressed: bool, is_told: bool
) -> None:
    page = _page(
        database,
        "regions/E12000001.html",
        f"UPDATE improvement_summary SET spells = 17, is_suppressed = {is_suppressed} "
        "WHERE population = 'inadequate_all:E12000001'",
    )
    assert ("Of 17 times at Inadequate under SIF or ILACS" in page) == is_told
    assert ("too few to count" in page) != is_told
    # Both frameworks together have no median here.
    assert "700" not in page.split('id="improvement"')[1].split("</main>")[0]


def test_interventions_known_from_news_alone_are_left_out(database: Path) -> None:
    page = _page(
        database,
        "regions/E12000001.html",
        "DELETE FROM interventions WHERE intervention_id NOT IN ('101-i', '101-j')",
    )
    rows = _rows(page, "Improvement notices and statutory directions known")[1:]
    assert rows == [
        [
            *("Alpha", "improvement notice", "both", "May 2022", "–", "not known"),
            "Notice <one>",
        ]
    ]
    assert "Told by news" not in page and "known to be incomplete" in page
