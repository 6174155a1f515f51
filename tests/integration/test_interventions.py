"""What is published of interventions: figures that anyone can look up on GOV.UK."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest


@pytest.fixture(scope="module")
def database(published_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(published_database), read_only=True) as connection:
        yield connection


def _chain(database: duckdb.DuckDBPyConnection, la_code: str) -> list[tuple[str, str, str | None]]:
    """An authority's interventions in social care: kind, issue as far as known, outcome."""
    return database.execute(
        "SELECT kind, left(issued_on::VARCHAR, CASE issued_precision WHEN 'year' THEN 4 "
        "WHEN 'month' THEN 7 ELSE 10 END), outcome FROM interventions "
        "WHERE la_code = ? AND subject = 'social care' ORDER BY issued_on, intervention_id",
        [la_code],
    ).fetchall()


NOTICE, DIRECTION = "improvement notice", "statutory direction"


@pytest.mark.parametrize(
    ("la_code", "expected"),
    [
        (
            "306",  # Croydon
            [
                (DIRECTION, "2017-09", "replaced"),
                (DIRECTION, "2018-01-25", "replaced"),
                (DIRECTION, "2018-05-08", None),
            ],
        ),
        (
            "938",  # West Sussex
            [
                (DIRECTION, "2019-06-04", "replaced"),
                (DIRECTION, "2020-07", "replaced"),
                (DIRECTION, "2020-12-10", "replaced"),
                (DIRECTION, "2022-03", None),
            ],
        ),
        (
            "384",  # Wakefield
            [(DIRECTION, "2018-08", "replaced"), (DIRECTION, "2018-12-13", "revoked")],
        ),
        (
            "909",  # Cumbria
            [
                (NOTICE, "2012-08-03", "replaced"),
                (NOTICE, "2014-01-07", "replaced"),
                (DIRECTION, "2015-11-09", None),
            ],
        ),
    ],
)
def test_the_interventions_of_an_authority(
    database: duckdb.DuckDBPyConnection, la_code: str, expected: list[tuple[str, str, str | None]]
) -> None:
    assert _chain(database, la_code) == expected


def test_what_replaces_what_and_who_supports_croydon(database: duckdb.DuckDBPyConnection) -> None:
    assert database.execute(
        "SELECT later.issued_on::VARCHAR, later.support_partner_la_code, earlier.commissioner "
        "FROM interventions AS earlier JOIN interventions AS later "
        "ON earlier.replaced_by_id = later.intervention_id "
        "WHERE earlier.la_code = '306' ORDER BY later.issued_on"
    ).fetchall() == [("2018-01-25", None, "Eleanor Brazil"), ("2018-05-08", "202", None)]
    assert database.execute(
        "SELECT DISTINCT closed_on::VARCHAR FROM interventions WHERE outcome = 'revoked'"
    ).fetchall() == [("2022-01-13",)]


def test_how_much_of_it_is_covered_is_what_the_description_says(
    database: duckdb.DuckDBPyConnection,
) -> None:
    covered = (
        "SELECT count(DISTINCT spells.la_code), "
        "count(DISTINCT known.la_code) FILTER (known.subject <> 'SEND'), "
        "count(DISTINCT known.la_code) FILTER (known.subject = 'social care') "
        "FROM improvement_spells AS spells LEFT JOIN interventions AS known USING (la_code) "
        "WHERE from_grade = 'Inadequate'"
    )
    assert database.execute(covered).fetchall() == [(64, 31, 27)]


def test_the_days_from_croydons_judgement_to_its_directions(
    database: duckdb.DuckDBPyConnection,
) -> None:
    assert database.execute(
        "SELECT issued_on::VARCHAR, days_lower, days_upper, is_first_issued "
        "FROM spell_interventions WHERE spell_id = '306-Inadequate-2017-09-04' ORDER BY issued_on"
    ).fetchall() == [
        ("2017-09-01", 0, 26, True),
        ("2018-01-25", 143, 143, False),
        ("2018-05-08", 246, 246, False),
    ]


def test_news_alone_is_published_and_not_counted(database: duckdb.DuckDBPyConnection) -> None:
    assert database.execute(
        "SELECT count(*), count(*) FILTER (is_counted) FROM interventions WHERE evidence = 'C'"
    ).fetchall() == [(11, 0)]
    assert database.execute(
        "SELECT count(*) FROM spell_interventions JOIN interventions USING (intervention_id) "
        "WHERE evidence = 'C'"
    ).fetchall() == [(0,)]
