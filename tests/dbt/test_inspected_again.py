"""When Ofsted returned and what it found, worked out once more from the published inspections.

Gaps and windows by numpy, open gaps by lifelines, limits of shares by scipy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from lifelines import KaplanMeierFitter
from scipy.stats import binomtest

PAUSE = (date(2020, 3, 9), date(2021, 6, 28))
SHARES = (0.1, 0.5, 0.9)
FEWEST_GAPS = 10
Ahead = Callable[[int], list[float]]
GRADES = ("Outstanding", "Good", "Requires improvement", "Inadequate")


@pytest.fixture(scope="module")
def connection(published_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(published_database), read_only=True) as opened:
        yield opened


@dataclass(frozen=True)
class Inspection:
    la_code: str
    framework: str
    published: date
    judgement: str | None


@pytest.fixture(scope="module")
def histories(connection: duckdb.DuckDBPyConnection) -> list[list[Inspection]]:
    """The full inspections of each authority, in order; what parts alone do not tell is None."""
    found: dict[str, list[Inspection]] = {}
    for la_code, framework, published, overall, *parts in connection.execute(
        "SELECT la_code, framework, publication_date, overall_effectiveness, impact_of_leaders, "
        "help_and_protection, in_care, care_leavers FROM inspections "
        "ORDER BY la_code, counts_from, publication_date"
    ).fetchall():
        judgement = overall or _told_by({GRADES.index(part) for part in parts if part})
        found.setdefault(la_code, []).append(Inspection(la_code, framework, published, judgement))
    return list(found.values())


def _told_by(parts: set[int]) -> str | None:
    """The overall grade lies between the best and the worst part; any Inadequate is Inadequate."""
    best, worst = min(parts), max(parts)
    if worst == 3 or best == worst or worst <= 1:
        return GRADES[worst]
    return None


@dataclass(frozen=True)
class Gap:
    la_code: str
    began: date
    ended: date | None

    def days(self, until: date) -> int:
        """On the clock without the pause, to its end or to a day before it."""
        days, pause = _days(self.began, until), _days(*PAUSE)
        if self.began <= PAUSE[0] and until >= PAUSE[1]:
            return days - pause
        within = [day for day in (self.began, until) if PAUSE[0] < day < PAUSE[1]]
        if len(within) == 2:
            return 0
        if within == [self.began]:
            return _days(PAUSE[1], until)
        return _days(self.began, PAUSE[0]) if within else days


def _days(first: date, last: date) -> int:
    return (last - first).days


@pytest.fixture(scope="module")
def gaps(histories: list[list[Inspection]]) -> list[Gap]:
    return [
        Gap(earlier.la_code, earlier.published, later.published if later else None)
        for history in histories
        for earlier, later in pairwise([*history, None])
        if earlier is not None
    ]


@pytest.fixture(scope="module")
def watch(connection: duckdb.DuckDBPyConnection) -> dict[tuple[date, str], dict[str, Any]]:
    cursor = connection.execute("FROM inspection_watch")
    names = [column[0] for column in cursor.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {(row["as_at"], row["la_code"]): row for row in rows}


def test_the_pause_left_out_is_the_one_there_was(connection: duckdb.DuckDBPyConnection) -> None:
    found = connection.execute(
        "SELECT last_start_before, first_start_after FROM inspection_pauses"
    ).fetchall()
    assert found == [PAUSE]


def test_authorities_of_today_are_watched_at_dates_after_the_pause(
    connection: duckdb.DuckDBPyConnection, watch: dict[tuple[date, str], dict[str, Any]]
) -> None:
    expected = connection.execute(
        "SELECT as_at, la_code FROM (SELECT DISTINCT as_at FROM ratings) "
        "JOIN local_authorities ON coalesce(opened_on, DATE '1900-01-01') <= as_at "
        "WHERE is_current AND as_at > DATE '2021-06-28'"
    ).fetchall()
    assert len(expected) > 1_500
    assert set(watch) == set(expected)


def test_days_and_gaps_are_counted_as_known_on_the_date(
    watch: dict[tuple[date, str], dict[str, Any]], gaps: list[Gap]
) -> None:
    for (as_at, la_code), row in watch.items():
        own = [gap for gap in gaps if gap.la_code == la_code and gap.began <= as_at]
        if not own:
            assert row["days_since"] is row["clock_days"] is row["n_at_risk"] is None
            continue
        complete = [gap.days(gap.ended) for gap in gaps if gap.ended and gap.ended <= as_at]
        clock = own[-1].days(as_at)
        longer = [days for days in complete if days >= clock]
        assert row["days_since"] == _days(own[-1].began, as_at)
        assert (row["clock_days"], row["n_at_risk"]) == (clock, len(longer))
        share = 1 - len(longer) / len(complete)
        assert row["share_of_gaps_shorter"] == pytest.approx(share, abs=1e-10)
        found = [row[f"window_{share:.0%}"[:-1]] for share in SHARES]
        if len(longer) < FEWEST_GAPS:
            assert found == [None] * 3
        else:
            ahead = np.quantile(longer, SHARES, method="inverted_cdf") - clock
            assert found == [as_at + timedelta(int(days)) for days in ahead]


# How windows did, of dates for which nearly all next reports are known by now.


@dataclass(frozen=True)
class CalendarGap(Gap):
    def days(self, until: date) -> int:
        """With the pause left in."""
        return _days(self.began, until)


def _complete(gaps: list[Gap], as_at: date) -> Ahead:
    """Days by which shares of the complete gaps at least as long as a wait had ended."""
    complete = [gap.days(gap.ended) for gap in gaps if gap.ended and gap.ended <= as_at]

    def ahead(waited: int) -> list[float]:
        longer = [days for days in complete if days >= waited]
        if len(longer) < FEWEST_GAPS:
            return []
        return list(np.quantile(longer, SHARES, method="inverted_cdf"))

    return ahead


def _all_complete(gaps: list[Gap], as_at: date) -> Ahead:
    """The same whatever the wait."""
    days = _complete(gaps, as_at)(0)
    return lambda _: days


def _censored(gaps: list[Gap], as_at: date) -> Ahead:
    """The same of all gaps, open ones censored."""
    known = [gap for gap in gaps if gap.began <= as_at]
    until = [gap.ended if gap.ended and gap.ended <= as_at else None for gap in known]
    days = [gap.days(end or as_at) for gap, end in zip(known, until, strict=True)]
    curve = KaplanMeierFitter().fit(days, [end is not None for end in until])
    survival = curve.survival_function_.iloc[:, 0]

    def ahead(waited: int) -> list[float]:
        left = float(survival[survival.index <= waited].iloc[-1])
        later = survival[survival.index > waited]
        return [float(later.index[later <= (1 - share) * left + 1e-12][0]) for share in SHARES]

    return ahead


@pytest.mark.parametrize(
    ("quantiles", "kind", "said"),
    [
        (
            _complete,
            Gap,
            "{within} % of these came out within window_10 to window_90, {early} % before it and "
            "none after it, {middle} % by window_50",
        ),
        (
            _censored,
            Gap,
            "with them censored (Kaplan-Meier) it was {within} %, {early} % and none, {middle} %",
        ),
        (_all_complete, Gap, "a window of all gaps would have held {within} %"),
        (_complete, CalendarGap, "left on the clock it would have been {within} %"),
    ],
)
def test_windows_covered_what_their_description_says(
    connection: duckdb.DuckDBPyConnection,
    watch: dict[tuple[date, str], dict[str, Any]],
    gaps: list[Gap],
    quantiles: Callable[[list[Gap], date], Ahead],
    kind: type[Gap],
    said: str,
) -> None:
    gaps = [kind(gap.la_code, gap.began, gap.ended) for gap in gaps]
    shares = {"within": 0, "early": 0, "late": 0, "middle": 0, "open": 0}
    dates = {as_at for as_at, _ in watch if as_at <= date(2023, 3, 31)}
    ahead = {as_at: quantiles(gaps, as_at) for as_at in dates}
    for as_at, la_code in watch:
        if as_at not in dates:
            continue
        for gap in gaps:
            if gap.la_code != la_code or gap.began > as_at or (gap.ended or date.max) <= as_at:
                continue
            if gap.ended is None:
                shares["open"] += 1
                continue
            days = ahead[as_at](gap.days(as_at))
            if not days:
                continue
            low, middle, high = (as_at + timedelta(int(day - gap.days(as_at))) for day in days)
            shares["within"] += low <= gap.ended <= high
            shares["early"] += gap.ended < low
            shares["late"] += gap.ended > high
            shares["middle"] += gap.ended <= middle
    known = shares["within"] + shares["early"] + shares["late"]
    assert known > 500 and shares["open"] < 0.03 * known
    assert ("none" in said) <= (shares["late"] == 0)
    ((description,),) = connection.execute(
        "SELECT comment FROM duckdb_tables() WHERE table_name = 'inspection_watch'"
    ).fetchall()
    assert said.format_map({name: round(100 * n / known) for name, n in shares.items()}) in (
        description
    )


# What the next inspection found.


def test_transitions_are_those_of_neighbouring_inspections(
    connection: duckdb.DuckDBPyConnection, histories: list[list[Inspection]]
) -> None:
    pairs = Counter(
        (
            later.framework
            if earlier.framework == later.framework
            else f"{earlier.framework} to {later.framework}",
            earlier.judgement,
            later.judgement,
        )
        for history in histories
        for earlier, later in pairwise(history)
    )
    unknown = sum(n for (_, *both), n in pairs.items() if None in both)
    of: Counter[tuple[str, str | None]] = Counter()
    for (framework, before, after), n in pairs.items():
        if before and after:
            of[framework, before] += n
    rows = connection.execute("FROM grade_transitions").fetchall()
    assert {row[:3] for row in rows} == {(*base, grade) for base in of for grade in GRADES}
    for framework, before, after, n, total, *shares in rows:
        assert (n, total) == (pairs[framework, before, after], of[framework, before])
        limits = binomtest(n, total).proportion_ci(0.95, method="wilson")
        expected = [n / total, limits.low, limits.high]
        assert shares == pytest.approx(expected, abs=1e-10), (framework, before, after)
    ((description,),) = connection.execute(
        "SELECT comment FROM duckdb_tables() WHERE table_name = 'grade_transitions'"
    ).fetchall()
    assert f"({unknown} pairs as at 20 August 2026)" in description
    assert sum(row[3] for row in rows) + unknown == sum(pairs.values())


@pytest.mark.parametrize(
    ("framework", "before", "after", "n", "of"),
    [
        ("SIF", "Inadequate", "Inadequate", 7, 21),
        ("SIF to ILACS", "Requires improvement", "Inadequate", 15, 74),
        ("ILACS", "Inadequate", "Outstanding", 0, 22),
        ("ILACS", "Outstanding", "Outstanding", 21, 25),
    ],
)
def test_a_transition_that_anyone_can_count(
    connection: duckdb.DuckDBPyConnection,
    framework: str,
    before: str,
    after: str,
    n: int,
    of: int,
) -> None:
    found = connection.execute(
        "SELECT n, of FROM grade_transitions "
        "WHERE framework = ? AND from_grade = ? AND to_grade = ?",
        [framework, before, after],
    ).fetchall()
    assert found == [(n, of)]


def test_how_long_croydon_has_waited(connection: duckdb.DuckDBPyConnection) -> None:
    """From its report of 3 December 2024, and in 2021 from that of 16 March 2020."""
    found = connection.execute(
        "SELECT as_at, days_since, clock_days, share_of_gaps_shorter, window_50 "
        "FROM inspection_watch WHERE la_code = '306' "
        "AND as_at IN (DATE '2021-09-30', DATE '2026-08-20') ORDER BY as_at"
    ).fetchall()
    assert [row[:3] for row in found] == [
        (date(2021, 9, 30), 563, 94),
        (date(2026, 8, 20), 625, 625),
    ]
    assert [round(row[3], 3) for row in found] == [0, 0.012]
    assert [row[4] for row in found] == [date(2024, 12, 19), date(2028, 4, 22)]
