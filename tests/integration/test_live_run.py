"""Whole live runs, one after the other on one data folder: what is published, and the exit code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from tests.fixtures import command
from tests.fixtures.command import contents
from tests.fixtures.published_files import csv_bytes, published_csv
from tests.fixtures.publishers.decisions import Decision
from tests.fixtures.publishers.healthy import healthy_publishers
from tests.fixtures.publishers.server import serving
from tests.fixtures.publishers.services import Publishers

NOWHERE = "http://127.0.0.1:9"
LISTED = (
    "SELECT visit_id, publication_date, theme, source_release_id, url, evidence FROM visits "
    "WHERE evidence <> 'official statistics'"
)
VERSIONS = (
    "SELECT count(*) FROM releases WHERE release_id LIKE 'dfe_workforce_%' AND edition = '2025'"
)
CONFIRMED = (
    "SELECT count(*) FROM interventions JOIN releases ON source_release_id = release_id "
    "WHERE release_id = 'dfe_interventions_listing'"
)


@pytest.fixture(scope="module")
def served() -> Iterator[Publishers]:
    with serving(healthy_publishers()) as publishers:
        yield publishers


def _run(data: Path, publishers: Publishers, **bases: str) -> command.Ended:
    settings = publishers.settings(data)
    return command.run(
        data,
        "--source",
        "live",
        environment={
            "BENCHMARKS_GOVUK_URL": settings.govuk_url,
            "BENCHMARKS_EES_CONTENT_URL": settings.ees_content_url,
            "BENCHMARKS_EES_API_URL": settings.ees_api_url,
            "BENCHMARKS_OFSTED_REPORTS_URL": settings.ofsted_reports_url,
            **bases,
        },
    )


def _rows(data: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(data / "published" / "benchmarks.duckdb"), read_only=True) as found:
        return found.execute(query).fetchall()


def test_a_flawed_file_is_kept_out_until_it_is_mended(served: Publishers, tmp_path: Path) -> None:
    data = tmp_path / "data"
    table = published_csv("dfe_workforce", "indicators", "2025")
    mended = csv_bytes(table.grid())
    table.where(time_period="2025", new_la_code="E09000008")["vacancy_rate_fte"] = "1,9"
    served.workforce.data = csv_bytes(table.grid())

    path = "/government/publications/direction-issued-to-devon-county-council"
    served.decisions.append(Decision("Direction issued to Devon", path, "Open directions", []))

    # The file is flawed, a direction was never reviewed, and the reports site is away.
    first = _run(data, served, BENCHMARKS_OFSTED_REPORTS_URL=f"{served.base}/nowhere")
    assert first.code == 3, first.output
    assert first.lines_with("Lacking: dfe_workforce", "every figure is a number", "row ")
    assert first.lines_with("Lacking: ofsted_inspection_reports", "status 404")
    assert first.lines_with("Lacking: ofsted_area_send", "status 404")
    assert first.lines_with("Lacking: dfe_interventions", path, "has no row")
    assert len(first.lines_with("Lacking:")) == 4
    assert _rows(data, CONFIRMED) == [(0,)]
    assert _rows(data, VERSIONS) == [(1,)]
    assert _rows(data, "SELECT max(as_at) = DATE '2026-08-20' FROM ratings") == [(True,)]
    assert _rows(data, "SELECT source FROM source_status WHERE is_stale ORDER BY 1") == [
        ("dfe_interventions",),
        ("dfe_workforce",),
        ("ofsted_area_send",),
        ("ofsted_inspection_reports",),
    ]
    ((rule,),) = _rows(data, "SELECT rule FROM held_rows WHERE source = 'dfe_workforce'")
    assert str(rule).startswith("every figure is a number")
    for page in ("index.html", "authorities/306.html", "dictionary.html"):
        shown = (data / "published" / "site" / page).read_text("utf-8")
        assert "Not up to date." in shown
        assert "not reached since" in shown

    # It is mended at the same address, the direction is gone, and the site is back.
    served.workforce.data = mended
    served.decisions.pop()
    second = _run(data, served)
    today = datetime.now(UTC).date()
    assert second.code == 0, second.output
    assert second.lines_with("Lacking:") == []
    assert _rows(data, VERSIONS) == [(2,)]
    assert _rows(data, CONFIRMED) == [(35,)]
    assert _rows(data, "SELECT max(as_at) FROM ratings") == [(today,)]
    assert _rows(data, "SELECT count(*) FROM source_status WHERE is_stale") == [(0,)]
    assert "Not up to date." not in (data / "published" / "site" / "index.html").read_text("utf-8")
    # An official visit without its letter's day, which the listing dates two days later.
    assert _rows(data, LISTED) == [
        (
            "202-2023-10-31-focused",
            date(2023, 12, 6),
            "Children in need/subject to a plan",
            "ofsted_inspection_outcomes_2024-03-31",
            f"{served.base}/files/v1/file/60000008",
            "both",
        )
    ]
    assert _rows(data, "SELECT count(*) FROM visits") == [(185,)]

    # Nothing is new.
    published = contents(data / "published")
    third = _run(data, served)
    assert third.code == 0, third.output
    assert third.lines_with("Nothing is new")
    assert contents(data / "published") == published

    # Nobody answers.
    bases = ("GOVUK", "EES_CONTENT", "EES_API", "OFSTED_REPORTS")
    last = _run(data, served, **{f"BENCHMARKS_{base}_URL": NOWHERE for base in bases})
    assert last.code == 1, last.output
    assert last.output.count("no network") == 1
    assert contents(data / "published") == published
