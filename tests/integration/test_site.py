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

import duckdb
import pytest

from pages import build_site

PAGE_LIMIT = 200_000
# Two thirds of it are the rows behind the pages as CSV: 85 indicators of each authority.
SITE_LIMIT = 50_000_000
# With the published tables as CSV, the database and the documentation: what a web host is given.
HOST_LIMIT = 250_000_000
LARGEST_FILE = 100_000_000
CPU_SECONDS = 12


@pytest.fixture(scope="module")
def site(published_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built once; it should take about four seconds of one core."""
    folder = tmp_path_factory.mktemp("publication") / "site"
    began = time.process_time()
    build_site(published_database, folder, folder.parent / "cache")
    assert time.process_time() - began < CPU_SECONDS
    return folder


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


def _text(page: str) -> str:
    """What a reader sees, in one line."""
    bare = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def _authority(pages: dict[str, str], la_code: str) -> str:
    return _text(pages[f"authorities/{la_code}.html"])


def test_every_authority_has_a_page(
    pages: dict[str, str], connection: duckdb.DuckDBPyConnection
) -> None:
    rows = connection.execute("SELECT la_code, is_current FROM local_authorities").fetchall()
    assert sum(current for _, current in rows) == 153
    for la_code, current in rows:
        assert f"authorities/{la_code}.html" in pages
        assert (f"authorities/{la_code}.html" in pages["compare.html"]) == current


def test_pages_are_small(site: Path, pages: dict[str, str]) -> None:
    assert {name for name, page in pages.items() if len(page.encode()) > PAGE_LIMIT} == set()
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < SITE_LIMIT


def test_a_web_host_can_take_it(published: Path) -> None:
    """Git hosts take no file above 100 MB; a host that takes less leaves the largest CSV out."""
    sizes = [path.stat().st_size for path in (published / "site").rglob("*") if path.is_file()]
    assert sum(sizes) < HOST_LIMIT
    assert max(sizes) < LARGEST_FILE


def test_the_same_data_give_the_same_bytes(
    site: Path, published_database: Path, tmp_path: Path
) -> None:
    build_site(published_database, tmp_path / "site", tmp_path / "cache")
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
                wanted.add((address, found, place))
                waiting.append(found)
    assert [link for link in wanted if link[2] and link[2] not in pages[link[1]]] == []
    assert {f"{hosted}authorities/{path.name}" for path in (site / "authorities").iterdir()} < {
        *pages
    }
    assert f"{hosted}csv/indicator_values.csv" in pages and f"{hosted}benchmarks.duckdb" in pages


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
PUBLISHERS_TERMS = ("score a cause for concern",)
DISCLAIMERS = (
    "Figures side by side show association, not cause.",
    "Association is not cause",
    "association, not cause",
)


def test_no_page_claims_a_cause(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        words = _text(page)
        if name == "dictionary.html":
            continue
        for disclaimer in (*DISCLAIMERS, *PUBLISHERS_TERMS):
            words = words.replace(disclaimer, "")
        found = BANNED.search(words)
        assert found is None, (name, words[max(0, found.start() - 60) : found.end() + 60])


def test_no_average_without_its_method(pages: dict[str, str]) -> None:
    """“Average caseload” is the publisher's title, in the dictionary beside its definition."""
    for name, page in pages.items():
        words = _text(page)
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
        words = _text(page)
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
        assert "association, not cause" in _text(page), name


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
    value, england, rank, ranked = connection.execute(
        "SELECT value, england_value, rank_lowest, n_ranked FROM la_benchmarks "
        "WHERE la_code = '306' AND indicator_id = 'vacancy_rate_fte' AND period = '2017'"
    ).fetchone() or (0, 0, 0, 0)
    assert f"vacancy rate was {value:.1f}% against England's {england:.1f}%" in words
    assert f"{rank}th lowest of {ranked}" in words
    later = connection.execute(
        "SELECT value, england_value, neighbour_median, rank_lowest, n_ranked FROM la_benchmarks "
        "WHERE la_code = '306' AND indicator_id = 'vacancy_rate_fte' AND period = '2018'"
    ).fetchone() or (0, 0, 0, 0, 0)
    assert (
        "{:.1f}% on 30 September 2018 against England's {:.1f}% and a neighbours' median of "
        "{:.1f}%, {}st lowest of {}".format(*later)
        in words
    )
    visits = _value(
        connection,
        "SELECT visits_in_spell FROM improvement_spells "
        "WHERE la_code = '306' AND from_grade = 'Inadequate'",
    )
    unknown = "No visit within this spell is known: visits are in these data only from"
    assert (unknown in words) == (not visits)
    assert "(inspected 3 to 14 February 2020, published 16 March 2020) judged it Good" in words
    days = _value(connection, "SELECT DATE '2020-03-16' - DATE '2017-09-04'")
    assert f"{days} days (2.5 years) from report to report" in words
    median = _value(
        connection,
        "SELECT min(days) FROM improvement_curves WHERE population = 'inadequate_all' "
        "AND clock = 'publication' AND survival <= 0.5",
    )
    assert f"half are estimated to have ended in a better judgement by {median:,} days" in words
    survival = _value(
        connection,
        "SELECT min(survival) FROM improvement_curves WHERE population = 'inadequate_all' "
        f"AND clock = 'publication' AND days <= {days}",
    )
    assert f"an estimated {100 * (1 - survival):.0f}% had improved" in words


def test_a_withheld_return_is_a_gap(pages: dict[str, str]) -> None:
    page = pages["authorities/207.html"]
    assert "no figure, marked x" in _text(page)
    rows = re.search(r'id="rows-vacancy-rate-fte">(.*?)</script>', page)
    assert rows
    data = json.loads(rows[1])
    own = {row["period"]: row["value"] for row in data["series"] if row["who"] == "This authority"}
    assert own["2025"] is None and own["2024"] is not None
    assert [gap["marker"] for gap in data["gaps"]] == ["x"]


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
    words = _text(pages["index.html"])
    spells = _value(
        connection,
        "SELECT spells FROM improvement_summary "
        "WHERE population = 'inadequate_all' AND clock = 'publication'",
    )
    assert f"95% limits 0 {spells} 100%" in words
    day, at_risk = connection.execute(
        "SELECT days, at_risk FROM improvement_curves WHERE population = 'inadequate_all' "
        "AND clock = 'publication' AND days >= 3 * 365.25 ORDER BY days LIMIT 1"
    ).fetchone() or (0, 0)
    left = _value(
        connection,
        "SELECT count(*) FROM improvement_spells WHERE from_grade = 'Inadequate' "
        f"AND days_publication_clock >= {day}",
    )
    assert left == at_risk


def test_the_front_page_counts_spells_and_names_the_unjudged(
    pages: dict[str, str], connection: duckdb.DuckDBPyConnection
) -> None:
    words = _text(pages["index.html"])
    spells, authorities = connection.execute(
        "SELECT count(*), count(DISTINCT la_code) FROM improvement_spells "
        "WHERE from_grade = 'Inadequate'"
    ).fetchone() or (0, 0)
    assert "Half of spells at Inadequate are estimated to have ended in a better judgement" in words
    assert f"Kaplan-Meier median of {spells} spells of {authorities} authorities" in words
    unjudged = _value(
        connection,
        "SELECT count(*) FROM ratings WHERE basis = 'none' AND as_at = DATE '2017-03-31'",
    )
    assert f"{unjudged} with no judgement under SIF or ILACS yet" in words
    assert "does not mean never inspected" in words
    for name, page in pages.items():
        assert "not yet inspected" not in _text(page).lower(), name
        assert "Half of authorities" not in page, name


def test_rows_to_download_are_the_published_rows(site: Path, published: Path) -> None:
    whole = (published / "csv" / "la_benchmarks.csv").read_text("utf-8").splitlines()
    own = (site / "data" / "306-benchmarks.csv").read_text("utf-8").splitlines()
    assert own[0] == whole[0]
    column = whole[0].split(",").index("la_code")
    assert own[1:] == [line for line in whole[1:] if line.split(",")[column] == "306"]


def test_the_dictionary_has_every_column(
    pages: dict[str, str], connection: duckdb.DuckDBPyConnection
) -> None:
    words = _text(pages["dictionary.html"])
    for table, column in connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'main' "
        "AND NOT internal"
    ).fetchall():
        assert f"Columns of {table}" in words
        assert column in words
