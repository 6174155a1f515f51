"""Before and after a judgement, computed once more from the published tables, spell by spell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from dbt_project.models.intermediate.events.int_event_study_estimated import CENSUSES, study

RATES = ["vacancy_rate_fte", "agency_rate_fte", "turnover_rate_fte", "caseload_fte"]
RATES += ["absence_rate_fte", "agency_cover_rate_fte"]
COUNTS = ["posts_fte", "inpost_fte", "agency_fte"]
LEFT_OUT = {"201", "420"}
EVENTS = ("inadequate", "improved")

Lines = dict[tuple[str, str, str], dict[int, float]]


@pytest.fixture(scope="module")
def connection(published_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(published_database), read_only=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def figures(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str, int], float]:
    """Values by indicator, authority and year; counts also of England."""
    found = {}
    for indicator, code, year, value in connection.execute(
        "SELECT indicator_id, area_code, CAST(period AS INT), value FROM indicator_values "
        "JOIN indicators USING (indicator_id) WHERE is_latest_release AND value IS NOT NULL "
        "AND publication LIKE '%workforce%' AND geographic_level <> 'Region'"
    ).fetchall():
        for member in code.split("+"):
            found[indicator, member, year] = value
    return found


@pytest.fixture(scope="module")
def spells(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, date, date, date, str]]:
    return connection.execute(
        "SELECT spell_id, la_code, started_on, ended_on, ended_published_on, outcome "
        "FROM improvement_spells WHERE from_grade = 'Inadequate'"
    ).fetchall()


@pytest.fixture(scope="module")
def compared(connection: duckdb.DuckDBPyConnection, spells: list[Any]) -> dict[str, list[str]]:
    """The neighbours of each authority that were not Inadequate since 2015."""
    inadequate = {
        la_code
        for _, la_code, _, ended_on, ended_published_on, _ in spells
        if (ended_on or ended_published_on or date.max) >= date(2015, 1, 1)
    }
    neighbours = defaultdict(list)
    for la_code, neighbour in connection.execute(
        "SELECT la_code, neighbour_la_code FROM statistical_neighbours WHERE model = '2025'"
    ).fetchall():
        if neighbour not in inadequate | LEFT_OUT:
            neighbours[la_code].append(neighbour)
    return neighbours


def _events(spells: list[Any]) -> Iterator[tuple[str, str, str, int]]:
    """Spell, event, authority and the year of the last census before."""
    for spell_id, la_code, started_on, ended_on, _, outcome in spells:
        for event, day in [
            ("inadequate", started_on),
            ("improved", ended_on if outcome == "improved" else None),
        ]:
            if day and day >= date(2017, 10, 1) and la_code not in LEFT_OUT:
                yield spell_id, event, la_code, day.year - (day <= date(day.year, 9, 30))


def _value(figures: Any, indicator: str, la_code: str, year: int, before: int) -> float | None:
    value = figures.get((indicator, la_code, year))
    if indicator not in COUNTS or value is None:
        return value
    posts = figures.get(("posts_fte", la_code, before))
    return 100 * value / posts if posts else None


@pytest.fixture(scope="module")
def lines(figures: Any, spells: list[Any], compared: dict[str, list[str]]) -> Lines:
    found: Lines = defaultdict(dict)
    for spell_id, event, la_code, before in _events(spells):
        for indicator in RATES + COUNTS:
            for k in range(-3, 5):
                year = before + 1 + k
                own = _value(figures, indicator, la_code, year, before)
                others = [
                    value
                    for neighbour in compared[la_code]
                    if (value := _value(figures, indicator, neighbour, year, before)) is not None
                ]
                if own is not None and len(others) >= 3:
                    found[spell_id, event, indicator][k] = own - sum(others) / len(others)
    return found


def test_lines_are_gaps_to_neighbours_never_inadequate(
    connection: duckdb.DuckDBPyConnection, lines: Lines
) -> None:
    published: Lines = defaultdict(dict)
    for spell_id, event, indicator, k, gap in connection.execute(
        "SELECT spell_id, event, indicator_id, k, gap FROM event_study_lines"
    ).fetchall():
        published[spell_id, event, indicator][k] = gap
    assert published.keys() == lines.keys() and len(lines) > 500
    for key, gaps in lines.items():
        assert published[key] == pytest.approx(gaps, abs=2e-6), key


@pytest.fixture(scope="module")
def estimated(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str, int], dict[str, Any]]:
    cursor = connection.execute("SELECT * FROM event_study")
    names = [column[0] for column in cursor.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {(row["event"], row["indicator_id"], row["k"]): row for row in rows}


def _changes(lines: Lines, event: str, indicator: str, k: int) -> dict[str, tuple[float, float]]:
    """Level and change by spell."""
    return {
        spell_id: (gaps[k], gaps[k] - gaps[-1])
        for (spell_id, *key), gaps in lines.items()
        if key == [event, indicator] and k in gaps and -1 in gaps
    }


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("indicator", RATES + COUNTS)
def test_changes_are_means_of_spells_with_limits_by_bootstrap_of_authorities(
    lines: Lines, estimated: Any, event: str, indicator: str
) -> None:
    """The bootstrap has another seed and draws; each limit may differ by a part of its width."""
    random = np.random.default_rng(1)
    # Whoever has an event is drawn from, with or without a figure so many censuses later.
    codes = sorted({spell_id[:3] for spell_id, kind, _ in lines if kind == event})
    for k in range(-3, 5):
        row = estimated[event, indicator, k]
        of_spells = _changes(lines, event, indicator, k)
        levels, changes = np.array(list(of_spells.values())).T
        assert row["n"] == len(changes)
        assert row["change"] == pytest.approx(changes.mean(), abs=2e-6)
        assert row["median"] == pytest.approx(np.median(changes), abs=2e-6)
        assert row["level"] == pytest.approx(levels.mean(), abs=2e-6)
        drawn = random.integers(len(codes), size=(1000, len(codes)))
        times = (drawn[:, :, None] == np.arange(len(codes))).sum(1)
        times = times[:, [codes.index(spell_id[:3]) for spell_id in of_spells]]
        for values, prefix in [(changes, ""), (levels, "level_")]:
            limits = np.quantile(times @ values / times.sum(1), [0.025, 0.975])
            near = pytest.approx(limits, abs=0.1 * (limits[1] - limits[0]) + 1e-9)
            assert [row[f"{prefix}lower"], row[f"{prefix}upper"]] == near, (k, prefix)


def test_placebos_are_authorities_never_inadequate_at_the_same_dates(
    figures: Any, spells: list[Any], compared: dict[str, list[str]], estimated: Any
) -> None:
    random = np.random.default_rng(2)
    indicator, k = "vacancy_rate_fte", 0
    ever = {la_code for _, la_code, *_ in spells}
    never = sorted({code for _, code, _ in figures if code.isdigit()} - ever - LEFT_OUT)

    def change(code: str, before: int) -> float:
        gaps = []
        for year in (before, before + 1):
            own = figures.get((indicator, code, year))
            others = [figures.get((indicator, other, year)) for other in compared[code]]
            known = [value for value in others if value is not None]
            if own is None or len(known) < 3:
                return float("nan")
            gaps.append(own - sum(known) / len(known))
        return gaps[1] - gaps[0]

    for event in EVENTS:
        dates = [before for _, kind, _, before in _events(spells) if kind == event]
        of = {before: [change(code, before) for code in never] for before in set(dates)}
        means = [
            np.nanmean([of[before][random.integers(len(never))] for before in dates])
            for _ in range(1000)
        ]
        row = estimated[event, indicator, k]
        assert row["placebo_mean"] == pytest.approx(np.mean(means), abs=0.2)
        further = np.mean(np.abs(means) >= abs(row["change"]))
        assert row["placebo_p"] == pytest.approx(further, abs=0.03)


def test_after_the_judgement_vacancy_rates_are_higher(estimated: Any) -> None:
    """Figures of the paper that asked for the table, and what else it says."""

    def row(indicator: str, k: int, event: str = "inadequate") -> Any:
        return estimated[event, indicator, k]

    vacancy = row("vacancy_rate_fte", 0)
    assert (vacancy["n"], round(vacancy["change"], 2)) == (31, 8.81)
    assert [vacancy["lower"], vacancy["upper"]] == pytest.approx([5.0, 12.6], abs=0.3)
    assert round(row("vacancy_rate_fte", 1)["change"], 2) == 9.59
    assert vacancy["placebo_p"] < 0.002
    assert [round(row(i, 0)["change"], 1) for i in COUNTS] == [11.2, -1.9, 12.7]
    # Agency rises before the judgement already; whether staff are lost is left open.
    assert row("agency_rate_fte", -2)["upper"] < 0 < row("agency_rate_fte", 0)["lower"]
    assert row("inpost_fte", 0)["lower"] < 0 < row("inpost_fte", 0)["upper"]


def test_against_england_instead_of_neighbours_posts_rise_as_much(
    figures: Any, spells: list[Any]
) -> None:
    """The paper's figures per 100 posts are those: +11.6, -1.0 (standard error 1.5) and +11.8."""

    def change(indicator: str, code: str, before: int) -> float:
        now, then, posts = (
            figures.get(key, float("nan"))
            for key in [
                (indicator, code, before + 1),
                (indicator, code, before),
                ("posts_fte", code, before),
            ]
        )
        return 100 * (now - then) / posts

    found = {}
    for indicator in COUNTS:
        gaps = [
            change(indicator, la_code, before) - change(indicator, "E92000001", before)
            for _, event, la_code, before in _events(spells)
            if event == "inadequate"
        ]
        known = [gap for gap in gaps if gap == gap]
        found[indicator] = (len(known), np.mean(known), np.std(known, ddof=1) / len(known) ** 0.5)
    assert found["posts_fte"] == pytest.approx((32, 11.62, 2.37), abs=0.006)
    assert found["inpost_fte"] == pytest.approx((32, -1.02, 1.45), abs=0.006)
    assert found["agency_fte"] == pytest.approx((32, 11.89, 2.41), abs=0.006)


# The functions of the model by themselves.


def _cube(places: int, censuses: int = 1) -> Any:
    return np.zeros((1, places, censuses, len(CENSUSES)))


def test_a_change_is_against_the_last_census_before() -> None:
    cube = _cube(4)
    cube[0, :2, 0] = [[1, 2, 3, 7, 8, 9, 9, 9], [0, 0, 1, 3, 2, np.nan, 1, 1]]
    found = study(cube, np.array([0, 1]), np.array([0, 0]), np.array([2, 3]))
    assert found["n"].tolist() == [[2, 2, 2, 2, 2, 1, 2, 2]]
    assert found["change"].tolist() == [[-1.5, -1, 0, 3, 3, 6, 3, 3]]
    assert found["median"].tolist() == found["change"].tolist()
    assert found["level"].tolist() == [[0.5, 1, 2, 5, 5, 9, 5, 5]]
    # Two authorities: a limit is one of them.
    assert found["lower"][0, 3] == 2 and found["upper"][0, 3] == 4
    # Nothing happened to the others: no placebo is as far, but where nothing happened here either.
    assert found["placebo_mean"].tolist() == [[0] * 8]
    assert found["placebo_p"] == pytest.approx(np.array([[1 / 1001] * 2 + [1] + [1 / 1001] * 5]))


def test_a_spell_without_the_census_before_is_not_counted() -> None:
    cube = _cube(3)
    cube[0, 0, 0] = [1, 1, np.nan, 5, 5, 5, 5, 5]
    cube[0, 1, 0, 4] = 2
    found = study(cube, np.array([0, 1]), np.array([0, 0]), np.array([2]))
    assert found["n"].tolist() == [[1] * 8]
    assert found["change"][0, 4] == found["level"][0, 4] == 2


def test_an_authority_is_drawn_with_all_its_events() -> None:
    """Of two authorities, one with three events: a resample has three of a kind, or four mixed."""
    cube = _cube(3)
    cube[0, 0, 0, 3] = 8
    places = np.array([0, 0, 0, 1])
    found = study(cube, places, np.zeros(4, int), np.array([2]))
    assert (found["lower"][0, 3], found["change"][0, 3], found["upper"][0, 3]) == (0, 6, 8)


def test_placebos_have_the_dates_of_the_events() -> None:
    cube = _cube(2, censuses=2)
    cube[0, 1, 1, 3] = 4
    for before, mean in [(0, 0), (1, 4)]:
        found = study(cube, np.array([0]), np.array([before]), np.array([1]))
        assert found["placebo_mean"][0, 3] == mean
        assert found["placebo_p"][0, 3] == 1


@pytest.mark.filterwarnings("ignore:Mean of empty slice")
def test_without_events_there_is_no_figure() -> None:
    none = np.array([], int)
    found = study(_cube(2), none, none, np.array([1]))
    assert found["n"].tolist() == [[0] * 8]
