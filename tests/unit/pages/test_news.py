"""What is new and the lists of two authorities: in words, escaped, and as feeds."""

from __future__ import annotations

import html
import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import duckdb
import pytest

import pages
from pages.feed import ATOM, identifier, write_feed
from pages.news import Item
from tests.unit.pages import small_world

IDENTIFIER = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-.{12}")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture
def site(database: Path, tmp_path: Path) -> Path:
    pages.build_site(database, tmp_path / "site", tmp_path / "cache")
    return tmp_path / "site"


def _words(path: Path) -> str:
    bare = re.sub(r"<[^>]+>", " ", path.read_text("utf-8"))
    return " ".join(html.unescape(bare).split())


def _entries(path: Path) -> list[ET.Element]:
    return ET.parse(path).getroot().findall(f"{{{ATOM}}}entry")


def _text(element: ET.Element, name: str) -> str:
    found = element.findall(f"{{{ATOM}}}{name}")
    assert len(found) == 1 and found[0].text, name
    return found[0].text


def test_an_authority_is_told_what_is_new_of_it(site: Path) -> None:
    told = _words(site / "new" / "101.html")
    assert (
        "1 May 2025. Full inspection (ILACS): Inadequate; before: Good. Judged: impact of leaders "
        "Inadequate, help and protection Good and children in care Good."
    ) in told
    assert "May 2025. Improvement notice issued; subject: both." in told
    assert (
        "Vacancy rate, 2025: 25.0%, in 2024: 20.0%. The change lies above England's, beyond the "
        "99.8% limits of chance."
    ) in told
    assert (
        "Vacancy rate, 2025: 25.0%, in the highest quarter; in 2024: 20.0%, in the lowest quarter."
    ) in told
    revised = (
        "Vacancy rate, 2025: now [c], until then 20.0%. Half of all changes over a year are "
        "1.5 points or less."
    )
    # Of a joint return, both are told.
    assert revised in told and revised in _words(site / "new" / "102.html")


def test_the_page_of_england_names_whom_an_event_is_of(site: Path) -> None:
    told = _words(site / "new.html")
    assert "1 May 2025. Alpha: Full inspection (ILACS)" in told
    assert "Reports, letters and interventions" in told and "Changes beyond chance" not in told
    assert f"New edition: {small_world.SCRIPT}, 2025." in told
    assert 'href="new/101.html"' in (site / "new.html").read_text("utf-8")


def test_text_of_news_is_never_markup_or_a_script(site: Path) -> None:
    for path in (site / "new.html", site / "new" / "102.html", site / "lists.html"):
        page = path.read_text("utf-8")
        assert "<script>alert" not in page and "javascript:" not in page
    assert small_world.SCRIPT in _text(_entries(site / "feed.xml")[0], "summary")


@pytest.mark.parametrize("name", ["feed.xml", "feeds/101.xml", "feeds/102.xml"])
def test_a_feed_has_what_the_standard_asks_for(site: Path, name: str) -> None:
    """RFC 4287, 4.1.1 and 4.1.2."""
    feed = ET.parse(site / name).getroot()
    assert feed.tag == f"{{{ATOM}}}feed"
    for element in (feed, *_entries(site / name)):
        assert IDENTIFIER.fullmatch(_text(element, "id"))
        assert INSTANT.fullmatch(_text(element, "updated"))
        assert _text(element, "title").strip()
        links = element.findall(f"{{{ATOM}}}link")
        alternate = [link.get("href") for link in links if link.get("rel") == "alternate"]
        assert len(alternate) == 1 and (site / name).parent.joinpath(alternate[0] or "").is_file()
    assert feed.find(f"{{{ATOM}}}author/{{{ATOM}}}name") is not None
    ids = [_text(entry, "id") for entry in _entries(site / name)]
    assert len(ids) == len(set(ids)) > 0
    assert _text(feed, "updated") == max(_text(each, "updated") for each in _entries(site / name))


def test_an_entry_keeps_its_identifier_when_more_is_known(
    site: Path, database: Path, tmp_path: Path
) -> None:
    before = {_text(entry, "id") for entry in _entries(site / "feeds" / "101.xml")}
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "INSERT INTO news SELECT * REPLACE ('visit:new' AS news_id, '101' AS area_code, "
            "DATE '2026-01-01' AS known_on) FROM news WHERE kind = 'visit'"
        )
    pages.build_site(database, tmp_path / "later", tmp_path / "cache")
    after = [_text(entry, "id") for entry in _entries(tmp_path / "later" / "feeds" / "101.xml")]
    assert after[0] not in before and set(after[1:]) == before


def test_a_feed_of_nothing_is_dated_by_the_run(tmp_path: Path) -> None:
    write_feed(tmp_path / "feed.xml", "England", "new.html", [], "Site", date(2026, 1, 2))
    feed = ET.parse(tmp_path / "feed.xml").getroot()
    assert _text(feed, "updated") == "2026-01-02T00:00:00Z"


def test_a_title_is_the_first_sentence_and_not_too_long(tmp_path: Path) -> None:
    texts = ["One. Two.", "word " * 60]
    found = [Item(t, "101", "visit", date(2026, 1, 1), "1 January 2026", t, "") for t in texts]
    write_feed(tmp_path / "feed.xml", "Alpha", "new.html", found, "Site", date(2026, 1, 2))
    one, long = (_text(entry, "title") for entry in _entries(tmp_path / "feed.xml"))
    assert one == "One" and len(long) <= 120 and long.endswith("word…")


def test_an_identifier_is_a_constant() -> None:
    """Another namespace would bring every entry to every reader anew."""
    assert identifier("feed:feed") == "urn:uuid:06bb948b-baf9-5d4d-aba2-c08dad1ab298"


def test_pages_lead_to_their_feed(site: Path) -> None:
    link = '<link rel="alternate" type="application/atom+xml" title="What is new" href="{}">'
    for page, feed in (
        ("index.html", "feed.xml"),
        ("authorities/101.html", "../feeds/101.xml"),
        ("new/102.html", "../feeds/102.xml"),
    ):
        assert link.format(feed) in (site / page).read_text("utf-8")


def test_lists_say_what_is_known_of_whom(site: Path) -> None:
    told = _words(site / "lists.html")
    # Who is listed as open comes first; what has ended is not there.
    assert re.search(r"Trust not stated not dated listed as open .* Improvement notice both "
                     r"May 2022 no end seen", told)  # fmt: skip
    # A direction of May 2022 is there, and not the one that was replaced.
    assert "SEND" not in told and told.count("Statutory direction") == 1
    assert "1,402 1,402 75% no" in told
    assert f"No full report under SIF or ILACS yet: {small_world.SCRIPT}." in told


def test_who_improved_stands_with_the_vacancy_rate_before_and_after(
    database: Path, tmp_path: Path
) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "UPDATE improvement_spells SET outcome = 'improved', to_grade = 'Good', "
            "ended_published_on = DATE '2026-01-01'"
        )
        for k, gap in ((-2, 9.0), (-1, 4.2), (0, -1.5)):
            connection.execute(
                "INSERT INTO event_study_lines VALUES "
                f"('s', 'improved', 'vacancy_rate_fte', {k}, '2025', {gap})"
            )
    pages.build_site(database, tmp_path / "site", tmp_path / "cache")
    told = _words(tmp_path / "site" / "index.html")
    assert (
        "Inadequate under ILACS Alpha 1,402 days, to Good; vacancy rate +4.2 points before, "
        "−1.5 points after"
    ) in told
    assert "Inadequate under SIF" in told
    assert "1,402 +4.2 points −1.5 points not known" in _words(tmp_path / "site" / "lists.html")
