"""The published interventions against the rows that were seen, one by one."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import PROJECT_ROOT

SEEN = PROJECT_ROOT.parent / "shared" / "docs" / "interventions_seen.csv"

pytestmark = pytest.mark.skipif(not SEEN.is_file(), reason="the rows that were seen are not here")

KINDS = {"direction": "statutory direction", "improvement notice": "improvement notice"}
PRECISION = {"day published": "day", "": None}
OUTCOMES = {"replaced by a notice": "replaced", "": None}
FIRST_DAY = "0000-01-01"


@pytest.fixture(scope="module")
def database(published_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(published_database), read_only=True) as connection:
        yield connection


Row = tuple[str | None, ...]


def _seen(evidence: str) -> list[Row]:
    with SEEN.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["evidence_class"] in evidence]
    return sorted(
        (
            (
                row["la_code"],
                KINDS[row["kind"]],
                row["subject"],
                _day(row["issued_on"]),
                PRECISION.get(row["issued_precision"], row["issued_precision"]),
                _day(row["replaced_or_closed_on"]),
                PRECISION.get(row["closed_precision"], row["closed_precision"]),
                OUTCOMES.get(row["closure"], row["closure"]),
                row["evidence_class"],
            )
            for row in rows
        ),
        key=repr,
    )


def _day(written: str) -> str | None:
    return written + FIRST_DAY[len(written) :] if written else None


@pytest.mark.parametrize(("evidence", "rows"), [("A", 42), ("B", 15), ("C", 11)])
def test_every_row_that_was_seen_is_published(
    database: duckdb.DuckDBPyConnection, evidence: str, rows: int
) -> None:
    published = database.execute(
        "SELECT la_code, kind, subject, issued_on::VARCHAR, issued_precision, closed_on::VARCHAR, "
        "closed_precision, outcome, evidence FROM interventions WHERE evidence = ?",
        [evidence],
    ).fetchall()
    assert sorted(published, key=repr) == _seen(evidence)
    assert len(published) == rows


def test_days_of_publication_are_called_so(database: duckdb.DuckDBPyConnection) -> None:
    with SEEN.open(encoding="utf-8", newline="") as file:
        seen = [
            (row["la_code"], row["issued_on"])
            for row in csv.DictReader(file)
            if row["issued_precision"] == "day published"
        ]
    published = database.execute(
        "SELECT la_code, issued_on::VARCHAR FROM interventions "
        "WHERE date_basis = 'publication date'"
    ).fetchall()
    assert sorted(published) == sorted(seen)
    assert len(seen) == 13


def test_every_page_that_was_seen_is_the_address(database: duckdb.DuckDBPyConnection) -> None:
    with SEEN.open(encoding="utf-8", newline="") as file:
        slugs = sorted(row["gov_uk_slug"] for row in csv.DictReader(file) if row["gov_uk_slug"])
    pages = "https://www.gov.uk/government/publications/"
    published = database.execute("SELECT url FROM interventions").fetchall()
    addresses = [url.removeprefix(pages) for (url,) in published]
    assert all(addresses.count(slug) >= slugs.count(slug) for slug in slugs)
