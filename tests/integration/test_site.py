"""The site of the real publication: whole, small, the same every time, and careful in its words."""

from __future__ import annotations

import functools
import hashlib
import html
import json
import re
import shutil
import threading
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from urllib.request import Request, urlopen
from xml.etree import ElementTree

import duckdb
import pytest
from scipy.stats import linregress, mannwhitneyu

from pages import build_site
from pages.feed import identifier
from tests.fixtures.page_text import text_of

PAGE_LIMIT = 200_000
# It describes every column of every table.
DICTIONARY_LIMIT = 250_000
# Half of it are the rows behind the pages as CSV: 94 indicators of each authority, and the same by
# indicator and by region. What is new has a page and a feed of each authority, 2.5 MB.
SITE_LIMIT = 92_000_000
# What the comparing page may load, an indicator at a time.
FIGURES_LIMIT, FIGURE_LIMIT = 5_000_000, 100_000
# With the published tables as CSV, the database and the documentation: what a web host is given.
HOST_LIMIT = 250_000_000
LARGEST_FILE = 100_000_000
CPU_SECONDS = 20


@pytest.fixture(scope="module")
def connection(published_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(published_database), read_only=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, str]:
    """Every page by its path."""
    return {
        path.relative_to(site).as_posix(): path.read_text("utf-8")
        for path in sorted(site.rglob("*.html"))
    }


def _value(connection: duckdb.DuckDBPyConnection, query: str) -> Any:
    row = connection.execute(query).fetchone()
    assert row is not None, query
    return row[0]


def _authority(pages: dict[str, str], la_code: str) -> str:
    return text_of(pages[f"authorities/{la_code}.html"])


def test_every_authority_has_a_page(
    pages: dict[str, str], connection: duckdb.DuckDBPyConnection
) -> None:
    rows = connection.execute("SELECT la_code, is_current FROM local_authorities").fetchall()
    assert sum(current for _, current in rows) == 153
    for la_code, current in rows:
        assert f"authorities/{la_code}.html" in pages
        assert (f'value="{la_code}" data-name' in pages["compare.html"]) == current


def test_pages_are_small(site: Path, pages: dict[str, str]) -> None:
    sizes = {name: len(page.encode()) for name, page in pages.items()}
    assert sizes.pop("dictionary.html") < DICTIONARY_LIMIT
    assert {name for name, size in sizes.items() if size > PAGE_LIMIT} == set()
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < SITE_LIMIT


def _compared(site: Path) -> Iterator[tuple[str, Any]]:
    """What the comparing page loads of each indicator."""
    for path in sorted((site / "assets" / "indicators").iterdir()):
        text = path.read_text("utf-8")
        yield path.stem, json.loads(text[text.index("]={") + 2 : text.rindex(";")])


def test_figures_to_compare_are_small(site: Path) -> None:
    sizes = [path.stat().st_size for path in (site / "assets" / "indicators").iterdir()]
    assert len(sizes) >= 94
    assert max(sizes) < FIGURE_LIMIT and sum(sizes) < FIGURES_LIMIT


def test_the_comparing_page_has_every_published_figure(
    site: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    """Each of the hundred thousand, with its marker, rank and neighbours' median, and no other.

    Where ranks have intervals, those stand in their place.
    """
    text = (site / "assets" / "authorities.js").read_text("utf-8")
    names = json.loads(text.removeprefix("window.COMPARE=").rstrip(";\n"))
    codes = [each["code"] for each in names["authorities"]]
    columns = ("ranks", "tied", "medians", "used")
    nothing = [None] * len(codes)
    found, likely = {}, {}
    for name, figures in _compared(site):
        for at, period in enumerate(figures["periods"]):
            lists = [figures[column][at] or nothing for column in columns]
            if figures["likely"][at]:
                ranked, places = figures["likely"][at]["ranked"], figures["likely"][at]["of"]
                for code, limits in zip(codes, places, strict=True):
                    if limits:
                        likely[name, period, code] = (ranked, *limits)
            for place, (code, value) in enumerate(zip(codes, figures["values"][at], strict=True)):
                if value is not None:
                    rest = [each[place] for each in lists]
                    ends = (figures["ends"][at], figures["releases"][at])
                    found[name, period, code] = (value, *rest, *ends)
    rows = connection.execute(
        "SELECT indicator_id, period, la_code, value, marker, rank_lowest, n_tied, "
        "neighbour_median, neighbours_used, period_end::VARCHAR, release_id FROM la_benchmarks"
    ).fetchall()
    intervals = connection.execute(
        "SELECT indicator_id, period, unnest(string_split(area_code, '+')), n_ranked, rank_lowest, "
        "rank_lower, rank_upper FROM rank_intervals"
    ).fetchall()
    assert likely == {row[:3]: row[3:] for row in intervals}
    with_intervals = {row[:2] for row in intervals}
    published = {
        row[:3]: (
            row[3] if row[4] is None else row[4],
            *((None, None) if row[:2] in with_intervals else row[5:7]),
            *row[7:],
        )
        for row in rows
    }
    assert len(found) == len(published) > 100_000
    assert {key for key in found if found[key] != published[key]} == set()


def test_the_comparing_page_has_every_figure_of_england_and_the_regions(
    site: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    found = {}
    for name, figures in _compared(site):
        for period, areas in zip(figures["periods"], figures["areas"], strict=True):
            found |= {(name, period, code): value for code, value in areas.items()}
    rows = connection.execute(
        "SELECT indicator_id, period, area_code, value, marker FROM indicator_values "
        "WHERE is_latest_release AND geographic_level IN ('England', 'Region') "
        "AND (indicator_id, period) IN (SELECT (indicator_id, period) FROM la_benchmarks)"
    ).fetchall()
    published = {row[:3]: row[3] if row[4] is None else row[4] for row in rows}
    assert found == published


def test_a_web_host_can_take_it(published: Path) -> None:
    """Git hosts take no file above 100 MB; a host that takes less leaves the largest CSV out."""
    sizes = [path.stat().st_size for path in (published / "site").rglob("*") if path.is_file()]
    assert sum(sizes) < HOST_LIMIT
    assert max(sizes) < LARGEST_FILE


def test_the_same_data_give_the_same_bytes_in_seconds(
    site: Path, published_database: Path, tmp_path: Path
) -> None:
    """About eight seconds of one core; twice that where others want it too."""
    began = time.process_time()
    build_site(published_database, tmp_path / "site", tmp_path / "cache")
    assert time.process_time() - began < CPU_SECONDS
    assert _digests(tmp_path / "site") == _digests(site)


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


class _Elements(HTMLParser):
    """Start tags with their attributes, in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def elements(pages: dict[str, str]) -> dict[str, list[tuple[str, dict[str, str | None]]]]:
    return {name: _Elements(page).found for name, page in pages.items()}


def test_pages_load_nothing_from_outside(
    elements: dict[str, list[tuple[str, dict[str, str | None]]]],
) -> None:
    for name, found in elements.items():
        for tag, attributes in found:
            loaded = attributes.get("src") or (attributes.get("href") if tag == "link" else None)
            assert not re.match(r"(?:[a-z]+:)?//", loaded or ""), (name, tag, loaded)
            handlers = [key for key in attributes if key.startswith("on")]
            assert not handlers, (name, tag, handlers)


def test_the_published_site_is_the_one_built_here(site: Path, published: Path) -> None:
    """All that is said of it here is said of what people get, but for documentation beside it."""
    own, given = _digests(site), _digests(published / "site")
    assert {name for name in own if own[name] != given.get(name)} == {"about.html"}


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def hosted(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The published site, copied alone into an empty folder and served there."""
    folder = tmp_path_factory.mktemp("host") / "site"
    shutil.copytree(published / "site", folder)
    handler = functools.partial(_Silent, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
    shutil.rmtree(folder)


def test_the_site_copied_alone_has_no_dead_link(hosted: str, site: Path) -> None:
    """Every link of every page that links lead to, from the front page on, with its place there."""
    waiting, pages, wanted = [f"{hosted}index.html"], {}, set()
    while waiting:
        address = waiting.pop()
        if address in pages:
            continue
        page = _Elements(_body(address)) if address.endswith(".html") else _is_there(address)
        pages[address] = {value["id"] for _, value in page.found if value.get("id")} if page else {}
        for tag, attributes in page.found if page and "/dbt_docs/" not in address else ():
            name = {"a": "href", "link": "href", "script": "src", "form": "action"}.get(tag)
            target = attributes.get(name or "")
            if target and not re.match(r"(https?|mailto|data):", target):
                found, _, place = urljoin(address, target).partition("#")
                assert found.startswith(hosted), (address, target)
                # A choice to compare stands where others have an anchor.
                if not (found.endswith("/compare.html") and "=" in place):
                    wanted.add((address, found, place))
                waiting.append(found)
    assert [link for link in wanted if link[2] and link[2] not in pages[link[1]]] == []
    assert {f"{hosted}authorities/{path.name}" for path in (site / "authorities").iterdir()} < {
        *pages
    }
    assert f"{hosted}csv/indicator_values.csv" in pages and f"{hosted}benchmarks.duckdb" in pages
    news = {f"{hosted}{path.relative_to(site).as_posix()}" for path in _feeds(site)}
    news |= {f"{hosted}new/{path.name}" for path in (site / "new").iterdir()}
    assert len(news) > 300 and news < {*pages}


def _feeds(site: Path) -> list[Path]:
    return [site / "feed.xml", *sorted((site / "feeds").iterdir())]


def test_every_item_of_news_is_an_entry_that_a_reader_knows_again(
    hosted: str, site: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    """Required elements of RFC 4287, one entry per item and authority, and no dead link."""
    atom = {"a": "http://www.w3.org/2005/Atom"}
    items = connection.execute(
        "SELECT unnest(string_split(area_code, '+')), news_id, known_on::VARCHAR FROM news"
    ).fetchall()
    expected = {identifier(f"{code}:{key}"): day for code, key, day in items if code[0] != "E"}
    found, identifiers, pages = {}, [], set()
    for path in _feeds(site):
        feed = ElementTree.parse(path).getroot()
        identifiers.append(feed.findtext("a:id", namespaces=atom))
        assert feed.findtext("a:author/a:name", namespaces=atom), path.name
        entries = feed.findall("a:entry", atom)
        for each in (feed, *entries):
            assert each.findtext("a:title", namespaces=atom), path.name
            assert re.fullmatch(
                r"\d{4}-\d\d-\d\dT00:00:00Z", each.findtext("a:updated", "", namespaces=atom)
            )
            (page,) = each.findall("a:link[@rel='alternate']", atom)
            pages.add(urljoin(f"{hosted}{path.relative_to(site).as_posix()}", page.get("href")))
        for each in entries:
            identifiers.append(each.findtext("a:id", namespaces=atom))
            if path.name != "feed.xml":
                found[identifiers[-1]] = each.findtext("a:updated", "", namespaces=atom)[:10]
    assert len(set(identifiers)) == len(identifiers)
    assert found == expected and len(found) > 2000
    for page in pages:
        _is_there(page)


def _is_there(address: str) -> None:
    """An error of HTTP is raised."""
    urlopen(Request(address, method="HEAD")).close()


def _body(address: str) -> str:
    """What an address on loopback answers; an error of HTTP is raised."""
    with urlopen(address) as answer:
        return str(answer.read().decode("utf-8"))


def test_pages_are_built_for_everyone(
    pages: dict[str, str], elements: dict[str, list[tuple[str, dict[str, str | None]]]]
) -> None:
    for name, found in elements.items():
        assert '<html lang="en-GB">' in pages[name], name
        assert 'class="skip" href="#main"' in pages[name], name
        levels = [int(tag[1]) for tag, _ in found if re.fullmatch(r"h[1-6]", tag)]
        assert levels.count(1) == 1 and levels[0] == 1, name
        steps = pairwise(levels)
        assert all(below <= above + 1 for above, below in steps), (name, levels)
        ids = [attributes["id"] for _, attributes in found if "id" in attributes]
        assert len(ids) == len(set(ids)), name
        for _, attributes in found:
            if "data-chart" in attributes:
                assert attributes["role"] == "img"
                assert len(attributes["aria-label"] or "") > 20, name


def test_every_chart_has_its_rows_and_a_table(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        charts = page.count("data-chart=")
        rows = re.findall(r'<script type="application/json" id="rows-[^"]+">(.*?)</script>', page)
        assert len(rows) == charts, name
        assert all(json.loads(text) for text in rows), name
        # The rank strips share one table; every other chart has its own.
        strips = page.count('data-chart="strip"')
        assert page.count("<details") >= charts - strips + bool(strips), name


BANNED = re.compile(
    r"\b(because of|led to|leads to|caused?|causing|due to|results? in|resulted in|thanks to|"
    r"drives?|driven by|explains? why|impact of (?:vacanc|agency|turnover))\b",
    re.IGNORECASE,
)
# Of titles and definitions of indicators, as their pages quote them.
PUBLISHERS_TERMS = (
    "score a cause for concern",
    "score is a cause for concern",
    "Referrals that led to no further action",
)
DISCLAIMERS = (
    "Figures side by side show association, not cause.",
    "Association is not cause",
    "association, not cause",
)


def test_no_page_claims_a_cause(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        words = text_of(page)
        if name == "dictionary.html":
            continue
        for disclaimer in (*DISCLAIMERS, *PUBLISHERS_TERMS):
            words = words.replace(disclaimer, "")
        found = BANNED.search(words)
        assert found is None, (name, words[max(0, found.start() - 60) : found.end() + 60])


def test_no_average_without_its_method(pages: dict[str, str]) -> None:
    """“Average caseload” is the publisher's title, in the dictionary beside its definition."""
    for name, page in pages.items():
        words = text_of(page)
        if name == "dictionary.html":
            defined = "Average caseload Cases per full-time equivalent case holder."
            assert defined in words
            words = words.replace(defined, "")
        assert not re.search(r"\baverages?\b", words, re.IGNORECASE), name
        if name != "dictionary.html":
            assert not re.search(r"\b(?:the|a) mean\b", words, re.IGNORECASE), name


def test_caveats_stand_beside_figures_of_improvement(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        if 'data-chart="improvement"' not in page:
            continue
        words = text_of(page)
        for caveat in (
            "Improvement is seen only when Ofsted returns",
            "no inspection began between 9 March 2020 and 28 June 2021",
            "left-truncated",
            "censored",
            "Association is not cause",
        ):
            assert caveat in words, (name, caveat)


def test_every_page_says_that_association_is_not_cause(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        assert "association, not cause" in text_of(page), name


def test_croydon_tells_its_story(
    pages: dict[str, str], connection: duckdb.DuckDBPyConnection
) -> None:
    """Each figure is asked of the tables here once more, by other queries."""
    words = _authority(pages, "306")
    assert "Judgement in force on" in words and "judged overall effectiveness Good" in words
    assert (
        "Ofsted judged Croydon Inadequate (inspected 20 June to 13 July 2017, published "
        "4 September 2017)." in words
    )
    first, second = (
        connection.execute(
            "SELECT benchmarks.value, england_value, neighbour_median, rank_highest, "
            "intervals.n_ranked, rank_highest_lower, rank_highest_upper "
            "FROM la_benchmarks AS benchmarks "
            "JOIN rank_intervals AS intervals USING (indicator_id, period) "
            "WHERE la_code = '306' AND area_code = '306' AND indicator_id = 'vacancy_rate_fte' "
            f"AND period = '{year}'"
        ).fetchone()
        or (0,) * 7
        for year in (2017, 2018)
    )
    assert f"vacancy rate was {first[0]:.1f}% against England's {first[1]:.1f}%" in words
    assert _ranked(*first[3:], "highest") in words
    assert (
        "{:.1f}% on 30 September 2018 against England's {:.1f}% and a neighbours' median of "
        "{:.1f}%, ".format(*second[:3])
        + _ranked(*second[3:], "highest")
        in words
    )
    visits = _value(
        connection,
        "SELECT visits_in_spell FROM improvement_spells "
        "WHERE la_code = '306' AND from_grade = 'Inadequate'",
    )
    unknown = "No visit within this time is known: visits are in these data only from"
    assert (unknown in words) == (not visits)
    assert "(inspected 3 to 14 February 2020, published 16 March 2020) judged it Good" in words
    days = _value(connection, "SELECT DATE '2020-03-16' - DATE '2017-09-04'")
    assert f"{days} days (2.5 years) from report to report" in words
    for framework, population in (("SIF", "inadequate_sif"), ("ILACS", "inadequate_ilacs")):
        told = _value(
            connection,
            "SELECT count(*) FROM improvement_spells "
            f"WHERE from_grade = 'Inadequate' AND framework_at_start = '{framework}'",
        )
        median = _value(
            connection,
            f"SELECT min(days) FROM improvement_curves WHERE population = '{population}' "
            "AND clock = 'publication' AND survival <= 0.5",
        )
        assert (
            f"Of {told} periods at Inadequate that began under {framework}, half are estimated to "
            f"have ended in a better judgement by {median:,} days"
        ) in words
    without = _value(
        connection,
        "SELECT min(days) FROM improvement_curves WHERE population = 'inadequate_ilacs' "
        "AND clock = 'publication_without_pause' AND survival <= 0.5",
    )
    assert f"and by {without:,} days without the pause of inspections from 9 March 2020" in words
    survival = _value(
        connection,
        "SELECT min(survival) FROM improvement_curves WHERE population = 'inadequate_sif' "
        f"AND clock = 'publication' AND days <= {days}",
    )
    assert f"an estimated {100 * (1 - survival):.0f}% of those under SIF had improved" in words
    assert "Before SIF Ofsted's last judgement on child protection was not Inadequate." in words


FIGURE_OF_IMPROVEMENT = re.compile(
    r"half are estimated to have ended in a better judgement|Kaplan-Meier median"
)


def test_frameworks_and_returns_stand_beside_every_figure_of_improvement(
    pages: dict[str, str],
) -> None:
    told = 0
    for name, page in pages.items():
        words = text_of(page)
        if name == "dictionary.html" or not FIGURE_OF_IMPROVEMENT.search(words):
            continue
        told += 1
        assert "under SIF" in words and "under ILACS" in words, name
        assert "were then found better" in words, name
        assert "First returns: the full inspection after a judgement of" in words, name
        for grade in ("Inadequate", "Requires improvement"):
            frameworks = {
                framework
                for framework in ("SIF", "ILACS")
                if re.search(rf"periods at {grade} that began under {framework}, ", words)
            }
            assert len(frameworks) in (0, 2), (name, grade)
    assert told > 50


def test_no_page_says_that_one_framework_is_slower(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        # One page quotes the words, to say why they are not said.
        if name != "not-published.html":
            assert not re.search(r"slow(?:er|ly)|faster|quicker", text_of(page)), name
        assert "may have been held" not in page, name


def test_authorities_inadequate_before_sif_are_told_so(
    pages: dict[str, str], connection: duckdb.DuckDBPyConnection
) -> None:
    told = {
        la_code
        for la_code in pages
        if "had judged child protection Inadequate before SIF, too" in pages[la_code]
    }
    held = connection.execute(
        "SELECT DISTINCT la_code FROM improvement_spells WHERE held_before = 'yes'"
    ).fetchall()
    assert told == {f"authorities/{la_code}.html" for (la_code,) in held}
    assert len(held) == 7


def _ranked(rank: int, of: int, lower: int, upper: int, end: str) -> str:
    first, low, high = (
        f"{n}{'th' if n % 100 in (11, 12, 13) else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"
        for n in (rank, lower, upper)
    )
    return f"{first} {end} of {of}, likely between {low} and {high}"


RANKED = re.compile(r"(?:lowest|highest) of \d+\b(?!, likely between \d+(?:st|nd|rd|th) and \d+)")
# As a table has it: 45 of 149 (30 to 61).
TABLED = re.compile(r"<td[^>]*>\d+ of \d+\b(?! \(\d+ to \d+\)<)")


def test_no_rank_is_shown_without_its_interval(pages: dict[str, str]) -> None:
    shown = 0
    for name, page in pages.items():
        if name != "dictionary.html":
            shown += len(re.findall(r"\d+ of \d+ \(\d+ to \d+\)", page))
            for pattern in (RANKED, TABLED):
                found = pattern.search(page)
                assert found is None, (name, page[found.start() - 60 : found.end() + 60])
    assert shown > 5000


def test_turnover_has_a_band_and_no_rank(pages: dict[str, str]) -> None:
    told = [
        told
        for name, page in pages.items()
        if name.startswith("authorities/")
        for told in [_measures(page).get("Turnover rate %, 2025", ("", "–"))[-1]]
        if told != "–"
    ]
    assert len(told) > 140
    quarters = r"in the (second )?(lowest|highest) quarter of \d+"
    assert [words for words in told if not re.fullmatch(quarters, words)] == []


def _measures(page: str) -> dict[str, tuple[str, ...]]:
    """The table that an authority's page begins with: its cells by what the row is headed."""
    table = page.partition('<table class="measures">')[2].partition("</table>")[0]
    rows = re.findall(r"<tr>(<th scope=\"row\">.*?)<td class=\"drawn\">", table, re.S)
    cells = ([text_of(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows)
    return {first: tuple(rest) for first, *rest in cells}


def test_the_measures_are_the_published_figures(
    pages: dict[str, str], connection: duckdb.DuckDBPyConnection
) -> None:
    """Each with England, neighbours and the rank from the nearer end, asked once more."""
    checked = 0
    for (
        la_code,
        title,
        unit,
        period,
        *figures,
        places,
        end,
        place,
        lower,
        upper,
    ) in connection.execute(
        """
        SELECT la_code, CASE indicator_id
                WHEN 'vacancy_rate_fte' THEN 'Vacancy rate'
                WHEN 'icpc_15_days_percent' THEN 'Conferences within 15 working days'
                ELSE 'Spend per child'
            END, unit, period, benchmarks.value, england_value, neighbour_median,
            intervals.n_ranked,
            if(rank_highest < intervals.rank_lowest, 'highest', 'lowest') AS nearer,
            if(nearer = 'highest', rank_highest, intervals.rank_lowest),
            if(nearer = 'highest', rank_highest_lower, rank_lower),
            if(nearer = 'highest', rank_highest_upper, rank_upper)
        FROM la_benchmarks AS benchmarks LEFT JOIN (
            SELECT *, unnest(string_split(area_code, '+')) AS la_code FROM rank_intervals
        ) AS intervals USING (indicator_id, period, la_code)
        WHERE is_newest AND benchmarks.value IS NOT NULL AND indicator_id IN
            ('vacancy_rate_fte', 'icpc_15_days_percent', 'csc_spend_per_child')
        """
    ).fetchall():
        told = _measures(pages[f"authorities/{la_code}.html"])[f"{title} {unit}, {period}"]
        digits = 0 if unit.startswith("£") else 1
        numbers = [float(each.strip("%").replace(",", "")) for each in told[:3]]
        assert numbers == pytest.approx(figures, abs=0.5001 * 10**-digits), (la_code, title)
        if place is None:
            assert re.fullmatch(r"–|in the (second )?(lowest|highest) quarter of \d+", told[-1])
        elif 1 < place < places:
            assert told[-1] == _ranked(place, places, lower, upper, end), (la_code, title)
            checked += 1
    assert checked > 250


JARGON = re.compile(
    r"\b(?:spells?|censored|left.truncat\w+|at risk|percent_rank|quartiles?|kaplan-meier)\b",
    re.IGNORECASE,
)


def test_words_of_the_field_stand_only_behind_how_it_is_counted(pages: dict[str, str]) -> None:
    behind = 0
    for name, page in pages.items():
        if name == "dictionary.html":
            continue
        counted = re.compile(
            r"<details[^>]*><summary>How this is counted</summary>.*?</details>", re.S
        )
        behind += sum(bool(JARGON.search(each)) for each in counted.findall(page))
        words = text_of(counted.sub(" ", page))
        found = JARGON.search(words)
        assert found is None, (name, words[max(0, found.start() - 60) : found.end() + 60])
    assert behind > 100


def test_every_caption_says_the_finding_then_the_measure_and_not_the_alternative(
    pages: dict[str, str],
) -> None:
    told = 0
    for name, page in pages.items():
        for figure in re.findall(r"<figure id.*?</figure>", page, re.S):
            title, subtitle = (
                html.unescape(each)
                for each in re.findall(
                    r"<figcaption><h\d>(.*?)</h\d>\n<p class=\"summary\">(.*?)</p>", figure
                )[0]
            )
            (alternative,) = re.findall(r'role="img" aria-label="([^"]*)"', figure)
            told += 1
            assert re.search(r"\b(?:is|was|were|are|had|rests|judged|can)\b", title), (name, title)
            assert len(subtitle) > 20 and subtitle != title, (name, title)
            assert html.unescape(alternative) not in (title, subtitle), (name, title)
    assert told > 1000


def test_on_fewer_than_thirty_posts_no_rank_is_shown(
    pages: dict[str, str], connection: duckdb.DuckDBPyConnection
) -> None:
    few = connection.execute(
        "SELECT DISTINCT area_code FROM indicator_values JOIN indicators USING (indicator_id) "
        "WHERE indicator_id = 'vacancy_rate_fte' AND period = '2025' AND is_latest_release "
        "AND geographic_level = 'Local authority' AND value IS NOT NULL "
        "AND indicator_values.denominator < 30"
    ).fetchall()
    assert len(few) == 3
    for (la_code,) in few:
        told = _measures(pages[f"authorities/{la_code}.html"])["Vacancy rate %, 2025"]
        assert told[-2:] == ("too few to say (under 30)", "–"), (la_code, told)


def test_a_withheld_return_is_a_gap(pages: dict[str, str]) -> None:
    page = pages["authorities/207.html"]
    assert "marked x (not available: not collected or not returned). That is not zero." in text_of(
        page
    )
    rows = re.search(r'id="rows-vacancy-rate-fte">(.*?)</script>', page)
    assert rows
    data = json.loads(rows[1])
    own = {row["period"]: row["value"] for row in data["series"] if row["who"] == "This authority"}
    assert own["2025"] is None and own["2024"] is not None
    assert [gap["marker"] for gap in data["gaps"]] == ["x"]


@pytest.mark.parametrize(
    "indicator_id",
    ["cla_rate", "icpc_15_days_percent", "cla_3_placements_percent", "csc_spend_per_child"],
)
def test_demand_timeliness_care_and_spend_are_drawn_over_the_years(
    pages: dict[str, str], connection: duckdb.DuckDBPyConnection, indicator_id: str
) -> None:
    drawn = re.search(
        rf'id="rows-{indicator_id.replace("_", "-")}">(.*?)</script>', pages["authorities/306.html"]
    )
    assert drawn
    found: dict[str, dict[str, float | None]] = {}
    for row in json.loads(drawn[1])["series"]:
        found.setdefault(row["who"], {})[row["period"]] = row["value"]
    rows = connection.execute(
        "SELECT period, value, england_value, neighbour_median FROM la_benchmarks "
        "WHERE la_code = '306' AND indicator_id = ?",
        [indicator_id],
    ).fetchall()
    assert found["This authority"] == {period: value for period, value, *_ in rows}
    assert found["England"] == {period: england for period, _, england, _ in rows}
    assert found["Neighbours' median"] == {period: median for period, *_, median in rows}
    below = sum(value < england for _, value, england, _ in rows)
    above = sum(value > england for _, value, england, _ in rows)
    side, count = ("above", above) if above >= below else ("below", below)
    title = f"Croydon was {side} England in {count} of {len(rows)} years: "
    assert text_of(pages["authorities/306.html"]).count(title) >= 1


def test_what_is_particular_is_said(pages: dict[str, str]) -> None:
    assert "Kingston upon Thames and Richmond upon Thames make one workforce return" in _authority(
        pages, "314"
    )
    assert "rests on 3.0 posts" in _authority(pages, "420")
    assert "rests on 11.8 posts" in _authority(pages, "201")
    assert "took over from Cumbria" in _authority(pages, "943")
    assert "Abolished. Its area went to Cumberland , Westmorland and Furness" in _authority(
        pages, "909"
    )


def test_an_unread_report_is_said(
    pages: dict[str, str], connection: duckdb.DuckDBPyConnection
) -> None:
    unread = connection.execute(
        "SELECT la_code FROM ratings WHERE newer_report_not_yet_read "
        "AND as_at = (SELECT max(as_at) FROM ratings)"
    ).fetchall()
    for (la_code,) in unread:
        assert "A newer Ofsted report is published but has not been read" in _authority(
            pages, la_code
        )


def test_a_derived_judgement_is_never_called_ofsteds(
    pages: dict[str, str], connection: duckdb.DuckDBPyConnection
) -> None:
    derived = connection.execute(
        "SELECT la_code FROM ratings WHERE basis = 'derived' "
        "AND as_at = (SELECT max(as_at) FROM ratings)"
    ).fetchall()
    assert derived
    for (la_code,) in derived:
        words = _authority(pages, la_code)
        assert "has no overall grade" in words and "Derived here" in words
        assert "judged overall effectiveness" not in words


def test_numbers_at_risk_agree_with_the_curve(
    pages: dict[str, str], connection: duckdb.DuckDBPyConnection
) -> None:
    """The first row at or after each year has at risk those left of the year and not censored."""
    words = text_of(pages["index.html"])
    for framework, population in (("SIF", "inadequate_sif"), ("ILACS", "inadequate_ilacs")):
        spells = _value(
            connection,
            "SELECT spells FROM improvement_summary "
            f"WHERE population = '{population}' AND clock = 'publication'",
        )
        assert f"95% limits 0 {spells} 100%" in words
        day, at_risk = connection.execute(
            f"SELECT days, at_risk FROM improvement_curves WHERE population = '{population}' "
            "AND clock = 'publication' AND days >= 3 * 365.25 ORDER BY days LIMIT 1"
        ).fetchone() or (0, 0)
        left = _value(
            connection,
            "SELECT count(*) FROM improvement_spells WHERE from_grade = 'Inadequate' "
            f"AND framework_at_start = '{framework}' AND days_publication_clock >= {day}",
        )
        assert left == at_risk


def test_the_front_page_counts_spells_and_names_the_unjudged(
    pages: dict[str, str], connection: duckdb.DuckDBPyConnection
) -> None:
    words = text_of(pages["index.html"])
    for framework, better, returned in connection.execute(
        "SELECT if(population = 'inadequate_sif', 'SIF', 'ILACS'), better, returned "
        "FROM first_returns WHERE population IN ('inadequate_sif', 'inadequate_ilacs')"
    ).fetchall():
        spells = _value(
            connection,
            "SELECT count(*) FROM improvement_spells WHERE from_grade = 'Inadequate' "
            f"AND framework_at_start = '{framework}'",
        )
        assert f"Of {spells} periods at Inadequate that began under {framework}, half" in words
        assert f"of {returned} returned to {better} were then found better" in words
    unjudged = _value(
        connection,
        "SELECT count(*) FROM ratings WHERE basis = 'none' AND as_at = DATE '2017-03-31'",
    )
    # Said by the chart's alternative; its table has the same count.
    assert f"{unjudged} with no judgement under SIF or ILACS yet" in pages["index.html"]
    assert "does not mean never inspected" in words
    for name, page in pages.items():
        assert "not yet inspected" not in text_of(page).lower(), name
        assert "Half of authorities" not in page, name


def test_what_is_not_published_is_linked_from_every_page(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        assert page.split("<footer>")[1].count("not-published.html") == 1, name
    assert "not-published.html" in pages["index.html"].split("<footer>")[0]


def test_each_thing_not_published_has_a_reason_and_something_instead(
    pages: dict[str, str],
) -> None:
    page = pages["not-published.html"].split("<main")[1].split("</main>")[0]
    sections = [text_of(section) for section in page.split("<h2")[1:]]
    assert len(sections) == 8
    for section in sections:
        assert "Use instead:" in section and "table " in section, section
        assert section.count("one-off study") + section.count("table indicator_values") + (
            section.count("read from the tables of this publication")
        ) == 1, section  # fmt: skip


def test_reasons_read_from_the_tables_are_theirs(
    pages: dict[str, str], connection: duckdb.DuckDBPyConnection
) -> None:
    words = text_of(pages["not-published.html"])
    repeated = (
        "SELECT la_code FROM inspections AS later WHERE EXISTS (FROM inspections AS first WHERE "
        "first.inspection_id = first_inspection_id AND later.la_code = first.la_code "
        "AND later.counts_from > first.counts_from AND later.publication_date "
        "< coalesce(ended_published_on, DATE '9999-12-31'))"
    )
    spells, bare = connection.execute(
        f"SELECT count(*), count(*) FILTER (NOT EXISTS ({repeated})) FROM improvement_spells "
        "WHERE from_grade = 'Inadequate'"
    ).fetchone() or (0, 0)
    assert f"of {spells} periods at Inadequate {bare} saw no full inspection between" in words
    for population, framework in (("inadequate_sif", "SIF"), ("inadequate_ilacs", "ILACS")):
        days = [
            _value(
                connection,
                f"SELECT min(days) FROM improvement_curves WHERE population = '{population}' "
                f"AND clock = 'publication' AND {survival} <= 0.5",
            )
            for survival in ("survival", "survival_lower", "survival_upper")
        ]
        said = "{:,} days (95% limits {:,} to {:,}) under ".format(*days)
        assert said + framework in words
        paused, of = connection.execute(
            "SELECT count(*) FILTER (started_published_on < DATE '2021-06-28' "
            "AND coalesce(ended_published_on, censored_on) > DATE '2020-03-09'), count(*) "
            "FROM improvement_spells WHERE from_grade = 'Inadequate' AND framework_at_start = ?",
            [framework],
        ).fetchone() or (0, 0)
        assert f"{paused} of {of} periods of {framework}" in words
    places, ranked = connection.execute(
        "SELECT median(rank_upper - rank_lower + 1)::INTEGER, count(*) FROM rank_intervals "
        "WHERE indicator_id = 'turnover_rate_fte' AND period = '2025'"
    ).fetchone() or (0, 0)
    assert f"in 2025 is {places} places wide or wider, of {ranked}." in words
    covered = _value(
        connection,
        "SELECT round(100 * arg_max(agency.value, agency.period) / "
        "arg_max(vacant.value, vacant.period), 1) FROM indicator_values AS agency "
        "JOIN indicator_values AS vacant USING (area_code, period, release_id) "
        "WHERE area_code = 'E92000001' AND agency.indicator_id = 'agency_cover_fte' "
        "AND vacant.indicator_id = 'vacancy_fte' AND agency.is_latest_release",
    )
    assert f"agency workers covered {covered}% of England's vacancies" in words


def test_flags_of_trends_are_a_third_to_a_half_chance(
    pages: dict[str, str], connection: duckdb.DuckDBPyConnection
) -> None:
    """A straight line through the five figures of every return that has all."""
    flagged, chance = [], []
    for indicator in ("vacancy_rate_fte", "agency_rate_fte", "turnover_rate_fte",
                      "absence_rate_fte", "caseload_fte"):  # fmt: skip
        series = connection.execute(
            "SELECT list(value ORDER BY period) FROM indicator_values WHERE is_latest_release "
            "AND geographic_level = 'Local authority' AND indicator_id = ? AND value IS NOT NULL "
            "AND period BETWEEN '2021' AND '2025' GROUP BY area_code HAVING count(*) = 5",
            [indicator],
        ).fetchall()
        flagged.append(sum(linregress(range(5), values).pvalue < 0.05 for (values,) in series))
        chance.append(0.05 * len(series))
    (expected,) = {round(n) for n in chance}
    assert (
        f"tested over 2021 to 2025 at the usual 5%, between {min(flagged)} and {max(flagged)} "
        f"authorities are flagged for each of five rates of the workforce, where chance alone "
        f"flags {expected}; a third to a half of the flags"
    ) in text_of(pages["not-published.html"])
    shares = [n / found for n, found in zip(chance, flagged, strict=True)]
    assert min(shares) == pytest.approx(1 / 3, abs=0.02)
    assert max(shares) == pytest.approx(1 / 2, abs=0.02)


def test_rates_before_an_inspection_tell_little_of_its_judgement(
    pages: dict[str, str], connection: duckdb.DuckDBPyConnection
) -> None:
    """The study of 36 ways is not repeated here; its best and its vacancy rates nearly are.

    The census before the inspection, of Inadequate against all other judgements: the share of pairs
    that the rate puts right is its AUC. Chance alone moves that by a tenth of a unit or so.
    """
    told = {}
    for indicator in ("caseload_fte", "vacancy_rate_fte"):
        rows = connection.execute(
            "SELECT any_value(overall_effectiveness) = 'Inadequate', arg_max(value, period_end) "
            "FROM inspections JOIN la_benchmarks USING (la_code) WHERE indicator_id = ? "
            "AND overall_effectiveness IS NOT NULL AND value IS NOT NULL "
            "AND counts_from - period_end BETWEEN 1 AND 500 GROUP BY inspection_id",
            [indicator],
        ).fetchall()
        worse = [value for is_inadequate, value in rows if is_inadequate]
        others = [value for is_inadequate, value in rows if not is_inadequate]
        pairs = len(worse) * len(others)
        told[indicator] = mannwhitneyu(worse, others).statistic / pairs
        assert len(worse) == 40
    assert told["caseload_fte"] == pytest.approx(0.67, abs=0.02)
    assert told["vacancy_rate_fte"] == pytest.approx(0.5, abs=0.1)
    assert "the best, by caseload, put the right one of two first 67 times in 100" in text_of(
        pages["not-published.html"]
    )


def test_rows_to_download_are_the_published_rows(site: Path, published: Path) -> None:
    whole = (published / "csv" / "la_benchmarks.csv").read_text("utf-8").splitlines()
    own = (site / "data" / "306-benchmarks.csv").read_text("utf-8").splitlines()
    assert own[0] == whole[0]
    column = whole[0].split(",").index("la_code")
    assert own[1:] == [line for line in whole[1:] if line.split(",")[column] == "306"]


def test_the_dictionary_has_every_column(
    pages: dict[str, str], connection: duckdb.DuckDBPyConnection
) -> None:
    words = text_of(pages["dictionary.html"])
    for table, column in connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'main' "
        "AND NOT internal"
    ).fetchall():
        assert f"Columns of {table}" in words
        assert column in words
