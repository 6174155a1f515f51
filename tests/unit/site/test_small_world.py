"""The site of two authorities: figures follow the data, withheld figures and text stay harmless."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import pytest

from orchestration.site import build_site, rendering
from tests.unit.site import small_world


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return small_world.write(tmp_path / "benchmarks.duckdb")


@pytest.fixture(autouse=True)
def no_runtime(monkeypatch: pytest.MonkeyPatch) -> None:
    """The chart library's runtime takes seconds to pack and no test here draws."""
    monkeypatch.setattr(rendering, "write_runtime", lambda folder: None)


def _page(folder: Path, la_code: str) -> str:
    return (folder / "authorities" / f"{la_code}.html").read_text("utf-8")


def test_every_figure_follows_the_data(database: Path, tmp_path: Path) -> None:
    build_site(database, tmp_path / "before")
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "UPDATE la_benchmarks SET value = 31.7, rank_lowest = 7, n_ranked = 9 "
            "WHERE la_code = '101' AND period = '2025'"
        )
        connection.execute("UPDATE improvement_spells SET days_publication_clock = 1234")
        connection.execute("UPDATE improvement_summary SET median_days = 777")
    build_site(database, tmp_path / "after")
    before, after = (_page(tmp_path / name, "101") for name in ("before", "after"))
    for figure in ("31.7%", "7th lowest of 9", "1,234 days", "777 days"):
        assert figure not in before
        assert figure in after


def test_a_withheld_figure_is_a_gap_with_its_meaning(database: Path, tmp_path: Path) -> None:
    build_site(database, tmp_path / "site")
    page = _page(tmp_path / "site", "102")
    assert "no figure, marked c (suppressed)" in page
    assert '"value":null' in page
    assert "[c]" in page
    assert not re.search(r"\b0\.0%", page)


def test_an_authority_without_inspections_has_a_page(database: Path, tmp_path: Path) -> None:
    build_site(database, tmp_path / "site")
    page = _page(tmp_path / "site", "102")
    assert "No full inspection under SIF or ILACS is known." in page
    assert "Not yet inspected" in page
    assert "None" not in re.sub(r"<[^>]+>", " ", page)


def test_a_visit_of_unknown_day_is_shown_at_its_publication(database: Path, tmp_path: Path) -> None:
    build_site(database, tmp_path / "site")
    page = _page(tmp_path / "site", "101")
    rows = re.search(r'id="rows-timeline">(.*?)</script>', page)
    assert rows
    assert [row["day"] for row in json.loads(rows[1])["visits"]] == ["2022-09-01", "2023-02-01"]
    assert "3 visits known" in page


def test_text_of_the_data_is_escaped(database: Path, tmp_path: Path) -> None:
    build_site(database, tmp_path / "site")
    for path in (tmp_path / "site").rglob("*.html"):
        page = path.read_text("utf-8")
        assert "<script>alert" not in page, path
        assert "javascript:" not in page, path
    assert "&lt;script&gt;alert" in _page(tmp_path / "site", "102")
    assert "Judgement &lt;in force&gt;." in (tmp_path / "site" / "dictionary.html").read_text()


def test_tables_without_rows_leave_the_site_whole(database: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(database)) as connection:
        for table in ("improvement_spells", "improvement_curves", "improvement_summary", "visits"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("DELETE FROM inspections")
        connection.execute("UPDATE ratings SET inspection_id = NULL, basis = 'none'")
    build_site(database, tmp_path / "site")
    assert "No spell at Requires improvement or Inadequate" in _page(tmp_path / "site", "101")


def test_the_database_is_only_read(database: Path, tmp_path: Path) -> None:
    before = database.read_bytes()
    build_site(database, tmp_path / "site")
    assert database.read_bytes() == before


def test_a_database_of_another_kind_is_refused(tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "empty.duckdb")).close()
    with pytest.raises(duckdb.CatalogException):
        build_site(tmp_path / "empty.duckdb", tmp_path / "site")


def test_documentation_is_linked_only_when_it_lies_beside(database: Path, tmp_path: Path) -> None:
    build_site(database, tmp_path / "site")
    assert "dbt_docs" not in (tmp_path / "site" / "index.html").read_text()
    (tmp_path / "dbt_docs").mkdir()
    (tmp_path / "dbt_docs" / "index.html").write_text("")
    build_site(database, tmp_path / "site")
    assert "../dbt_docs/index.html" in (tmp_path / "site" / "index.html").read_text()
