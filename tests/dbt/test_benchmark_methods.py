"""What the benchmark functions do on made-up figures: polarity, ties, markers, joint returns.

Here: the published table functions, each rule by itself. Not here: whether the published tables
are right as a whole, which is in test_benchmarks.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.fixtures.benchmark_world import World, create_empty

T = TypeVar("T")
CODES = [str(number) for number in range(301, 331)]
MIRRORED = {"A": "D", "B": "C", "C": "B", "D": "A"}
RANKED_COLUMNS = ["n_ranked", "rank_lowest", "n_tied", "percent_rank", "quartile"]
RANKED_COLUMNS += ["rank_best", "lait_band"]
few = settings(max_examples=8, deadline=None, derandomize=True, database=None)
tenths = st.integers(0, 60).map(lambda number: number / 10)
rates = st.lists(tenths, min_size=2, max_size=20)
rates_or_markers = st.lists(st.one_of(tenths, st.sampled_from("cxzu")), min_size=3, max_size=15)


@pytest.fixture(scope="module")
def empty(published_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        create_empty(connection, published_database)
        yield connection


@pytest.fixture
def world(empty: duckdb.DuckDBPyConnection) -> World:
    return world_of(empty)


def world_of(empty: duckdb.DuckDBPyConnection) -> World:
    """Thirty authorities and a rate of which less is better."""
    world = World(empty)
    world.authorities(CODES)
    world.indicator()
    return world


def by_code(values: Sequence[T]) -> dict[str, T]:
    return dict(zip(CODES, values, strict=False))


# Ranks, quartiles and bands.


@few
@given(rates)
@example([1.0, 2.0, 3.0, 4.0, 5.0])
def test_the_opposite_polarity_mirrors_bands(
    empty: duckdb.DuckDBPyConnection, values: list[float]
) -> None:
    world = world_of(empty)
    world.indicator("opposite", polarity="high")
    world.figures(by_code(values))
    world.figures(by_code(values), indicator_id="opposite")
    benchmarks = world.benchmarks()
    for code in by_code(values):
        low, high = (benchmarks[name, "2020", code] for name in ("rate", "opposite"))
        assert low["lait_band"] == MIRRORED[high["lait_band"]]
        assert low["rank_lowest"] == high["rank_lowest"]
        # Best to worst and worst to best: ranks and the values tied with this one make up all.
        tied = values.count(low["value"])
        assert low["rank_best"] + high["rank_best"] + tied == len(values) + 2


@few
@given(st.lists(st.integers(0, 999), min_size=2, max_size=20, unique=True))
def test_negative_values_of_the_opposite_polarity_have_the_same_ranks_and_bands(
    empty: duckdb.DuckDBPyConnection, values: list[int]
) -> None:
    world = world_of(empty)
    world.indicator("negative", polarity="high")
    world.figures(by_code(values))
    world.figures(by_code([-value for value in values]), indicator_id="negative")
    benchmarks = world.benchmarks()
    cuts = exact_cuts(values)
    for code, value in by_code(values).items():
        one, other = (benchmarks[name, "2020", code] for name in ("rate", "negative"))
        assert one["rank_best"] == other["rank_best"]
        assert one["rank_lowest"] + other["rank_lowest"] == len(values) + 1
        # A value on a cut goes to the lower quarter on either side of the mirror.
        if Decimal(value) not in cuts:
            assert one["lait_band"] == other["lait_band"]


def exact_cuts(values: list[float] | list[int]) -> list[Decimal]:
    ordered = sorted(Decimal(repr(value)) for value in values)
    cuts = []
    for share in ("0.25", "0.5", "0.75"):
        place = (len(ordered) - 1) * Decimal(share)
        below = ordered[int(place)]
        above = ordered[min(int(place) + 1, len(ordered) - 1)]
        cuts.append(below + (place - int(place)) * (above - below))
    return cuts


@few
@given(rates)
@example([0.1, 0.1, 0.1, 0.3, 0.3, 0.7])
def test_a_value_equal_to_a_cut_goes_to_the_lower_quartile(
    empty: duckdb.DuckDBPyConnection, values: list[float]
) -> None:
    world = world_of(empty)
    world.figures(by_code(values))
    cuts = exact_cuts(values)
    for row in world.benchmarks_of().values():
        place = 1 + sum(Decimal(repr(row["value"])) > cut for cut in cuts)
        assert row["quartile"] == place
        assert row["lait_band"] == "ABCD"[place - 1]


def test_five_values_stand_on_all_three_cuts(world: World) -> None:
    world.figures(by_code([1, 2, 3, 4, 5]))
    rows = world.benchmarks_of().values()
    assert [row["quartile"] for row in rows] == [1, 1, 2, 3, 4]
    assert [row["lait_band"] for row in rows] == ["A", "A", "B", "C", "D"]


@few
@given(rates)
def test_ties_share_the_lowest_rank(empty: duckdb.DuckDBPyConnection, values: list[float]) -> None:
    world = world_of(empty)
    world.figures(by_code(values))
    for row in world.benchmarks_of().values():
        assert row["rank_lowest"] == 1 + sum(value < row["value"] for value in values)
        assert row["rank_best"] == row["rank_lowest"]
        assert row["n_tied"] == values.count(row["value"])
        expected = 100 * (row["rank_lowest"] - 1) / (len(values) - 1)
        assert row["percent_rank"] == pytest.approx(expected, abs=1e-6)


@few
@given(rates, st.integers(1, 50))
def test_adding_a_constant_changes_no_rank_quartile_or_band(
    empty: duckdb.DuckDBPyConnection, values: list[float], constant: int
) -> None:
    world = world_of(empty)
    world.indicator("raised")
    world.neighbours(CODES[0], CODES[1:11])
    world.figures(by_code(values), england=3)
    raised = [round(value + constant, 1) for value in values]
    world.figures(by_code(raised), indicator_id="raised", england=3 + constant)
    benchmarks = world.benchmarks()
    for code in by_code(values):
        one, other = (benchmarks[name, "2020", code] for name in ("rate", "raised"))
        assert [one[column] for column in RANKED_COLUMNS] == [other[c] for c in RANKED_COLUMNS]
        assert one["gap_to_england"] == pytest.approx(other["gap_to_england"])
    means = [benchmarks[name, "2020", CODES[0]]["neighbour_mean"] for name in ("rate", "raised")]
    assert means[0] + constant == pytest.approx(means[1])


@few
@given(rates_or_markers)
def test_a_marker_counts_for_nothing(
    empty: duckdb.DuckDBPyConnection, figures: list[float | str]
) -> None:
    world = world_of(empty)
    world.indicator("only_numbers")
    world.neighbours(CODES[0], CODES[1:11])
    numbers = {
        code: figure for code, figure in by_code(figures).items() if figure not in list("cxzu")
    }
    world.figures(by_code(figures))
    world.figures(numbers, indicator_id="only_numbers")
    benchmarks = world.benchmarks()
    for code, figure in by_code(figures).items():
        row = benchmarks["rate", "2020", code]
        if code in numbers:
            same = [*RANKED_COLUMNS, "neighbour_mean", "neighbour_median"]
            other = benchmarks["only_numbers", "2020", code]
            assert [row[column] for column in same] == [other[column] for column in same]
        else:
            assert (row["value"], row["marker"]) == (None, figure)
            assert all(row[column] is None for column in RANKED_COLUMNS)


@pytest.mark.parametrize(("polarity", "band"), [("low", "A"), ("high", "D")])
def test_a_single_value_has_a_rank_but_no_percent_rank(
    world: World, polarity: str, band: str
) -> None:
    world.indicator("single", polarity=polarity)
    world.figures(by_code([7, "c"]), indicator_id="single")
    row = world.benchmarks_of("single")["301"]
    assert (row["rank_lowest"], row["n_ranked"], row["percent_rank"]) == (1, 1, None)
    assert (row["quartile"], row["rank_best"], row["lait_band"]) == (1, 1, band)


def test_without_polarity_there_is_no_best(world: World) -> None:
    world.indicator("neutral", polarity="none")
    world.figures(by_code([1, 2, 3, 4]), indicator_id="neutral")
    for row in world.benchmarks_of("neutral").values():
        assert (row["rank_best"], row["lait_band"]) == (None, None)
        assert row["quartile"] == row["rank_lowest"]


def test_where_quartiles_make_no_sense_there_are_ranks_only(world: World) -> None:
    world.indicator("coarse", has_quartiles=False)
    world.figures(by_code([1, 2, 3, 4]), indicator_id="coarse")
    for row in world.benchmarks_of("coarse").values():
        assert (row["quartile"], row["lait_band"]) == (None, None)
        assert row["rank_best"] == row["rank_lowest"]


def test_england_and_regions_are_as_published_and_never_ranked(world: World) -> None:
    world.figures(by_code([1, 2, 3]), england=40, region=0.5)
    rows = world.benchmarks_of()
    assert set(rows) == {"301", "302", "303"}
    assert {(row["england_value"], row["region_value"]) for row in rows.values()} == {(40, 0.5)}
    assert {row["n_ranked"] for row in rows.values()} == {3}
    assert [row["gap_to_england"] for row in rows.values()] == [-39, -38, -37]


def test_without_a_figure_for_england_there_is_no_gap(world: World) -> None:
    world.figures(by_code([1, 2, 3]), england="x")
    assert all(row["gap_to_england"] is None for row in world.benchmarks_of().values())


@pytest.mark.parametrize(
    ("polarity", "ranks", "bands"),
    [("low", [2, 3, 1, None, 4], "BCA-D"), ("high", [3, 2, 4, None, 1], "CBD-A")],
)
def test_the_interactive_tool_ranks_what_rounds_to_zero_and_we_do_not(
    world: World, polarity: str, ranks: list[int | None], bands: str
) -> None:
    world.indicator("small", polarity=polarity)
    world.figures(by_code([1, 2, "low", "c", 3]), indicator_id="small")
    rows = world.benchmarks_of("small").values()
    assert [row["rank_best"] for row in rows] == ranks
    assert [row["lait_band"] or "-" for row in rows] == list(bands)
    assert [row["rank_lowest"] for row in rows] == [1, 2, None, None, 3]
    assert [row["quartile"] for row in rows] == [1, 2, None, None, 4]
    assert {row["n_ranked"] for row in rows if row["value"]} == {3}


# Regions, and neighbours.


def test_an_authority_has_a_place_in_its_region(empty: duckdb.DuckDBPyConnection) -> None:
    world = World(empty)
    world.indicator()
    world.authorities(CODES[:4], region_code="north")
    world.authorities(CODES[4:8], region_code="south")
    world.figures({"301": 3, "302+303": 1, "304": 3, "305": 2, "306": "c", "307": 1, "308": 5})
    rows = world.benchmarks_of().values()
    assert [row["rank_in_region"] for row in rows] == [2, 1, 1, 2, 2, None, 1, 3]
    assert [row["n_in_region"] for row in rows] == [3, 3, 3, 3, 3, None, 3, 3]


def test_a_joint_return_across_regions_has_a_place_in_either(
    empty: duckdb.DuckDBPyConnection,
) -> None:
    world = World(empty)
    world.indicator()
    world.authorities(["301", "302"], region_code="north")
    world.authorities(["303", "304"], region_code="south")
    world.figures({"301": 1, "302+303": 2, "304": 3})
    rows = world.benchmarks_of().values()
    assert [(row["rank_in_region"], row["n_in_region"]) for row in rows] == [
        *[(1, 2), (2, 2), (1, 2), (2, 2)]
    ]


def beside(row: dict[str, Any]) -> tuple[Any, Any]:
    return row["rank_in_neighbours"], row["n_in_neighbours"]


def test_an_authority_has_a_place_beside_its_neighbours(world: World) -> None:
    world.neighbours("301", CODES[1:11])
    world.neighbours("302", ["301"])
    world.figures(by_code([5, 1, 2, 3, 4, 5, 5, 7, 8, 9, "c", 0]))
    rows = world.benchmarks_of()
    assert beside(rows["301"]) == (5, 10)
    assert beside(rows["302"]) == (1, 2)
    assert beside(rows["303"]) == (None, None)


def test_a_withheld_value_has_no_place_beside_its_neighbours(world: World) -> None:
    world.neighbours("301", ["302", "303"])
    world.figures(by_code(["c", 1, 2]))
    assert beside(world.benchmarks_of()["301"]) == (None, None)


def test_a_joint_return_has_one_place_among_neighbours(world: World) -> None:
    world.neighbours("301", ["302", "303", "304"])
    world.neighbours("302", ["303", "304", "301"])
    world.figures({"301": 5, "302+303": 1, "304": 4})
    rows = world.benchmarks_of()
    assert (rows["301"]["neighbours_used"], *beside(rows["301"])) == (3, 3, 3)
    assert (rows["302"]["neighbours_used"], *beside(rows["302"])) == (3, 1, 3)


# Joint returns.


def test_a_joint_return_counts_once_and_is_given_to_both_members(world: World) -> None:
    world.figures({"301": 1, "302+303": 2, "304": 3}, england=2)
    rows = world.benchmarks_of()
    assert [row["value"] for row in rows.values()] == [1, 2, 2, 3]
    assert [row["is_joint_return"] for row in rows.values()] == [False, True, True, False]
    assert [row["rank_lowest"] for row in rows.values()] == [1, 2, 2, 3]
    assert {row["n_ranked"] for row in rows.values()} == {3}
    assert {row["n_tied"] for row in rows.values()} == {1}


def test_the_interactive_tool_counts_both_members_of_a_joint_return(world: World) -> None:
    world.figures({"301": 1, "302+303": 2, "304": 3, "305": 4, "306": 5})
    rows = world.benchmarks_of()
    assert [row["rank_best"] for row in rows.values()] == [1, 2, 2, 4, 5, 6]
    # Cuts of 1 2 3 4 5 are 2, 3 and 4; of 1 2 2 3 4 5 they are 2, 2.5 and 3.75.
    assert [row["quartile"] for row in rows.values()] == [1, 1, 1, 2, 3, 4]
    assert [row["lait_band"] for row in rows.values()] == ["A", "A", "A", "C", "D", "D"]


def test_a_member_marked_not_applicable_beside_the_joint_row_has_one_row(world: World) -> None:
    world.figures({"301": 1, "302+303": 2, "303": "z"})
    row = world.benchmarks_of()["303"]
    assert (row["value"], row["marker"], row["is_joint_return"]) == (2, None, True)


def test_a_withheld_joint_return_is_withheld_for_both(world: World) -> None:
    world.figures({"301": 1, "302+303": "c"})
    rows = world.benchmarks_of()
    assert [(rows[code]["marker"], rows[code]["rank_lowest"]) for code in ("302", "303")] == [
        ("c", None),
        ("c", None),
    ]


# Statistical neighbours.


def test_neighbours_are_averaged_without_weights(world: World) -> None:
    world.neighbours("301", CODES[1:11])
    world.figures(by_code([50, 1, 2, 3, 4, 5, 6, 7, 8, 9, 20]), england=7)
    row = world.benchmarks_of()["301"]
    assert (row["neighbour_mean"], row["neighbour_median"]) == (6.5, 5.5)
    assert row["neighbours_used"] == 10


def test_a_neighbour_without_a_number_is_missing_and_not_replaced(world: World) -> None:
    world.neighbours("301", CODES[1:11])
    world.figures(by_code([50, 1, 2, 3, 4, 5, 6, 7, 8, 9, "c", 99]))
    row = world.benchmarks_of()["301"]
    assert (row["neighbour_mean"], row["neighbour_median"]) == (5, 5)
    assert row["neighbours_used"] == 9


def test_an_abolished_neighbour_is_missing_and_its_successor_does_not_stand_in(
    empty: duckdb.DuckDBPyConnection,
) -> None:
    world = World(empty)
    world.indicator()
    world.authorities(CODES[:3])
    world.authorities(["909"], closed_on=date(2020, 3, 31), successor_la_codes="942")
    world.authorities(["942"], opened_on=date(2020, 4, 1), predecessor_la_codes="909")
    world.neighbours("301", ["302", "303", "909"])
    world.figures({"301": 1, "302": 2, "303": 4, "909": 9, "942": "x"}, period="2019")
    world.figures({"301": 1, "302": 2, "303": 4, "909": "z", "942": 30})
    benchmarks = world.benchmarks()
    before, after = (benchmarks["rate", period, "301"] for period in ("2019", "2020"))
    assert (before["neighbour_mean"], before["neighbours_used"]) == (5, 3)
    assert (after["neighbour_mean"], after["neighbours_used"]) == (3, 2)


def test_authorities_that_do_not_exist_on_the_day_have_no_row(
    empty: duckdb.DuckDBPyConnection,
) -> None:
    world = World(empty)
    world.indicator()
    world.authorities(["909"], closed_on=date(2020, 3, 31))
    world.authorities(["942"], opened_on=date(2020, 4, 1))
    world.figures({"909": 5, "942": "x"}, period="2019")
    world.figures({"909": "z", "942": "c"})
    assert set(world.benchmarks()) == {("rate", "2019", "909"), ("rate", "2020", "942")}


def test_each_member_of_a_joint_return_brings_the_joint_value(world: World) -> None:
    world.neighbours("301", ["302", "303", "304"])
    world.figures({"301": 1, "302+303": 10, "304": 4})
    row = world.benchmarks_of()["301"]
    assert (row["neighbour_mean"], row["neighbour_median"], row["neighbours_used"]) == (8, 10, 3)


def test_the_dashboards_median_drops_joint_returns(world: World) -> None:
    world.neighbours("301", ["302", "303", "304", "305"])
    world.figures({"301": 1, "302+303": 10, "304": 4, "305": 5.3})
    row = world.benchmarks_of()["301"]
    assert (row["neighbour_median"], row["csc_neighbour_median"]) == (7.65, 4.7)


@pytest.mark.parametrize(
    ("pair", "rounded"),
    [((14.5, 14.6), 14.6), ((0.2, 0.3), 0.3), ((1.0, 1.1), 1.1), ((-2.4, -2.5), -2.5)],
)
def test_the_dashboards_median_is_rounded_half_away_from_zero(
    world: World, pair: tuple[float, float], rounded: float
) -> None:
    world.neighbours("301", ["302", "303"])
    world.figures({"301": 1, "302": pair[0], "303": pair[1]})
    assert world.benchmarks_of()["301"]["csc_neighbour_median"] == rounded


@pytest.mark.parametrize(
    ("places", "expected"), [(1, 350.9), (0, 351), (None, None)], ids=["one", "whole", "none"]
)
def test_the_dashboards_median_has_its_decimals_or_is_not_shown(
    world: World, places: int | None, expected: float | None
) -> None:
    """Whole numbers are the medians of whole numbers: 350 and 351, not 350.4 and 351.4."""
    world.indicator("shown", csc_decimal_places=places)
    world.neighbours("301", ["302", "303"])
    world.figures({"301": 1, "302": 350.4, "303": 351.4}, indicator_id="shown")
    row = world.benchmarks_of("shown")["301"]
    assert (row["neighbour_median"], row["csc_neighbour_median"]) == (350.9, expected)


def test_the_dashboard_shows_no_median_beside_a_joint_return(world: World) -> None:
    world.neighbours("301", ["303", "304"])
    world.figures({"301+302": 1, "303": 2, "304": 3})
    row = world.benchmarks_of()["301"]
    assert (row["neighbour_median"], row["csc_neighbour_median"]) == (2.5, None)


def test_when_all_neighbours_are_joint_returns_the_dashboard_has_no_median(world: World) -> None:
    world.neighbours("301", ["302", "303"])
    world.figures({"301": 1, "302+303": 10})
    row = world.benchmarks_of()["301"]
    assert (row["neighbour_median"], row["csc_neighbour_median"]) == (10, None)


def test_when_all_neighbours_are_withheld_none_is_used(world: World) -> None:
    world.neighbours("301", ["302", "303"])
    world.figures({"301": 1, "302": "c", "303": "x"})
    row = world.benchmarks_of()["301"]
    assert (row["neighbour_mean"], row["neighbour_median"], row["neighbours_used"]) == (
        None,
        None,
        0,
    )


def test_an_authority_that_the_model_leaves_out_has_no_neighbours(world: World) -> None:
    world.neighbours("301", ["302"])
    world.figures(by_code([1, 2]))
    row = world.benchmarks_of()["302"]
    columns = ["neighbour_mean", "neighbour_median", "neighbours_used", "csc_neighbour_median"]
    assert [row[column] for column in columns] == [None] * 4


def test_an_authority_without_a_figure_still_sees_its_neighbours(world: World) -> None:
    world.neighbours("301", ["302", "303"])
    world.figures(by_code(["c", 2, 4]))
    assert world.benchmarks_of()["301"]["neighbour_mean"] == 3


def test_neighbours_are_those_of_2025_unless_2021_is_asked_for(world: World) -> None:
    world.neighbours("301", ["302"], model="2025")
    world.neighbours("301", ["303"], model="2021")
    world.figures(by_code([1, 2, 4]))
    key = ("rate", "2020", "301")
    assert world.benchmarks(as_of=date(2020, 1, 1))[key]["neighbour_mean"] == 2
    assert world.benchmarks()[key]["neighbour_mean"] == 2
    assert world.benchmarks(model="2021")[key]["neighbour_mean"] == 4


def test_a_named_peer_group_is_averaged_over_its_numbers(world: World) -> None:
    world.figures(by_code([1, 2, 6, "c", 50]), england=7)
    world.load()
    world.connection.execute("INSERT INTO la_benchmarks FROM la_benchmarks_for_model('2025')")
    (row,) = world.ask("FROM peer_group('rate', ['301', '302', '303', '304'])")
    assert (row["authorities"], row["authorities_used"]) == (4, 3)
    assert (row["peer_mean"], row["peer_median"]) == (3, 2)
    assert (row["peer_lowest"], row["peer_highest"], row["england_value"]) == (1, 6, 7)


# Changes.


def test_a_change_needs_the_period_exactly_one_or_three_before(world: World) -> None:
    for period, value in {"2016": 1, "2018": 4, "2019": 9, "2021": 16}.items():
        world.figures({"301": value}, period=period)
    benchmarks = world.benchmarks()
    changes = {
        period: (row["change_1y"], row["change_3y"]) for (_, period, _), row in benchmarks.items()
    }
    assert changes == {
        "2016": (None, None),
        "2018": (None, None),
        "2019": (5, 8),
        "2021": (None, 12),
    }


def test_a_change_needs_a_number_at_both_ends(world: World) -> None:
    for period, figure in {"2018": "c", "2019": 5, "2020": "x", "2021": 6}.items():
        world.figures({"301": figure}, period=period)
    benchmarks = world.benchmarks()
    for period in ("2019", "2020", "2021"):
        row = benchmarks["rate", period, "301"]
        assert (row["change_1y"], row["change_3y"]) == (None, None)


def test_a_financial_year_is_compared_with_the_financial_year_before(world: World) -> None:
    for period, value in {"1998-99": 1, "1999-00": 3, "2000-01": 9, "2001-02": 10}.items():
        world.figures({"301": value}, period=period)
    row = world.benchmarks()["rate", "2001-02", "301"]
    assert (row["change_1y"], row["change_3y"]) == (1, 9)


def test_a_change_of_decimals_has_no_binary_dust(world: World) -> None:
    world.figures({"301": 0.1}, period="2019")
    world.figures({"301": 0.3}, england=0.2)
    row = world.benchmarks_of()["301"]
    assert (row["change_1y"], row["gap_to_england"]) == (0.2, 0.1)


# Editions.


@pytest.fixture
def two_editions(world: World) -> World:
    """The second edition leaves out 2019, revises 301, withholds 302 and adds 2021."""
    world.release("second", "2021", date(2021, 6, 30))
    world.figures(by_code([1, 2, 3]), period="2019")
    world.figures(by_code([1, 2, 3]), period="2020")
    world.figures(by_code([4, "c", 3]), period="2020", release_id="second")
    world.figures(by_code([5, 6, 7]), period="2021", release_id="second")
    return world


def test_as_of_a_day_later_editions_are_ignored(two_editions: World) -> None:
    known = two_editions.benchmarks(as_of=date(2021, 6, 29))
    assert {period for _, period, _ in known} == {"2019", "2020"}
    assert {row["release_id"] for row in known.values()} == {"first"}
    row = known["rate", "2020", "301"]
    assert (row["value"], row["rank_lowest"], row["change_1y"]) == (1, 1, 0)


def test_an_edition_is_known_on_the_day_it_is_published(two_editions: World) -> None:
    known = two_editions.benchmarks(as_of=date(2021, 6, 30))
    assert known == two_editions.benchmarks()
    row = known["rate", "2020", "301"]
    assert (row["value"], row["rank_lowest"], row["change_1y"]) == (4, 2, 3)


def test_a_later_suppression_is_honoured(two_editions: World) -> None:
    row = two_editions.benchmarks()["rate", "2020", "302"]
    assert (row["value"], row["marker"], row["rank_lowest"]) == (None, "c", None)
    assert two_editions.benchmarks()["rate", "2021", "302"]["change_1y"] is None


def test_an_edition_that_begins_later_does_not_lose_early_years(two_editions: World) -> None:
    row = two_editions.benchmarks()["rate", "2019", "301"]
    assert (row["value"], row["release_id"]) == (1, "first")


def test_an_authority_left_out_of_a_newer_edition_is_not_filled_from_an_older_one(
    world: World,
) -> None:
    world.release("second", "2021", date(2021, 6, 30))
    world.figures(by_code([1, 2, 3]))
    world.figures(by_code([1, 2]), release_id="second")
    assert set(world.benchmarks_of()) == {"301", "302"}


def test_before_the_first_edition_nothing_is_known(two_editions: World) -> None:
    assert two_editions.benchmarks(as_of=date(2019, 12, 31)) == {}


# Funnel.


FLAG_MIRRORED = {
    "within": "within",
    "high 95": "low 95",
    "high 99.8": "low 99.8",
    "low 95": "high 95",
    "low 99.8": "high 99.8",
    "too few": "too few",
}
FLAGS = ("funnel_flag", "funnel_flag_adjusted")


def flags(row: dict[str, Any]) -> tuple[Any, Any]:
    return row["funnel_flag"], row["funnel_flag_adjusted"]


@few
@given(
    st.lists(
        st.integers(25, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
        min_size=1,
        max_size=12,
    )
)
@example([(100, 100), (75, 100), (50, 100)])
def test_around_a_half_the_funnel_is_symmetric(
    empty: duckdb.DuckDBPyConnection, counts: list[tuple[int, int]]
) -> None:
    world = world_of(empty)
    pairs = list(zip(CODES[::2], CODES[1::2], strict=True))[: len(counts)]
    observed = {}
    for (one, other), (above, below) in zip(pairs, counts, strict=True):
        observed |= {one: (above, below), other: (below - above, below)}
    world.counts(observed, england=50)
    rows = world.benchmarks_of()
    for one, other in pairs:
        for column in FLAGS:
            assert rows[one][column] == FLAG_MIRRORED[rows[other][column]]


def test_limits_are_where_the_tails_of_the_binomial_are(world: World) -> None:
    """At 20 % and a hundred posts.

    P(X <= 8) = 0.09 %, P(X <= 9) = 0.23 %; P(X <= 12) = 2.53 %, P(X <= 11) = 1.26 %;
    P(X >= 29) = 2.00 %, P(X >= 28) = 3.42 %; P(X >= 34) = 0.07 %, P(X >= 33) = 0.16 %.
    """
    expected = {
        **{8: "low 99.8", 9: "low 95", 11: "low 95", 12: "within", 20: "within"},
        **{28: "within", 29: "high 95", 33: "high 95", 34: "high 99.8"},
    }
    world.counts(by_code([(above, 100) for above in expected]), england=20)
    rows = world.benchmarks_of().values()
    assert [row["funnel_flag"] for row in rows] == list(expected.values())


def test_fractions_of_posts_lie_between_whole_ones(world: World) -> None:
    """Of 100 posts 28 are within and 29 outside: so are 28.4 and 28.9."""
    world.counts(by_code([(28.4, 100), (28.9, 100)]), england=20)
    rows = world.benchmarks_of().values()
    assert [row["funnel_flag"] for row in rows] == ["within", "high 95"]


def test_one_post_more_than_hardly_any_is_within(world: World) -> None:
    world.counts({"301": (1, 40), "302": (0, 4000), "303": (30, 30)}, england=1)
    rows = world.benchmarks_of().values()
    assert [row["funnel_flag"] for row in rows] == ["within", "low 99.8", "high 99.8"]


def test_limits_are_wider_for_smaller_authorities(world: World) -> None:
    world.counts({"301": (12, 40), "302": (30, 100), "303": (300, 1000)}, england=20)
    found = [row["funnel_flag"] for row in world.benchmarks_of().values()]
    assert found == ["within", "high 95", "high 99.8"]


def test_under_thirty_posts_are_too_few_for_a_flag(world: World) -> None:
    world.counts({"301": (29, 29.9), "302": (30, 30)}, england=20)
    rows = world.benchmarks_of()
    assert flags(rows["301"]) == ("too few", "too few")
    assert rows["302"]["funnel_flag"] == "high 99.8"


def test_what_equals_england_is_within(world: World) -> None:
    world.counts({"301": (8, 40), "302": (200, 1000)}, england=20)
    for row in world.benchmarks_of().values():
        assert flags(row) == ("within", "within")
        assert (row["funnel_phi"], row["funnel_tau"]) == (1, 0)


def spread_of_z_scores(z_scores: list[int]) -> dict[str, tuple[float, float]]:
    """At a half and a hundred posts, a standard error is five."""
    return by_code([(50 + 5 * z, 100) for z in z_scores])


@pytest.mark.parametrize(("outlier", "flag"), [(8, "high 95"), (9, "high 95"), (10, "high 99.8")])
def test_an_outlier_stands_out_because_the_spread_is_winsorised(
    world: World, outlier: int, flag: str
) -> None:
    """Tenths of the way in from either end z-scores are -4 and 4: squares add up to 92.

    With weights all of 400, tau squared is (92 - 10) / (11 * 400 - 400): tau is 14.32 points, and
    with chance's five the spread is 15.17. An outlier of ten standard errors is 50 points off.
    """
    world.counts(spread_of_z_scores([-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, outlier]), england=50)
    rows = world.benchmarks_of()
    assert {row["funnel_phi"] for row in rows.values()} == {round(92 / 11, 6)}
    assert {row["funnel_tau"] for row in rows.values()} == {round(100 * (82 / 4000) ** 0.5, 6)}
    assert rows["311"]["funnel_flag_adjusted"] == flag
    assert {row["funnel_flag_adjusted"] for code, row in rows.items() if code != "311"} == {
        "within"
    }
    assert rows["301"]["funnel_flag"] == "low 99.8"


def test_the_usual_spread_is_allowed_to_large_authorities_too(world: World) -> None:
    """Ten points off are many standard errors on 1,000 posts, yet no more than on 100."""
    usual = [(30, 100), (40, 100), (50, 100), (60, 100), (70, 100)]
    world.counts(by_code([*usual * 5, (600, 1000), (400, 1000)]), england=50)
    rows = world.benchmarks_of()
    assert flags(rows["326"]) == ("high 99.8", "within")
    assert flags(rows["327"]) == ("low 99.8", "within")


def test_returns_of_few_posts_make_no_spread(world: World) -> None:
    points = [(50, 100), (52, 100), (47, 100)]
    world.indicator("with_few")
    world.counts(by_code(points), england=50)
    world.counts(by_code([*points, (20, 20), (0, 25)]), england=50, indicator_id="with_few")
    alone, with_few = world.benchmarks_of(), world.benchmarks_of("with_few")
    assert alone["301"]["funnel_tau"] == with_few["301"]["funnel_tau"] == 0
    assert with_few["304"]["funnel_phi"] > alone["301"]["funnel_phi"] == 1


def test_overdispersion_is_never_below_one(world: World) -> None:
    world.counts(by_code([(50, 100), (51, 100), (49, 100)]), england=50)
    assert {row["funnel_phi"] for row in world.benchmarks_of().values()} == {1}


def test_a_joint_return_is_one_point_of_the_funnel_and_flags_both(world: World) -> None:
    points = [(25, 100), (50, 100), (75, 100)]
    world.indicator("joint")
    world.counts(dict(zip(["301", "302", "303"], points, strict=True)), england=50)
    joint = dict(zip(["301", "302", "303+304"], points, strict=True))
    world.counts(joint, england=50, indicator_id="joint")
    alone, together = world.benchmarks_of(), world.benchmarks_of("joint")
    for column in (*FLAGS, "funnel_phi", "funnel_tau"):
        assert {alone["303"][column]} == {together["303"][column], together["304"][column]}
    assert alone["303"]["funnel_flag"] == "high 99.8"


@pytest.mark.parametrize(
    ("indicator_id", "unit"),
    [("demand", "per 10,000 children"), ("turnover_rate_fte", "%"), ("caseload", "cases per FTE")],
)
def test_what_is_no_part_of_a_whole_has_no_flag(world: World, indicator_id: str, unit: str) -> None:
    world.indicator(indicator_id, unit=unit)
    parts = {"301": (60.0, 10_000.0), "302": (20.0, 10_000.0)}
    for period in ("2019", "2020"):
        world.figures(
            {"301": 60, "302": 20},
            indicator_id=indicator_id,
            england=40,
            parts=parts,
            period=period,
        )
    for row in world.benchmarks_of(indicator_id).values():
        assert (*flags(row), row["funnel_tau"]) == (None, None, None)
        assert (row["change_1y"], row["change_z"], row["change_flag"]) == (0, None, None)
        assert (row["funnel_phi"] is None) == (unit == "cases per FTE")


def test_more_than_all_is_no_proportion(world: World) -> None:
    """Older editions print vacancies covered by more agency workers than there are vacancies."""
    world.counts({"301": (90, 40), "302": (20, 40), "303": (30, 40)}, england=50)
    rows = world.benchmarks_of()
    assert (rows["301"]["value"], *flags(rows["301"])) == (225, None, None)
    assert flags(rows["302"]) == ("within", "within")


@pytest.mark.parametrize(
    "parts",
    [(None, 100.0), (30.0, None), (0.0, 0.0)],
    ids=["numerator withheld", "denominator withheld", "nobody to count"],
)
def test_a_rate_whose_counts_are_not_known_is_no_point_of_the_funnel(
    world: World, parts: tuple[float | None, float | None]
) -> None:
    counted = spread_of_z_scores([-3, -2, -1, 0, 1, 2, 3])
    figures = {code: above for code, (above, _) in counted.items()}
    world.indicator("with_one_more")
    world.figures(figures, england=50, parts=counted)
    world.figures(
        figures | {"320": 50},
        indicator_id="with_one_more",
        england=50,
        parts={**counted, "320": parts},
    )
    alone, with_one_more = world.benchmarks_of(), world.benchmarks_of("with_one_more")
    assert flags(with_one_more["320"]) == (None, None)
    for column in ("funnel_phi", "funnel_tau"):
        assert {alone[code][column] for code in counted} == {
            with_one_more[code][column] for code in counted
        }


def test_a_withheld_rate_is_no_point_of_the_funnel(world: World) -> None:
    world.figures(
        {"301": 50, "302": "c"},
        england=50,
        parts={"301": (50.0, 100.0), "302": (90.0, 100.0)},
    )
    rows = world.benchmarks_of()
    assert (rows["301"]["funnel_phi"], rows["302"]["funnel_flag"]) == (1, None)


def test_without_a_rate_for_england_there_is_no_funnel(world: World) -> None:
    world.figures({"301": 50}, england="x", parts={"301": (50.0, 100.0)})
    assert flags(world.benchmarks_of()["301"]) == (None, None)


@pytest.mark.parametrize("england", [0, 100])
def test_when_england_has_none_or_all_there_is_no_funnel(world: World, england: int) -> None:
    """Chance has no spread there."""
    world.counts(by_code([(0, 100), (50, 100), (100, 100)]), england=england)
    for row in world.benchmarks_of().values():
        assert (*flags(row), row["funnel_phi"], row["funnel_tau"]) == (None,) * 4


# Changes against chance.


def test_a_change_as_large_as_englands_is_within(world: World) -> None:
    world.counts(by_code([(100, 1000), (200, 1000)]), england=20, period="2019")
    world.counts(by_code([(200, 1000), (300, 1000)]), england=30)
    for row in world.benchmarks_of().values():
        assert (row["change_1y"], row["change_z"], row["change_flag"]) == (10, 0, "within")


def test_what_stays_while_england_falls_is_high(world: World) -> None:
    """A single change is all the spread there is: its own size."""
    world.counts({"301": (200, 1000)}, england=26, period="2019")
    world.counts({"301": (200, 1000)}, england=20)
    row = world.benchmarks_of()["301"]
    # Half a case on either side of either year brings the pooled rate to 401 of 2,002.
    pooled = 401 / 2002
    z = 0.06 / (pooled * (1 - pooled) * 2 / 1000) ** 0.5
    assert row["change_z"] == pytest.approx(z / max(1, z), abs=1e-6) == 1
    assert row["change_flag"] == "within"


def test_changes_are_flagged_against_the_usual_change(world: World) -> None:
    steady = [(200, 1000)] * 20
    changed = [(200, 1000)] * 18 + [(280, 1000), (140, 1000)]
    world.counts(by_code(steady), england=20, period="2019")
    world.counts(by_code(changed), england=20)
    rows = world.benchmarks_of()
    assert [rows[code]["change_flag"] for code in ("301", "319", "320")] == [
        *["within", "high 99.8", "low 99.8"]
    ]
    assert rows["319"]["change_z"] == pytest.approx(4.187, abs=1e-3)


@pytest.mark.parametrize("few_in", ["2019", "2020"])
def test_a_change_from_or_to_few_posts_is_not_judged(world: World, few_in: str) -> None:
    for period in ("2019", "2020"):
        below = 29 if period == few_in else 100
        world.counts({"301": (10, below), "302": (20, 100)}, england=20, period=period)
    rows = world.benchmarks_of()
    assert (rows["301"]["change_z"], rows["301"]["change_flag"]) == (None, "too few")
    assert rows["302"]["change_flag"] == "within"


def test_a_return_made_up_otherwise_is_not_compared(world: World) -> None:
    world.counts({"301": (20, 100), "302": (20, 100)}, england=20, period="2019")
    world.counts({"301+302": (90, 200)}, england=20)
    row = world.benchmarks_of()["301"]
    assert (row["change_1y"], row["change_z"], row["change_flag"]) == (25, None, None)


def test_a_change_of_a_joint_return_is_one_and_flags_both(world: World) -> None:
    steady = dict.fromkeys(CODES[:18], (200.0, 1000.0))
    world.counts(steady | {"319+320": (200, 1000)}, england=20, period="2019")
    world.counts(steady | {"319+320": (280, 1000)}, england=20)
    rows = world.benchmarks_of()
    assert rows["319"]["change_z"] == rows["320"]["change_z"] > 3.0902
    assert rows["319"]["change_flag"] == rows["320"]["change_flag"] == "high 99.8"


def test_none_in_both_years_is_no_change(world: World) -> None:
    world.counts({"301": (0, 100), "302": (100, 100)}, england=50, period="2019")
    world.counts({"301": (0, 100), "302": (100, 100)}, england=50)
    for row in world.benchmarks_of().values():
        assert (row["change_z"], row["change_flag"]) == (0, "within")


# By chance alone.


def test_by_chance_alone_one_authority_in_twenty_is_flagged(
    empty: duckdb.DuckDBPyConnection, published_database: Path
) -> None:
    """Five hundred countries without any difference between authorities, or between years.

    On the posts of the vacancy rates of 2024 and 2025, at England's rate of 2025.
    """
    with duckdb.connect(published_database, read_only=True) as published:
        posts = published.execute(
            "SELECT area_code, round(min(denominator)), round(max(denominator)) "
            "FROM indicator_values WHERE indicator_id = 'vacancy_rate_fte' AND is_latest_release "
            "AND period IN ('2024', '2025') AND geographic_level = 'Local authority' "
            "AND value IS NOT NULL GROUP BY area_code "
            "HAVING count(*) = 2 AND min(denominator) >= 30 ORDER BY area_code"
        ).fetchall()
    assert len(posts) > 140
    shares = simulated_flags(empty, posts, trials=500, rate=14.2)
    # Whole cases never use up all of a tail; the normal form does.
    assert shares["funnel_flag"] == pytest.approx(0.05, abs=0.015)
    assert shares["funnel_flag_adjusted"] == pytest.approx(0.05, abs=0.015)
    assert shares["change_flag"] == pytest.approx(0.05, abs=0.015)
    assert shares["funnel_flag"] < shares["funnel_flag_adjusted"]


def simulated_flags(
    empty: duckdb.DuckDBPyConnection,
    posts: list[tuple[str, int, int]],
    trials: int,
    rate: float,
) -> dict[str, float]:
    """Shares of returns that are flagged; every trial is an indicator, drawn with a fixed seed."""
    world = World(empty)
    codes = [area.split("+")[0] for area, *_ in posts]
    world.authorities(codes)
    for trial in range(trials):
        world.indicator(f"trial {trial:03}")
    world.load()
    random = np.random.default_rng(2005)
    for period, place in (("2019", 1), ("2020", 2)):
        n = np.tile(np.array([row[place] for row in posts], dtype=int), trials)
        drawn = pd.DataFrame(
            {
                "trial": np.repeat(np.arange(trials), len(posts)),
                "area_code": codes * trials,
                "numerator": random.binomial(n, rate / 100),
                "denominator": n,
            }
        )
        world.connection.register("drawn", drawn)
        world.connection.execute(
            f"""
            INSERT INTO indicator_values BY NAME
            SELECT
                printf('trial %03d', trial) AS indicator_id, 'Local authority' AS geographic_level,
                area_code, '{period}' AS period, DATE '{period}-09-30' AS period_end,
                100.0 * numerator / denominator AS value, numerator, denominator,
                'first' AS release_id, false AS is_joint_return
            FROM drawn
            UNION ALL BY NAME
            SELECT DISTINCT
                printf('trial %03d', trial) AS indicator_id, 'England' AS geographic_level,
                'E92000001' AS area_code, '{period}' AS period, DATE '{period}-09-30' AS period_end,
                {rate} AS value, 'first' AS release_id, false AS is_joint_return
            FROM drawn
            """
        )
        world.connection.unregister("drawn")
    (found,) = world.ask(
        "SELECT "
        + ", ".join(
            f"avg(({flag} <> 'within')::INTEGER) AS {flag}" for flag in (*FLAGS, "change_flag")
        )
        + " FROM la_benchmarks_for_model('2025') WHERE period = '2020'"
    )
    return found
