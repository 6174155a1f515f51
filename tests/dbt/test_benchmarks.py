"""The published benchmarks against a second computation, in exact decimals, of every column.

Here: the published tables as a whole, and figures that the publishers' own tools show. Not here:
behaviour on made-up figures, which is in test_benchmark_methods.py.
"""

from __future__ import annotations

import csv
import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest
from scipy.special import betainc

WORKFORCE_FILE = (
    Path(__file__).parents[3] / "shared" / "published" / "dfe" / "csww_indicators_2017_to_2025.csv"
)
LABELS = [
    *["la_name", "marker", "is_joint_return", "release_id"],
    *["n_ranked", "rank_lowest", "n_tied", "quartile", "rank_best", "lait_band"],
    *["neighbours_used", "funnel_flag", "funnel_flag_adjusted"],
    *["period_end", "is_newest", "region_code", "title", "unit"],
    *["rank_in_region", "n_in_region", "rank_in_neighbours", "n_in_neighbours", "change_flag"],
]
NUMBERS = [
    *["value", "england_value", "region_value", "gap_to_england", "percent_rank"],
    *["neighbour_mean", "neighbour_median", "csc_neighbour_median"],
    *["change_1y", "change_3y", "funnel_phi", "funnel_tau", "change_z"],
]
NEIGHBOUR_COLUMNS = [
    *["neighbour_mean", "neighbour_median"],
    *["neighbours_used", "csc_neighbour_median", "rank_in_neighbours", "n_in_neighbours"],
]
# On fewer cases than these one case decides.
FEWEST = 30
LIMITS = {"99.8": (3.0902, 0.001), "95": (1.96, 0.025)}
# Computed figures are published to six places.
SIX_PLACES = 0.5e-6 + 1e-9
MULTIPLIERS = {"%": 100, "per 10,000 children": 10_000}
EVER, FOREVER = date(1900, 1, 1), date(9999, 12, 31)
GRADES = ["Outstanding", "Good", "Requires improvement", "Inadequate"]
PARTS = ["impact_of_leaders", "help_and_protection", "in_care", "care_leavers"]
JOINT_MEMBERS = [("314", "318"), ("940", "941")]
# Turnover by headcount was defined anew in the 2023 edition.
INCOMPARABLE = {("turnover_rate_headcount", "dfe_workforce_2023")}
# How far a published rate may be from its counts: it was rounded from unrounded figures.
RATE_TOLERANCES = {
    "vacancy_rate_fte": 0.1,
    "agency_rate_fte": 0.1,
    "turnover_rate_fte": 0.2,
    "caseload_fte": 0.4,
}

Row = dict[str, Any]
Key = tuple[str, str, str]
Table = dict[Key, Row]


# The second computation.


def exact(number: float | None) -> Decimal | None:
    """A published figure as the decimal it stands for, free of binary error."""
    return None if number is None else Decimal(repr(number))


def quantile(values: Iterable[Decimal], share: str) -> Decimal:
    """Linear interpolation between order statistics (R type 7)."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * Decimal(share)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def median(values: Iterable[Decimal]) -> Decimal:
    return quantile(values, "0.5")


def mean(values: list[Decimal]) -> Decimal:
    return sum(values, Decimal(0)) / len(values)


def half_away_from_zero(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def cuts_of(values: Iterable[Decimal]) -> list[Decimal]:
    ordered = sorted(values)
    return [quantile(ordered, share) for share in ("0.25", "0.5", "0.75")]


def quarter(value: Decimal, cuts: list[Decimal]) -> int:
    """1 to 4; a value equal to a cut goes to the lower quarter."""
    return 1 + sum(value > cut for cut in cuts)


def winsorised(scores: list[float]) -> list[float]:
    """Scores no further out than the tenth from either end."""
    lowest, highest = (float(quantile(map(Decimal, scores), p)) for p in ("0.1", "0.9"))
    return [min(max(z, lowest), highest) for z in scores]


def overdispersion(scores: list[float]) -> float:
    return max(1, sum(z**2 for z in winsorised(scores)) / len(scores))


def flag_of(z: float) -> str:
    for name, (limit, _) in LIMITS.items():
        if abs(z) > limit:
            return f"{'high' if z > 0 else 'low'} {name}"
    return "within"


@dataclass
class Funnel:
    """Events of one indicator and period, with their denominators, against England's share."""

    expected: float
    is_proportion: bool
    observed: dict[str, tuple[float, float]]

    def share(self, area: str) -> float:
        events, n = self.observed[area]
        return events / n

    def error(self, area: str) -> float:
        return math.sqrt(self.expected * (1 - self.expected) / self.observed[area][1])

    def z_score(self, area: str) -> float:
        return (self.share(area) - self.expected) / self.error(area)

    def is_part(self, area: str) -> bool:
        events, n = self.observed[area]
        return self.is_proportion and events <= n

    @cached_property
    def counted(self) -> list[str]:
        areas = self.observed
        return [area for area in areas if self.is_part(area) and areas[area][1] >= FEWEST]

    @cached_property
    def phi(self) -> float:
        return overdispersion([self.z_score(area) for area in self.observed])

    @cached_property
    def tau(self) -> float | None:
        """DerSimonian and Laird 1986, from winsorised z-scores."""
        if len(self.counted) < 2:
            return None
        squares = sum(z**2 for z in winsorised([self.z_score(area) for area in self.counted]))
        weights = [1 / self.error(area) ** 2 for area in self.counted]
        scale = sum(weights) - sum(weight**2 for weight in weights) / sum(weights)
        return math.sqrt(max(0, (squares - (len(weights) - 1)) / scale))

    def flag(self, area: str) -> str:
        """By the incomplete beta function, which continues the binomial's tails to fractions."""
        events, n = self.observed[area]
        p = self.expected
        for name, (_, tail) in LIMITS.items():
            if betainc(events, n - events + 1, p) < tail if events else False:
                return f"high {name}"
            if betainc(n - events, events + 1, 1 - p) < tail if events < n else False:
                return f"low {name}"
        return "within"

    def adjusted_flag(self, area: str) -> str:
        if self.tau is None:
            return "within"
        error = math.sqrt(self.error(area) ** 2 + self.tau**2)
        return flag_of((self.share(area) - self.expected) / error)


@dataclass
class Changes:
    """Changes from one funnel to the next, less England's, against chance."""

    before: Funnel
    now: Funnel

    def z_score(self, area: str) -> float:
        (then, n_then), (events, n) = self.before.observed[area], self.now.observed[area]
        moved = self.now.share(area) - self.before.share(area)
        share = (events + then + 1) / (n + n_then + 2)
        error = math.sqrt(share * (1 - share) * (1 / n + 1 / n_then))
        return (moved - (self.now.expected - self.before.expected)) / error

    @cached_property
    def scores(self) -> dict[str, float]:
        areas = set(self.before.counted) & set(self.now.counted)
        scores = {area: self.z_score(area) for area in sorted(areas)}
        phi = overdispersion([*scores.values()]) if scores else 1
        return {area: z / math.sqrt(phi) for area, z in scores.items()}

    def of(self, area: str) -> Row:
        if not all(
            area in funnel.observed and funnel.is_part(area) for funnel in (self.before, self.now)
        ):
            return {}
        if area not in self.scores:
            return {"change_flag": "too few"}
        z = self.scores[area]
        return {"change_z": z, "change_flag": flag_of(z)}


@dataclass
class Return:
    """One row of a file: an area's figure for a period."""

    level: str
    area: str
    period: str
    period_end: date
    value: Decimal | None
    marker: str | None
    numerator: float | None
    denominator: float | None
    release: str

    @property
    def members(self) -> list[str]:
        return self.area.split("+")

    @property
    def is_joint(self) -> bool:
        return len(self.members) > 1


@dataclass
class Published:
    """What the second computation rests on."""

    returns: dict[tuple[str, str], list[Return]]
    editions: dict[str, tuple[str, date]]
    indicators: dict[str, Row]
    authorities: dict[str, Row]
    neighbours: dict[tuple[str, str], list[str]]
    snapshots: dict[tuple[str, str, str | None], Snapshot] = field(default_factory=dict)

    def is_open(self, la_code: str, day: date) -> bool:
        authority = self.authorities[la_code]
        return (authority["opened_on"] or EVER) <= day <= (authority["closed_on"] or FOREVER)

    def known(self, indicator_id: str, period: str, as_of: date) -> Snapshot:
        """The rows of the latest edition published by a day that has the period."""
        rows = self.returns[indicator_id, period]
        releases = {
            release
            for release in {row.release for row in rows}
            if self.editions[release][1] <= as_of
        }
        latest = max(releases, key=lambda release: self.editions[release], default=None)
        key = (indicator_id, period, latest)
        if key not in self.snapshots:
            known = [row for row in rows if row.release == latest]
            self.snapshots[key] = Snapshot(self, self.indicators[indicator_id], known)
        return self.snapshots[key]


@dataclass
class Snapshot:
    """Benchmarks of one indicator and period, from one edition."""

    published: Published
    indicator: Row
    rows: list[Return]

    @cached_property
    def england(self) -> Decimal | None:
        return next((row.value for row in self.rows if row.level == "England"), None)

    @cached_property
    def regions(self) -> dict[str, Decimal | None]:
        return {row.area: row.value for row in self.rows if row.level == "Region"}

    @cached_property
    def numbers_once(self) -> dict[str, Decimal]:
        """Numbers by area, a joint return once."""
        return {
            row.area: row.value
            for row in self.rows
            if row.level == "Local authority" and row.value is not None
        }

    @cached_property
    def by_authority(self) -> dict[str, Return]:
        """A row for each authority; where it has a joint return, that one."""
        found: dict[str, Return] = {}
        for row in self.rows:
            for la_code in row.members if row.level == "Local authority" else []:
                exists = row.value is not None or self.published.is_open(la_code, row.period_end)
                if exists and (row.is_joint or la_code not in found):
                    found[la_code] = row
        return found

    @cached_property
    def numbers(self) -> dict[str, Decimal]:
        """Numbers by authority, a joint figure given to both members."""
        return {code: row.value for code, row in self.by_authority.items() if row.value is not None}

    @cached_property
    def ordered_once(self) -> list[Decimal]:
        return sorted(self.numbers_once.values())

    @cached_property
    def of_tool(self) -> dict[str, Decimal]:
        """Numbers by authority as the interactive tool holds them: rounded to zero is 0."""
        rounded = {code for code, row in self.by_authority.items() if row.marker in ("low", "k")}
        return self.numbers | dict.fromkeys(rounded, Decimal(0))

    @cached_property
    def ordered(self) -> list[Decimal]:
        return sorted(self.of_tool.values())

    @cached_property
    def by_region(self) -> dict[str, dict[str, Decimal]]:
        """Numbers by return, of the regions of its members."""
        found: dict[str, dict[str, Decimal]] = defaultdict(dict)
        for code, value in self.numbers.items():
            region = self.published.authorities[code]["region_code"]
            found[region][self.by_authority[code].area] = value
        return found

    @cached_property
    def cuts_once(self) -> list[Decimal]:
        return cuts_of(self.ordered_once)

    @cached_property
    def cuts(self) -> list[Decimal]:
        return cuts_of(self.ordered)

    @cached_property
    def funnel(self) -> Funnel | None:
        """Only proportions have one; caseloads and spend do not."""
        multiplier = MULTIPLIERS.get(self.indicator["unit"])
        if multiplier is None or self.england is None:
            return None
        if not 0 < self.england < multiplier:
            return None
        observed = {
            row.area: (row.numerator, row.denominator)
            for row in self.rows
            if row.level == "Local authority" and row.value is not None
            if row.numerator is not None and row.denominator
        }
        is_proportion = multiplier == 100 and not self.indicator["indicator_id"].startswith(
            "turnover_"
        )
        return Funnel(float(self.england / multiplier), is_proportion, observed)

    def ranks(self, row: Return) -> Row:
        if row.value is None:
            return {}
        lower, up_to = (find(self.ordered_once, row.value) for find in (bisect_left, bisect_right))
        rank, n = 1 + lower, len(self.ordered_once)
        return {
            "n_ranked": n,
            "rank_lowest": rank,
            "n_tied": up_to - lower,
            "percent_rank": Decimal(100 * (rank - 1)) / (n - 1) if n > 1 else None,
            "quartile": quarter(row.value, self.cuts_once)
            if self.indicator["has_quartiles"]
            else None,
        }

    def best(self, la_code: str) -> Row:
        polarity = self.indicator["polarity"]
        value = self.of_tool.get(la_code)
        if value is None or polarity not in ("low", "high"):
            return {}
        lower = bisect_left(self.ordered, value)
        higher = len(self.ordered) - bisect_right(self.ordered, value)
        bands = "ABCD" if polarity == "low" else "DCBA"
        return {
            "rank_best": 1 + (lower if polarity == "low" else higher),
            "lait_band": bands[quarter(value, self.cuts) - 1]
            if self.indicator["has_quartiles"]
            else None,
        }

    def in_region(self, la_code: str) -> Row:
        value = self.numbers.get(la_code)
        if value is None:
            return {}
        values = self.by_region[self.published.authorities[la_code]["region_code"]].values()
        return {
            "rank_in_region": 1 + sum(other < value for other in values),
            "n_in_region": len(values),
        }

    def of_dashboard(self, la_code: str, codes: list[str]) -> Decimal | None:
        """The dashboard rounds, drops joint returns, takes the median and rounds again."""
        places = self.indicator["csc_decimal_places"]
        alone = [
            half_away_from_zero(self.numbers[code], places)
            for code in codes
            if places is not None and code in self.numbers and not self.by_authority[code].is_joint
        ]
        if not alone or self.by_authority[la_code].is_joint:
            return None
        return half_away_from_zero(median(alone), places)

    def beside_neighbours(self, la_code: str, model: str) -> Row:
        codes = self.published.neighbours.get((model, la_code))
        if codes is None:
            return {}
        values = [self.numbers[code] for code in codes if code in self.numbers]
        found: Row = {
            "neighbours_used": len(values),
            "neighbour_mean": mean(values) if values else None,
            "neighbour_median": median(values) if values else None,
            "csc_neighbour_median": self.of_dashboard(la_code, codes),
        }
        if la_code in self.numbers:
            # A joint return stands once in the group.
            group = {
                self.by_authority[code].area: self.numbers[code]
                for code in [la_code, *codes]
                if code in self.numbers
            }
            lower = sum(value < self.numbers[la_code] for value in group.values())
            found |= {"rank_in_neighbours": 1 + lower, "n_in_neighbours": len(group)}
        return found

    def in_funnel(self, row: Return) -> Row:
        funnel = self.funnel
        if funnel is None or row.area not in funnel.observed:
            return {}
        found: Row = {"funnel_phi": funnel.phi}
        if funnel.is_part(row.area):
            is_counted = row.area in funnel.counted
            found |= {
                "funnel_flag": funnel.flag(row.area) if is_counted else "too few",
                "funnel_flag_adjusted": funnel.adjusted_flag(row.area) if is_counted else "too few",
                "funnel_tau": None if funnel.tau is None else 100 * funnel.tau,
            }
        return found

    def benchmark(self, la_code: str, model: str, before: list[Decimal | None]) -> Row:
        row = self.by_authority[la_code]
        authority = self.published.authorities[la_code]
        return {
            "la_name": authority["la_name"],
            "value": row.value,
            "marker": row.marker,
            "release_id": row.release,
            "period_end": row.period_end,
            "region_code": authority["region_code"],
            "title": self.indicator["title"],
            "unit": self.indicator["unit"],
            "is_joint_return": row.is_joint,
            "england_value": self.england,
            "region_value": self.regions.get(authority["region_code"]),
            "gap_to_england": difference(row.value, self.england),
            "change_1y": difference(row.value, before[0]),
            "change_3y": difference(row.value, before[1]),
            **self.ranks(row),
            **self.best(la_code),
            **self.in_region(la_code),
            **self.beside_neighbours(la_code, model),
            **self.in_funnel(row),
        }


def difference(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one - other


def earlier(period: str, years: int) -> str:
    """2018 three years before is 2015; 2024-25 one year before is 2023-24."""
    first = int(period[:4]) - years
    return str(first) if len(period) == 4 else f"{first}-{(first + 1) % 100:02d}"


def benchmarks(published: Published, as_of: date = FOREVER, model: str = "2025") -> Table:
    snapshots = {
        key: published.known(*key, as_of)
        for key in published.returns
        if published.indicators[key[0]]["is_benchmarked"]
    }
    table: Table = {}
    for (indicator_id, period), snapshot in snapshots.items():
        past = [snapshots.get((indicator_id, earlier(period, years))) for years in (1, 3)]
        changes = None
        if past[0] and past[0].funnel and snapshot.funnel:
            changes = Changes(past[0].funnel, snapshot.funnel)
        for la_code, row in snapshot.by_authority.items():
            before = [then.numbers.get(la_code) if then else None for then in past]
            table[indicator_id, period, la_code] = {
                **snapshot.benchmark(la_code, model, before),
                **(changes.of(row.area) if changes else {}),
            }
    newest: dict[str, str] = {}
    for indicator_id, period, _ in table:
        newest[indicator_id] = max(period, newest.get(indicator_id, ""))
    for (indicator_id, period, _), row in table.items():
        row["is_newest"] = period == newest[indicator_id]
    return table


# Reading.


def rows_of(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    result = connection.execute(sql)
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def as_table(rows: list[Row]) -> Table:
    table = {(row["indicator_id"], row["period"], row["la_code"]): row for row in rows}
    assert len(table) == len(rows), "the key is not unique"
    return table


@pytest.fixture(scope="module")
def warehouse(published_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(published_database, read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def source(warehouse: duckdb.DuckDBPyConnection) -> Published:
    returns: dict[tuple[str, str], list[Return]] = defaultdict(list)
    for row in rows_of(warehouse, "FROM indicator_values"):
        returns[row["indicator_id"], row["period"]].append(
            Return(
                row["geographic_level"],
                row["area_code"],
                row["period"],
                row["period_end"],
                exact(row["value"]),
                row["marker"],
                row["numerator"],
                row["denominator"],
                row["release_id"],
            )
        )
    neighbours: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows_of(warehouse, "FROM statistical_neighbours"):
        neighbours[row["model"], row["la_code"]].append(row["neighbour_la_code"])
    return Published(
        dict(returns),
        {
            row["release_id"]: (
                row["edition"],
                row["published_on"] or date.fromisoformat(row["retrieved_at"][:10]),
            )
            for row in rows_of(warehouse, "FROM releases")
        },
        {row["indicator_id"]: row for row in rows_of(warehouse, "FROM indicators")},
        {row["la_code"]: row for row in rows_of(warehouse, "FROM local_authorities")},
        dict(neighbours),
    )


@pytest.fixture(scope="module")
def expected(source: Published) -> Table:
    return benchmarks(source)


@pytest.fixture(scope="module")
def table(warehouse: duckdb.DuckDBPyConnection) -> Table:
    return as_table(rows_of(warehouse, "FROM la_benchmarks"))


def differs(want: Any, got: Any, tolerance: float) -> bool:
    if want is None or got is None:
        return want is not got
    return bool(abs(float(want) - float(got)) > tolerance)


def differences(expected: Table, table: Table, column: str) -> list[str]:
    tolerance = 1e-9 if column in ("value", "england_value", "region_value") else SIX_PLACES
    found = []
    for key, row in expected.items():
        want, got = row.get(column), table[key][column]
        if want != got if column in LABELS else differs(want, got, tolerance):
            shown = float(want) if isinstance(want, Decimal) else want
            found.append(f"{' '.join(key)}: {column} should be {shown}, is {got}")
    return found


def assert_same(expected: Table, table: Table, columns: list[str]) -> None:
    assert expected.keys() == table.keys()
    wrong = [line for column in columns for line in differences(expected, table, column)]
    assert not wrong, f"{len(wrong)} differ:\n" + "\n".join(wrong[:10])


def value_of(table: Table, key: str, *columns: str) -> tuple[Any, ...]:
    indicator_id, period, la_code = key.split()
    return tuple(table[indicator_id, period, la_code][column] for column in columns)


# Every row and column of the benchmarks.


def test_there_is_a_row_for_every_authority_with_a_figure_or_a_marker(
    expected: Table, table: Table
) -> None:
    assert expected.keys() == table.keys()
    assert len({key[:2] for key in table}) > 100


def test_every_benchmarked_column_is_compared(table: Table) -> None:
    columns = set(next(iter(table.values())))
    assert columns == {"indicator_id", "period", "la_code", *LABELS, *NUMBERS}


@pytest.mark.parametrize("column", [*LABELS, *NUMBERS])
def test_every_figure_is_what_its_definition_gives(
    expected: Table, table: Table, column: str
) -> None:
    assert_same(expected, table, [column])


@pytest.mark.parametrize("as_of", [date(2023, 6, 30), date(2024, 2, 29), date(2026, 3, 18)])
def test_benchmarks_as_of_a_day_rest_on_the_editions_of_that_day(
    warehouse: duckdb.DuckDBPyConnection, source: Published, as_of: date
) -> None:
    known = as_table(rows_of(warehouse, f"FROM la_benchmarks_as_of(DATE '{as_of}')"))
    assert known
    assert_same(benchmarks(source, as_of), known, [*LABELS, *NUMBERS])


def test_nothing_is_known_before_the_first_edition(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert not rows_of(warehouse, "FROM indicator_values_as_of(DATE '2023-02-22')")
    assert not rows_of(warehouse, "FROM la_benchmarks_as_of(DATE '2023-02-22')")


def test_benchmarks_can_be_asked_for_with_the_neighbours_of_2021(
    warehouse: duckdb.DuckDBPyConnection, source: Published, table: Table
) -> None:
    of_2021 = as_table(rows_of(warehouse, "FROM la_benchmarks_for_model('2021')"))
    assert_same(benchmarks(source, model="2021"), of_2021, NEIGHBOUR_COLUMNS)
    assert any(of_2021[key]["neighbour_mean"] != table[key]["neighbour_mean"] for key in table)
    others = {*LABELS, *NUMBERS} - {*NEIGHBOUR_COLUMNS}
    for key, row in of_2021.items():
        assert all(row[column] == table[key][column] for column in others)


def test_a_peer_group_is_the_authorities_that_were_named(
    warehouse: duckdb.DuckDBPyConnection, expected: Table
) -> None:
    codes = ["306", "318", "207", "201"]
    rows = rows_of(warehouse, f"FROM peer_group('vacancy_rate_fte', {codes})")
    assert [row["period"] for row in rows] == [str(year) for year in range(2017, 2026)]
    for row in rows:
        group = [expected["vacancy_rate_fte", row["period"], code] for code in codes]
        values = [member["value"] for member in group if member["value"] is not None]
        assert (row["authorities"], row["authorities_used"]) == (4, len(values))
        assert not differs(mean(values), row["peer_mean"], SIX_PLACES)
        assert not differs(median(values), row["peer_median"], SIX_PLACES)
        assert not differs(min(values), row["peer_lowest"], 1e-9)
        assert not differs(max(values), row["peer_highest"], 1e-9)
        assert not differs(group[0]["england_value"], row["england_value"], 1e-9)


# What must hold of the table whatever the figures are.


def test_every_authority_of_its_day_has_a_row_in_every_period(
    source: Published, table: Table
) -> None:
    ends = {key: rows[0].period_end for key, rows in source.returns.items()}
    for key in {key[:2] for key in table}:
        listed = {la_code for *of, la_code in table if tuple(of) == key}
        open_then = {code for code in source.authorities if source.is_open(code, ends[key])}
        assert open_then <= listed, f"{key}: {open_then - listed} are missing"


def test_ranks_count_every_value_once(table: Table) -> None:
    returns: dict[tuple[str, str], dict[Any, Row]] = defaultdict(dict)
    for (indicator_id, period, la_code), row in table.items():
        if row["value"] is not None:
            pair = next((pair for pair in JOINT_MEMBERS if la_code in pair), None)
            area = pair if row["is_joint_return"] else la_code
            returns[indicator_id, period][area] = row
    for rows in returns.values():
        n = len(rows)
        ranks = Counter(row["rank_lowest"] for row in rows.values())
        assert {row["n_ranked"] for row in rows.values()} == {n}
        assert all(row["n_tied"] == ranks[row["rank_lowest"]] for row in rows.values())
        place = 1
        for rank, tied in sorted(ranks.items()):
            assert rank == place
            place += tied
        assert place == n + 1


def test_no_marker_is_ranked_banded_flagged_or_compared(table: Table) -> None:
    marked = [row for row in table.values() if row["value"] is None]
    assert len(marked) > 100
    assert all(row["marker"] for row in marked)
    unranked = ["n_ranked", "rank_lowest", "n_tied", "percent_rank", "quartile", "rank_in_region"]
    unranked += ["gap_to_england", "change_1y", "change_3y", "funnel_flag", "rank_in_neighbours"]
    unranked += ["funnel_flag_adjusted", "change_z", "change_flag"]
    assert all(row[column] is None for row in marked for column in unranked)
    # The interactive tool holds what rounds to zero as 0, and ranks it.
    assert {row["marker"] for row in marked if row["rank_best"] is not None} == {"low", "k"}
    assert any(row["marker"] not in ("low", "k") for row in marked)


def test_members_of_a_joint_return_have_the_same_figure_and_ranks(table: Table) -> None:
    same = ["value", "marker", "n_ranked", "rank_lowest", "n_tied", "percent_rank", "quartile"]
    same += ["rank_best", "lait_band", "gap_to_england", "funnel_flag", "funnel_flag_adjusted"]
    joint = [key for key, row in table.items() if row["is_joint_return"]]
    assert {la_code for *_, la_code in joint} == {code for pair in JOINT_MEMBERS for code in pair}
    for indicator_id, period, la_code in joint:
        pair = next(pair for pair in JOINT_MEMBERS if la_code in pair)
        one, other = (table[indicator_id, period, code] for code in pair)
        assert [one[column] for column in same] == [other[column] for column in same]


def test_some_authorities_stand_on_a_cut_and_are_in_the_lower_quarter(
    source: Published, table: Table
) -> None:
    on_a_cut = 0
    for key in {key[:2] for key in table}:
        snapshot = source.known(*key, FOREVER)
        for la_code, value in snapshot.numbers.items():
            for place, cut in enumerate(snapshot.cuts_once, start=1):
                if value == cut:
                    on_a_cut += 1
                    assert table[*key, la_code]["quartile"] <= place
    assert on_a_cut > 100


def test_england_is_not_the_mean_of_authorities(expected: Table, table: Table) -> None:
    rows = [row for key, row in table.items() if key[:2] == ("vacancy_rate_fte", "2025")]
    values = [row["value"] for row in rows if row["value"] is not None]
    assert {row["england_value"] for row in rows} == {14.2}
    assert abs(sum(values) / len(values) - 14.2) > 0.5


def test_kensington_and_westminster_are_listed_without_a_figure_in_2025(table: Table) -> None:
    for la_code in ("207", "213"):
        assert value_of(table, f"vacancy_rate_fte 2025 {la_code}", "value", "marker") == (None, "x")


# Figures that the publishers' own tools show, and others that readers rely on.


def test_croydon_has_the_rank_and_band_of_the_interactive_tool(table: Table) -> None:
    croydon = value_of(table, "vacancy_rate_fte 2025 306", "value", "rank_best", "lait_band")
    assert croydon == (19.2, 106, "C")
    ranked = [row for key, row in table.items() if key[:2] == ("vacancy_rate_fte", "2025")]
    assert sum(row["rank_best"] is not None for row in ranked) == 151


def test_croydon_has_the_neighbours_of_the_model(table: Table) -> None:
    columns = ("neighbour_mean", "neighbour_median", "neighbours_used")
    assert value_of(table, "vacancy_rate_fte 2025 306", *columns) == (13.04, 14.55, 10)
    assert value_of(table, "vacancy_rate_fte 2018 306", *columns) == (20.08, 16.8, 10)


def test_the_dashboard_rounds_a_half_away_from_zero(table: Table) -> None:
    halves = {"2025": 14.6, "2022": 22.7, "2021": 18.9, "2019": 13.9, "2017": 17.1}
    for period, rounded in halves.items():
        key = f"vacancy_rate_fte {period} 306"
        assert value_of(table, key, "csc_neighbour_median") == (rounded,)


def test_the_dashboard_drops_joint_returns_where_we_keep_them(
    source: Published, table: Table
) -> None:
    joint = {code for pair in JOINT_MEMBERS for code in pair}
    beside = [
        code
        for (model, code), found in source.neighbours.items()
        if model == "2025" and joint & set(found)
    ]
    assert len(beside) > 5
    rows = [table["vacancy_rate_fte", "2025", code] for code in beside]
    assert any(abs(row["neighbour_median"] - row["csc_neighbour_median"]) > 0.06 for row in rows)


def test_middlesbroughs_turnover_of_2018_was_halved_by_a_later_edition(
    warehouse: duckdb.DuckDBPyConnection, table: Table
) -> None:
    then = as_table(rows_of(warehouse, "FROM la_benchmarks_as_of(DATE '2023-06-30')"))
    assert value_of(then, "turnover_rate_fte 2018 806", "value") == (22.2,)
    assert value_of(table, "turnover_rate_fte 2018 806", "value") == (10.3,)
    revised = rows_of(
        warehouse,
        "FROM value_revisions WHERE indicator_id = 'turnover_rate_fte'"
        " AND area_code = '806' AND period = '2018'",
    )
    assert [(row["previous_value"], row["value"], row["change"]) for row in revised] == [
        (22.2, 10.3, -11.9)
    ]


@pytest.mark.parametrize("la_code", ["370", "373", "933", "815", "825"])
def test_a_recoded_authority_is_one_unbroken_series(table: Table, la_code: str) -> None:
    years = [str(year) for year in range(2017, 2026)]
    assert all(table["vacancy_rate_fte", year, la_code]["value"] is not None for year in years)
    assert all(
        table["vacancy_rate_fte", year, la_code]["change_1y"] is not None for year in years[1:]
    )


def test_a_successor_does_not_continue_the_series_of_its_predecessor(table: Table) -> None:
    assert value_of(table, "vacancy_rate_fte 2019 838", "change_1y") == (None,)
    assert ("vacancy_rate_fte", "2019", "835") not in table
    assert ("vacancy_rate_fte", "2018", "838") not in table


def test_ghost_rows_of_abolished_authorities_are_not_listed(table: Table) -> None:
    assert ("cla_rate", "2023", "909") in table
    assert ("cla_rate", "2024", "909") not in table
    assert ("cla_rate", "2022", "942") not in table


def test_isles_of_scilly_are_ranked_with_a_hundred_per_cent(table: Table) -> None:
    scilly = value_of(table, "vacancy_rate_fte 2025 420", "value", "rank_lowest", "lait_band")
    assert scilly == (100.0, 149, "D")


def test_the_plain_funnel_flags_two_thirds_and_the_adjusted_one_a_tenth(table: Table) -> None:
    rows = [row for key, row in table.items() if key[:2] == ("vacancy_rate_fte", "2025")]
    flagged = [row for row in rows if row["funnel_flag"] not in (None, "too few")]
    plain = sum(row["funnel_flag"] != "within" for row in flagged) / len(flagged)
    adjusted = sum(row["funnel_flag_adjusted"] != "within" for row in flagged) / len(flagged)
    assert 0.6 < plain < 0.72
    assert 0.07 < adjusted < 0.13


# Rates computed here, and their parts.


def test_a_rate_computed_here_divides_by_the_population_of_the_year_before(
    source: Published,
) -> None:
    counts = {
        "cin_rate": ("cin_count", 10_000, 1),
        "cpp_rate": ("cpp_count", 10_000, 1),
        "referral_rate": ("referral_count", 10_000, 1),
        "cin_started_rate": ("cin_started_count", 10_000, 1),
        "cin_ended_rate": ("cin_ended_count", 10_000, 1),
        "s47_rate": ("s47_count", 10_000, 1),
        "icpc_rate": ("icpc_count", 10_000, 1),
        "cpp_started_rate": ("cpp_started_count", 10_000, 1),
        "csc_spend_per_child": ("csc_total_expenditure", 1000, 0),
        "csc_net_spend_per_child": ("csc_net_expenditure", 1000, 0),
        **{
            f"csc_spend_{kind}_per_child": (f"csc_{kind}_expenditure", 1000, 0)
            for kind in (
                "cla",
                "residential",
                "fostering",
                "safeguarding",
                "family_support",
                "early_years",
                "youth_justice",
                "young_people",
            )
        },
    }
    derived = {code for code, row in source.indicators.items() if row["is_derived"]}
    assert derived - _percentages(source) == {*counts, "posts_fte"}
    for indicator_id, (count_id, per, places) in counts.items():
        for (found_id, period), rows in source.returns.items():
            if found_id != indicator_id:
                continue
            # At 31 March 2025, and over 2024-25, the children are those of the middle of 2024.
            year = str(int(period[:4]) - 1) if len(period) == 4 else period[:4]
            people = {row.area: row.value for row in source.returns["population", year]}
            count = {(row.area, row.release): row for row in source.returns[count_id, period]}
            assert {(row.area, row.release) for row in rows} == set(count)
            for row in rows:
                counted = count[row.area, row.release]
                above, below = counted.value, people.get(row.area)
                if above is None or below is None:
                    assert (row.value, row.marker) == (None, counted.marker or "x")
                else:
                    rate = half_away_from_zero(above / below * per, places)
                    assert row.value == rate, (indicator_id, period, row.area)


def test_posts_are_those_vacant_and_those_filled(source: Published) -> None:
    compared = 0
    for period in (str(year) for year in range(2017, 2026)):
        parts = [
            {(row.area, row.release): row for row in source.returns[part, period]}
            for part in ("vacancy_fte", "inpost_fte")
        ]
        for row in source.returns["posts_fte", period]:
            vacant, filled = (of[row.area, row.release] for of in parts)
            if vacant.value is None or filled.value is None:
                assert (row.value, row.marker) == (None, vacant.marker or filled.marker)
            else:
                posts = half_away_from_zero(vacant.value + filled.value, 1)
                assert row.value == posts, (period, row.area)
                compared += 1
    assert compared > 1500


def _percentages(source: Published) -> set[str]:
    """Percentages that are computed here; test_story computes them from the publisher's files."""
    return {c for c, row in source.indicators.items() if row["is_derived"] and row["unit"] == "%"}


def test_a_percentage_computed_here_is_its_two_counts(source: Published) -> None:
    compared = 0
    for (indicator_id, period), rows in source.returns.items():
        for row in rows if indicator_id in _percentages(source) else []:
            above, below = exact(row.numerator), exact(row.denominator)
            if above is None or not below:
                assert row.value is None and row.marker, (indicator_id, period, row.area)
            else:
                rate = half_away_from_zero(above / below * 100, 1)
                assert row.value == rate, (indicator_id, period, row.area)
                compared += 1
    assert compared > 20_000


def test_the_published_rate_of_children_looked_after_has_the_same_population(
    source: Published,
) -> None:
    compared = 0
    for (indicator_id, _), rows in source.returns.items():
        for row in rows if indicator_id == "cla_rate" else []:
            if row.level == "Local authority" and row.value is not None and row.numerator:
                compared += 1
                assert row.denominator is not None
                assert abs(row.numerator / row.denominator * 10_000 - float(row.value)) <= 0.55
    assert compared > 700


@pytest.mark.parametrize("indicator_id", RATE_TOLERANCES)
def test_a_published_rate_agrees_with_its_counts(source: Published, indicator_id: str) -> None:
    per = 1 if indicator_id == "caseload_fte" else 100
    compared = 0
    for (found_id, period), rows in source.returns.items():
        for row in rows if found_id == indicator_id else []:
            counted = row.level == "Local authority" and row.denominator and row.value is not None
            if counted and row.numerator is not None:
                compared += 1
                gap = abs(row.numerator / row.denominator * per - float(row.value))
                assert gap <= RATE_TOLERANCES[indicator_id] + 1e-9, (period, row.area, gap)
    assert compared > 3000


def test_numerators_and_denominators_are_the_counts_of_the_same_row(source: Published) -> None:
    by_area: dict[tuple[str, str, str, str], Return] = {
        (indicator_id, period, row.area, row.release): row
        for (indicator_id, period), rows in source.returns.items()
        for row in rows
    }
    compared = 0
    for (indicator_id, period, area, release), row in by_area.items():
        definition = source.indicators[indicator_id]
        terms = (definition["denominator"] or "").split(" + ")
        if definition["is_derived"] or not all(term in source.indicators for term in terms):
            continue
        parts = [by_area[term, period, area, release].value for term in terms]
        whole = None if None in parts else sum(parts, Decimal(0))
        assert not differs(whole, row.denominator, 1e-9), (indicator_id, period, area)
        above = by_area[definition["numerator"], period, area, release].value
        assert not differs(above, row.numerator, 1e-9), (indicator_id, period, area)
        compared += 1
    assert compared > 10_000


@pytest.mark.skipif(not WORKFORCE_FILE.exists(), reason="the published file is not here")
def test_the_workforce_figures_are_those_of_the_published_file(source: Published) -> None:
    with WORKFORCE_FILE.open(encoding="utf-8-sig", newline="") as file:
        printed = list(csv.DictReader(file))
    measures = [name for name in printed[0] if name in source.indicators]
    assert len(measures) > 15
    for measure in measures:
        held = {
            (row.area, row.period): str(row.marker) if row.value is None else row.value
            for (indicator_id, _), rows in source.returns.items()
            for row in (rows if indicator_id == measure else [])
            if row.release == "dfe_workforce_2025"
        }
        for row in printed:
            area = {
                "National": "E92000001",
                "Regional": row["region_code"],
                "Local authority": row["old_la_code"].replace(" / ", "+"),
            }[row["geographic_level"]]
            # London's two halves are not among the nine regions.
            if (got := held.get((area, row["time_period"]))) is None:
                assert area in ("E13000001", "E13000002")
            else:
                want = row[measure]
                assert want == got if isinstance(got, str) else Decimal(want) == got


# Revisions.


def test_revisions_are_all_differences_between_consecutive_editions(
    warehouse: duckdb.DuckDBPyConnection, source: Published
) -> None:
    by_release: dict[str, dict[str, dict[tuple[str, str], Return]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for (indicator_id, period), rows in source.returns.items():
        for row in rows:
            by_release[indicator_id][row.release][row.area, period] = row
    expected = {}
    for indicator_id, releases in by_release.items():
        order = sorted(releases, key=lambda release: source.editions[release])
        for older, newer in pairwise(order):
            if (indicator_id, newer) in INCOMPARABLE:
                continue
            for place in releases[older].keys() & releases[newer].keys():
                was, now = releases[older][place], releases[newer][place]
                if (was.value, was.marker) != (now.value, now.marker):
                    expected[indicator_id, *place, newer] = (older, was, now)
    published = rows_of(warehouse, "FROM value_revisions")
    assert len(published) == len(expected) > 1000
    for row in published:
        key = (row["indicator_id"], row["area_code"], row["period"], row["release_id"])
        older, was, now = expected[key]
        assert row["previous_release_id"] == older
        assert (row["previous_marker"], row["marker"]) == (was.marker, now.marker)
        assert exact(row["previous_value"]) == was.value
        assert exact(row["value"]) == now.value
        assert not differs(difference(now.value, was.value), row["change"], SIX_PLACES)


def test_turnover_by_headcount_is_not_compared_with_its_old_definition(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    compared = rows_of(
        warehouse,
        "SELECT DISTINCT previous_release_id AS release FROM value_revisions"
        " WHERE indicator_id = 'turnover_rate_headcount'",
    )
    assert [row["release"] for row in compared] == ["dfe_workforce_2023"]


# Ratings.


def month_end(day: date) -> date:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return following - timedelta(days=1)


def begun_on(inspection: Row) -> date:
    """The first day; for reports that do not give one, the day of publication."""
    begun: date = inspection["inspection_start_date"] or inspection["publication_date"]
    return begun


def latest_by_authority(inspections: Iterable[Row]) -> dict[str, Row]:
    return {row["la_code"]: row for row in sorted(inspections, key=begun_on)}


@pytest.fixture(scope="module")
def inspections(warehouse: duckdb.DuckDBPyConnection) -> list[Row]:
    return rows_of(warehouse, "FROM inspections")


@pytest.fixture(scope="module")
def run_as_at(warehouse: duckdb.DuckDBPyConnection) -> date:
    (row,) = rows_of(warehouse, "SELECT DISTINCT as_at FROM improvement_spells")
    day: date = row["as_at"]
    return day


def rating_dates(run_as_at: date) -> dict[date, date]:
    """As-at dates, and by when a report has to be out to count."""
    years = range(2017, run_as_at.year + 1)
    days = [date(year, *ends) for year in years for ends in ((3, 31), (9, 30))]
    out_by = {day: month_end(day + timedelta(days=85)) for day in days if day <= run_as_at}
    return out_by | {run_as_at: run_as_at}


def test_the_judgement_in_force_was_begun_by_the_day_and_published_within_three_months(
    warehouse: duckdb.DuckDBPyConnection,
    source: Published,
    inspections: list[Row],
    run_as_at: date,
) -> None:
    ratings = {(row["as_at"], row["la_code"]): row for row in rows_of(warehouse, "FROM ratings")}
    seen = set()
    for as_at, out_by in rating_dates(run_as_at).items():
        in_force = latest_by_authority(
            row
            for row in inspections
            if begun_on(row) <= as_at and row["publication_date"] <= out_by
        )
        for la_code in source.authorities:
            if not source.is_open(la_code, as_at):
                continue
            got = ratings[as_at, la_code]
            seen.add((as_at, la_code))
            want = in_force.get(la_code, {})
            columns = ["inspection_id", "overall_effectiveness", *PARTS]
            where = f"{la_code} as at {as_at}"
            assert [got[c] for c in columns] == [want.get(c) for c in columns], where
            start = want.get("inspection_start_date")
            assert got["days_since_inspection"] == ((as_at - start).days if start else None), where
            grades = [want.get(c) for c in columns[1:]]
            assert got["any_inadequate"] == ("Inadequate" in grades if want else None), where
            basis = "overall" if want.get("overall_effectiveness") else "derived"
            assert got["basis"] == (basis if want else "none"), where
    assert seen == set(ratings)


def test_no_authority_has_two_inspections_that_began_on_one_day(inspections: list[Row]) -> None:
    begun = Counter((row["la_code"], begun_on(row)) for row in inspections)
    assert not [key for key, times in begun.items() if times > 1]


def test_judgements_in_force_are_summarised_beside_the_rates_of_the_same_day(
    warehouse: duckdb.DuckDBPyConnection,
    source: Published,
    inspections: list[Row],
    expected: Table,
) -> None:
    groups: dict[tuple[date, str, str, str], list[Decimal]] = defaultdict(list)
    in_force = {
        str(year): latest_by_authority(
            row for row in inspections if begun_on(row) <= date(year, 9, 30)
        )
        for year in range(2017, 2026)
    }
    for (indicator_id, period, la_code), row in expected.items():
        publication = source.indicators[indicator_id]["publication"]
        if publication != "Children's social work workforce" or row["value"] is None:
            continue
        inspection = in_force[period].get(la_code)
        if inspection:
            day = date(int(period), 9, 30)
            grade = inspection["overall_effectiveness"]
            groups[day, indicator_id, grade, period].append(row["value"])
    summary = rows_of(warehouse, "FROM rating_indicator_summary")
    keys = [(row["as_at"], row["indicator_id"], row["grade"], row["period"]) for row in summary]
    assert sorted(keys) == sorted(groups)
    assert {row["grade"] for row in summary} == set(GRADES)
    for key, row in zip(keys, summary, strict=True):
        values = groups[key]
        cuts = cuts_of(values)
        assert row["n"] == len(values), key
        wanted = [mean(values), *cuts]
        got = [row[column] for column in ("mean", "q1", "median", "q3")]
        assert not any(differs(w, g, SIX_PLACES) for w, g in zip(wanted, got, strict=True)), key


def test_every_rated_authority_with_a_rate_is_in_one_group(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    counted = rows_of(
        warehouse,
        "SELECT period, sum(n) AS n FROM rating_indicator_summary"
        " WHERE indicator_id = 'vacancy_rate_fte' GROUP BY period",
    )
    assert {row["period"]: row["n"] for row in counted}["2025"] == 151
