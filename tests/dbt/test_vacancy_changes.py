"""What moved vacancy rates, taken apart once more by going through all orders of change."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from statistics import mean
from typing import Any

import duckdb
import pytest

COUNTS = ("inpost_fte", "vacancy_fte", "agency_cover_fte")
PARTS = ("filled", "agency_covered", "uncovered")
FEWEST_POSTS = 30
Figure = tuple[float | None, str | None]
Returns = dict[tuple[str, int], dict[str, Figure]]


@pytest.fixture(scope="module")
def connection(published_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(published_database), read_only=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def returns(connection: duckdb.DuckDBPyConnection) -> Returns:
    """Latest figures of every area and year by indicator, each a number or a marker."""
    found: Returns = {}
    for area, year, indicator, *figure in connection.execute(
        "SELECT area_code, period::INTEGER, indicator_id, value, marker FROM indicator_values "
        "WHERE is_latest_release AND indicator_id IN ('inpost_fte', 'vacancy_fte', "
        "'agency_cover_fte', 'vacancy_rate_fte', 'vacancy_agency_cover_rate_fte')"
    ).fetchall():
        found.setdefault((area, year), {})[indicator] = (figure[0], figure[1])
    return found


@pytest.fixture(scope="module")
def changes(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    cursor = connection.execute("SELECT *, period::INTEGER AS year FROM vacancy_changes")
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _rate(parts: dict[str, float]) -> float:
    vacant = parts["agency_covered"] + parts["uncovered"]
    return 100 * vacant / (vacant + parts["filled"])


def _shapley(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    """What each part moves the rate when it changes in its turn, over all orders of turns."""
    moved: dict[str, list[float]] = {part: [] for part in PARTS}
    for order in permutations(PARTS):
        state = dict(before)
        for part in order:
            rate = _rate(state)
            state[part] = after[part]
            moved[part].append(_rate(state) - rate)
    return {part: mean(steps) for part, steps in moved.items()}


def _parts(figures: dict[str, Figure]) -> dict[str, float] | str:
    """The three parts of a return, or why there are none."""
    filled, vacant, covered = (figures[name][0] for name in COUNTS)
    if filled is None or vacant is None or covered is None:
        return next(marker for _, marker in (figures[name] for name in COUNTS) if marker)
    if covered > vacant:
        return "u"
    return {"filled": filled, "agency_covered": covered, "uncovered": vacant - covered}


def test_every_pair_of_returns_has_a_change(
    changes: list[dict[str, Any]], returns: Returns
) -> None:
    expected = {
        (year, years, area)
        for area, year in returns
        for years in (1, 3)
        if (area, year - years) in returns
    }
    assert {(row["year"], row["years"], row["area_code"]) for row in changes} == expected
    assert len(changes) == len(expected) > 2_000
    levels = {area[:3] for area, _ in returns if area.startswith("E")}
    assert levels == {"E92", "E12", "E13"}


def test_every_change_is_split_as_by_all_orders_or_says_why_not(
    changes: list[dict[str, Any]], returns: Returns
) -> None:
    split = 0
    for row in changes:
        area, year = row["area_code"], row["year"]
        before, after = _parts(returns[area, year - row["years"]]), _parts(returns[area, year])
        found = [row[f"from_{part}"] for part in PARTS]
        if isinstance(before, str) or isinstance(after, str):
            expected = before if isinstance(before, str) else after
            assert (row["marker"], *found) == (expected, None, None, None), row
        elif min(sum(before.values()), sum(after.values())) < FEWEST_POSTS - 1e-9:
            assert (row["marker"], *found) == ("too few", None, None, None), row
        else:
            split += 1
            moved = _shapley(before, after)
            assert row["marker"] is None, row
            assert found == pytest.approx([moved[part] for part in PARTS], abs=2e-6), row
            assert row["change"] == pytest.approx(_rate(after) - _rate(before), abs=2e-6)
            assert sum(found) == pytest.approx(row["change"], abs=1e-9)
            assert "-0.0" not in map(str, [*found, row["change"]]), row
    assert split > 2_000


def test_counts_are_those_published_and_rates_theirs(
    changes: list[dict[str, Any]], returns: Returns
) -> None:
    """Of England and the regions too: the publisher's own figures, not sums of authorities."""
    for row in changes:
        for suffix, year in (("_before", row["year"] - row["years"]), ("", row["year"])):
            figures = returns[row["area_code"], year]
            filled, vacant, covered = (figures[name][0] for name in COUNTS)
            assert row[f"filled{suffix}"] == filled
            assert row[f"agency_covered{suffix}"] == covered
            if filled is None or vacant is None:
                assert row[f"posts{suffix}"] is None and row[f"rate{suffix}"] is None
                continue
            assert row[f"posts{suffix}"] == pytest.approx(filled + vacant, abs=1e-6)
            assert row[f"rate{suffix}"] == pytest.approx(figures["vacancy_rate_fte"][0], abs=0.1)
            uncovered = None if covered is None or covered > vacant else vacant - covered
            assert row[f"uncovered{suffix}"] == (
                None if uncovered is None else pytest.approx(uncovered, abs=1e-6)
            )


def test_cover_above_vacancies_is_what_the_publisher_marks(returns: Returns) -> None:
    above = [
        figures["vacancy_agency_cover_rate_fte"]
        for figures in returns.values()
        if (figures["agency_cover_fte"][0] or 0) > (figures["vacancy_fte"][0] or 0)
    ]
    assert len(above) > 10
    assert set(above) == {(None, "u")}


def test_an_excess_of_cover_in_england_is_as_the_table_says(
    connection: duckdb.DuckDBPyConnection, returns: Returns
) -> None:
    excess: dict[int, float] = {}
    for (area, year), figures in returns.items():
        (vacant, _), (covered, _) = figures["vacancy_fte"], figures["agency_cover_fte"]
        if not area.startswith("E") and (covered or 0) > (vacant or 0):
            excess[year] = excess.get(year, 0) + (covered or 0) - (vacant or 0)
    said = ", ".join(
        f"{posts:.0f}{' posts' if not number else ''} in {year}"
        for number, (year, posts) in enumerate(sorted(excess.items()))
    )
    ((description,),) = connection.execute(
        "SELECT comment FROM duckdb_tables() WHERE table_name = 'vacancy_changes'"
    ).fetchall()
    assert f"(England: {said})" in description


def test_what_moved_croydons_rate_from_2017_to_2018(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    found = connection.execute(
        "SELECT COLUMNS('^(rate.*|change|from_.*)$') FROM vacancy_changes "
        "WHERE area_code = '306' AND period = '2018' AND years = 1"
    ).fetchall()
    assert [round(value, 1) for value in found[0]] == [25.0, 35.7, 10.7, -0.1, 10.6, 0.3]
