"""Pages of indicators and regions of the real publication: all there, every figure published."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import duckdb
import pytest

from pages.words.wording import number
from tests.fixtures.page_text import text_of

PAGE_LIMIT = 150_000
TURNOVER = ("turnover_rate_fte", "turnover_rate_headcount")
# They lie beside the site when it is published, and its own test follows links to them.
PUBLISHED_BESIDE = re.compile(r"(?:csv/|benchmarks\.duckdb|datapackage\.json|CHANGES\.md)")


@pytest.fixture(scope="module")
def connection(published_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(published_database), read_only=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, str]:
    """Pages of indicators and regions by their path."""
    return {
        path.relative_to(site).as_posix(): path.read_text("utf-8")
        for name in ("indicators", "regions")
        for path in sorted((site / name).glob("*.html"))
    }


def _tables(page: str) -> dict[str, list[list[str]]]:
    """Rows of cells by caption, as a reader sees them; headings first."""
    found = {}
    for table in re.findall(r"<table.*?</table>", page, re.S):
        caption = re.search(r"<caption>(.*?)</caption>", table)
        assert caption
        found[html.unescape(caption[1])] = [
            [text_of(cell) for cell in re.findall(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", row)]
            for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table)
        ]
    return found


def _ending(tables: dict[str, list[list[str]]], end: str) -> list[list[str]]:
    (rows,) = (rows for caption, rows in tables.items() if caption.endswith(end))
    return rows


def _figure(value: float | None, marker: str | None, places: int, unit: str) -> str:
    """A published figure as tables write it, or its marker."""
    if value is None:
        assert marker
        return marker if marker.startswith("[") else f"[{marker}]"
    return f"{number(value, places)}{'%' if unit == '%' else ''}"


def test_every_indicator_that_is_compared_and_every_region_has_a_page(
    pages: dict[str, str], connection: duckdb.DuckDBPyConnection
) -> None:
    names = connection.execute("SELECT DISTINCT indicator_id FROM la_benchmarks").fetchall()
    codes = connection.execute("SELECT DISTINCT region_code FROM local_authorities").fetchall()
    assert len(names) >= 94 and len(codes) == 9
    assert set(pages) == {
        *(f"indicators/{name}.html" for (name,) in names),
        *(f"regions/{code}.html" for (code,) in codes),
        *("indicators/index.html", "regions/index.html"),
    }
    for (name,) in names:
        assert f'href="../indicators/{name}.html"' in pages["indicators/index.html"]
    for (code,) in codes:
        assert f'href="../regions/{code}.html"' in pages["regions/index.html"]


def test_pages_are_small(pages: dict[str, str]) -> None:
    assert {name for name, page in pages.items() if len(page.encode()) > PAGE_LIMIT} == set()


def test_every_figure_of_every_authority_is_the_published_one(
    pages: dict[str, str], connection: duckdb.DuckDBPyConnection
) -> None:
    """Each of some fourteen thousand, with its rank, interval and changes, and no other."""
    rows = connection.execute(
        """
        SELECT b.indicator_id, b.la_name, b.value, b.marker, b.quartile, b.rank_lowest, b.n_tied,
            b.change_1y, r.rank_lowest, r.n_ranked, r.rank_lower, r.rank_upper,
            i.decimal_places, i.unit, region.region_name, area.value, area.marker, b.region_code,
            b.indicator_id IN (
                SELECT x.indicator_id FROM rank_intervals AS x JOIN la_benchmarks AS y
                USING (indicator_id, period) WHERE y.is_newest) AS has_ranges
        FROM la_benchmarks AS b
        JOIN indicators AS i USING (indicator_id)
        JOIN (SELECT la_code, region_name FROM local_authorities) AS region USING (la_code)
        LEFT JOIN rank_intervals AS r ON r.indicator_id = b.indicator_id AND r.period = b.period
            AND list_contains(string_split(r.area_code, '+'), b.la_code)
        LEFT JOIN indicator_values AS area ON area.indicator_id = b.indicator_id
            AND area.period = b.period AND area.area_code = b.region_code AND area.is_latest_release
        WHERE b.is_newest
        """
    ).fetchall()
    published: dict[str, list[tuple[str, ...]]] = {}
    for row in rows:
        name, la_name, value, marker, quarter, lowest, tied, change = row[:8]
        place, ranked, lower, upper, places, unit, region, area, area_marker, _, has_ranges = row[
            8:
        ]
        if value is None:
            rank = "–"
        elif has_ranges:
            rank = "too few"
            if place:
                rank = f"{place} of {ranked} ({lower} to {upper})"
                rank = f"quarter {quarter}" if name in TURNOVER else rank
        else:
            rank = f"{lowest}{'=' if tied > 1 else ''}"
        moved = "–"
        if change is not None:
            moved = str(number(abs(change), places))
            is_none = not float(moved.replace(",", ""))
            moved = f"{'' if is_none else '+' if change > 0 else '−'}{moved}"
            moved = f"{moved} points" if unit == "%" else moved
        of_area = "–" if area is None and not area_marker else _figure(
            area, area_marker, places, unit
        )  # fmt: skip
        published.setdefault(name, []).append(
            (la_name, _figure(value, marker, places, unit), rank, moved, region, of_area)
        )
    assert len(rows) > 14_000
    for name, expected in published.items():
        shown = _ending(_tables(pages[f"indicators/{name}.html"]), ": every authority")
        found = [(*row[:4], *row[5:]) for row in shown[2:]]
        assert sorted(found) == sorted(expected), name


def test_every_figure_over_the_years_is_the_published_one(
    pages: dict[str, str], connection: duckdb.DuckDBPyConnection
) -> None:
    rows = connection.execute(
        "SELECT indicator_id, period, area_name, value, marker, decimal_places, unit "
        "FROM indicator_values JOIN indicators USING (indicator_id) "
        "WHERE is_latest_release AND geographic_level <> 'Local authority' AND is_benchmarked "
        "AND area_code NOT LIKE 'E13%'"
    ).fetchall()
    areas = {row[:3]: _figure(*row[3:]) for row in rows}
    spreads = {
        row[:2]: [*(str(number(value, row[-1])) for value in row[2:6]), str(row[6])]
        for row in connection.execute(
            "SELECT indicator_id, period, q1, median, q3, iqr, n, decimal_places "
            "FROM indicator_spread JOIN indicators USING (indicator_id) WHERE is_benchmarked"
        ).fetchall()
    }
    compared = set()
    for path, page in pages.items():
        name = Path(path).stem
        if not path.startswith("indicators/") or name == "index":
            continue
        header, *years = _ending(_tables(page), ", by year")
        for period, england, *rest in years:
            shown = {"England": england, **dict(zip(header[7:], rest[5:], strict=True))}
            for area, figure in shown.items():
                if figure != "–":
                    assert figure == areas[name, period, area], (name, period, area)
                    compared.add((name, period, area))
            if (name, period) in spreads:
                assert rest[:5] == spreads[name, period], (name, period)
    assert compared == set(areas)


def test_every_figure_of_a_region_is_the_published_one(
    pages: dict[str, str], connection: duckdb.DuckDBPyConnection
) -> None:
    """The authorities side by side, against one query for each region."""
    titles = {
        "Vacancy rate (%)": "vacancy_rate_fte",
        "Agency rate (%)": "agency_rate_fte",
        "Turnover rate (%)": "turnover_rate_fte",
        "Sickness absence rate (%)": "absence_rate_fte",
        "Caseload (cases per FTE)": "caseload_fte",
        "Referrals per 10,000": "referral_rate",
        "Children in need per 10,000": "cin_rate",
        "Child protection plans per 10,000": "cpp_rate",
        "Children looked after per 10,000": "cla_rate",
        "Spend per child (£)": "csc_spend_per_child",
    }
    places = 0
    for (code,) in connection.execute(
        "SELECT DISTINCT region_code FROM local_authorities"
    ).fetchall():
        header, _, _, *rows = _ending(_tables(pages[f"regions/{code}.html"]), "(1 lowest)")
        published = {
            row[:2]: row[2:]
            for row in connection.execute(
                "SELECT la_name, indicator_id, value, marker, decimal_places, i.unit, "
                "rank_in_region, n_in_region, period FROM la_benchmarks AS b "
                "JOIN indicators AS i USING (indicator_id) WHERE b.is_newest AND region_code = ?",
                [code],
            ).fetchall()
        }
        assert [row[0] for row in rows] == [
            name
            for (name,) in connection.execute(
                "SELECT la_name FROM local_authorities WHERE is_current AND region_code = ? "
                "ORDER BY la_name",
                [code],
            ).fetchall()
        ]
        assert len(header) == 1 + len(titles)
        for la_name, *cells in rows:
            for title, cell in zip(header[1:], cells, strict=True):
                heading, _, period = title.rpartition(", ")
                *figure, place, of, told_period = published[la_name, titles[heading]]
                assert period == told_period
                shown, _, within = cell.partition(" (")
                assert shown == _figure(*figure), (la_name, title)
                if within:
                    assert within == f"{place} of {of})"
                    assert titles[heading] not in TURNOVER
                    places += 1
    assert places > 1000


def test_a_small_rate_has_no_place_in_its_region(pages: dict[str, str]) -> None:
    rows = _ending(_tables(pages["regions/E12000009.html"]), "(1 lowest)")
    (scilly,) = (row for row in rows if row[0] == "Isles of Scilly")
    assert scilly[1] == "100.0%"


def test_regions_with_few_spells_are_not_counted(
    pages: dict[str, str], connection: duckdb.DuckDBPyConnection
) -> None:
    told = connection.execute(
        "SELECT r.region_code, s.spells, s.improved FROM "
        "(SELECT DISTINCT region_code FROM local_authorities) AS r LEFT JOIN improvement_summary "
        "AS s ON s.population = 'inadequate_all:' || r.region_code AND s.clock = 'publication'"
    ).fetchall()
    assert sum((spells or 0) < 5 for _, spells, _ in told) > 0
    for code, spells, improved in told:
        words = text_of(pages[f"regions/{code}.html"])
        if (spells or 0) < 5:
            assert "too few to count" in words and "times at Inadequate under" not in words
        else:
            assert f"Of {spells} times at Inadequate under SIF or ILACS" in words
            assert f"{improved} had ended in a better judgement by" in words
        assert "median of spells" not in words


def test_what_the_newest_edition_changed_is_counted(
    pages: dict[str, str], connection: duckdb.DuckDBPyConnection
) -> None:
    rows = connection.execute(
        "SELECT b.indicator_id, count(v.area_code), max(abs(v.change)) FROM "
        "(SELECT DISTINCT indicator_id, release_id FROM la_benchmarks WHERE is_newest) AS b "
        "LEFT JOIN value_revisions AS v USING (indicator_id, release_id) GROUP BY ALL"
    ).fetchall()
    assert sum(n > 0 for _, n, _ in rows) > 5
    for name, n, _ in rows:
        words = text_of(pages[f"indicators/{name}.html"])
        if n == 0:
            assert "changed no figure that an earlier edition had published" in words, name
        else:
            figures = "1 figure" if n == 1 else f"{n} figures"
            assert f"changed {figures} that an earlier one had published" in words, name


def test_downloads_have_the_published_rows(
    site: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    for path, condition in (
        ("vacancy_rate_fte", "indicator_id = 'vacancy_rate_fte'"),
        ("csc_spend_per_child", "indicator_id = 'csc_spend_per_child'"),
        ("region-E12000001", "is_newest AND region_code = 'E12000001'"),
    ):
        columns = ("indicator_id", "period", "la_code", "value", "marker", "rank_lowest")
        with (site / "data" / f"{path}.csv").open(encoding="utf-8", newline="") as file:
            found = [tuple(row[column] for column in columns) for row in csv.DictReader(file)]
        query = ", ".join(f"coalesce({column}::VARCHAR, '')" for column in columns)
        published = connection.execute(
            f"SELECT {query} FROM la_benchmarks WHERE {condition} ORDER BY ALL"
        ).fetchall()
        assert sorted(found) == published, path


class _Links(HTMLParser):
    """Where a page leads to, and where links to it arrive."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.targets: set[str] = set()
        self.places: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.places |= {str(found["id"])} if found.get("id") else set()
        for name in ("href", "src", "action"):
            if found.get(name):
                self.targets.add(str(found[name]))


def test_no_link_is_dead(site: Path, pages: dict[str, str]) -> None:
    seen: dict[str, Any] = {}

    def places(path: str) -> set[str]:
        if path not in seen:
            seen[path] = _Links((site / path).read_text("utf-8")).places
        return set(seen[path])

    followed = 0
    for name, page in pages.items():
        for target in _Links(page).targets:
            if re.match(r"(https?|mailto|data):", target):
                continue
            path, _, place = urljoin(name, target).partition("#")
            if PUBLISHED_BESIDE.match(path):
                continue
            assert (site / path).is_file(), (name, target)
            followed += 1
            if place and path != "compare.html":
                assert place in places(path), (name, target)
    assert followed > 10_000


def test_links_to_compare_name_what_is_there(site: Path, pages: dict[str, str]) -> None:
    for name, page in pages.items():
        if name.startswith("indicators/") and not name.endswith("index.html"):
            stem = Path(name).stem
            assert f'href="../compare.html#who=all&amp;what={stem}"' in page, name
            assert (site / "assets" / "indicators" / f"{stem}.js").is_file()
    assert 'compare.html#who=region:E12000001"' in pages["regions/E12000001.html"]
    assert 'compare.html#who=region:E13000002"' in pages["regions/E12000007.html"]


def test_search_and_dictionary_lead_to_the_pages(site: Path, pages: dict[str, str]) -> None:
    names = (site / "assets" / "names.js").read_text("utf-8")
    dictionary = (site / "dictionary.html").read_text("utf-8")
    for name in pages:
        if not name.endswith("index.html"):
            assert f'"url":"{name}"' in names, name
            assert name.startswith("regions/") or f'href="{name}"' in dictionary, name
    # A count has no page and stays where it was.
    assert '"url":"dictionary.html#indicator-vacancy_fte"' in names
