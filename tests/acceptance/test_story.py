"""What the story of an authority rests on: known figures, and every rate that is worked out here.

The figures of England are those of the publishers' own pages; the rates are worked out once more in
plain Python, from the publishers' real files. Skipped where `../shared/published` is not there.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import PROJECT_ROOT, SEEDS
from tests.fixtures.published_files import CATALOGUE

PUBLISHED = PROJECT_ROOT.parent / "shared" / "published"
CHILDREN_IN_NEED = "dfe_children_in_need"
POPULATION = "ons/ons_mid-year_population_estimates_2012_to_2024.csv"
EPISODES = "dfe/b1_children_in_need_2013_to_2025.csv"
REFERRALS = "dfe/c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv"
FACTORS = "dfe/c3_factors_identified_at_end_of_assessment_2018_to_2025.csv"
ENQUIRIES = "dfe/c4_children_in_need_section_47s_and_icpcs_2013_to_2025.csv"
STARTED = "dfe/d3_cpps_subsequent_plan_2013_to_2025.csv"
PLANS = "dfe/d5_cpps_at31march_by_duration_2013_to_2025.csv"
# Of each, a file, the headings that are added up, and those of what they are divided by; a rate per
# 10,000 children has none.
WORKED_OUT: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "cin_rate": (EPISODES, ("At31_episodes",), ()),
    "cin_started_rate": (EPISODES, ("Started_episodes",), ()),
    "cin_ended_rate": (EPISODES, ("Ended_episodes",), ()),
    "referral_rate": (REFERRALS, ("referral_count",), ()),
    "s47_rate": (ENQUIRIES, ("Section47",), ()),
    "icpc_rate": (ENQUIRIES, ("ICPC",), ()),
    "icpc_15_days_percent": (ENQUIRIES, ("Duration_0-10_days", "Duration_11-15_days"), ("ICPC",)),
    "icpc_over_20_days_percent": (ENQUIRIES, ("Duration_21+_days",), ("ICPC",)),
    "cpp_started_rate": (STARTED, ("CPP_start",), ()),
    "cpp_rate": (PLANS, ("CPP_At31",), ()),
    "cpp_under_3_months_percent": (PLANS, ("3_months_or_less",), ("CPP_At31",)),
    **{
        f"{measure}_percent": (FACTORS, known.headings, ("Episodes_with_assessment_factor",))
        for measure, known in CATALOGUE[CHILDREN_IN_NEED]
        .tables["assessment_factors"]
        .measures.items()
        if measure.startswith("factor_")
    },
}
Area = tuple[str, str]

needs_files = pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the published files are not here")


@pytest.fixture(scope="module")
def connection(published_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(published_database), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize(
    ("area", "indicator", "period", "value"),
    [
        ("England", "s47_rate", "2025", 189.3),
        ("England", "icpc_rate", "2025", 59.2),
        ("England", "icpc_15_days_percent", "2025", 81.4),
        ("England", "repeat_cpp_percent", "2025", 24.5),
        ("England", "cla_same_carer_percent", "2025", 69),
        ("England", "cla_3_placements_percent", "2025", 10),
        ("England", "cla_3_social_workers_percent", "2024", 27),
        ("England", "care_leavers_eet_17_18_percent", "2025", 64),
        ("England", "care_leavers_eet_19_21_percent", "2025", 54),
        ("England", "care_leavers_suitable_17_18_percent", "2025", 91),
        ("England", "care_leavers_suitable_19_21_percent", "2025", 89),
        ("Croydon", "icpc_15_days_percent", "2017", 56.4),
        ("Croydon", "icpc_15_days_percent", "2018", 52.0),
        ("Croydon", "icpc_15_days_percent", "2025", 70.0),
        ("Croydon", "s47_rate", "2017", 140.0),
        ("Croydon", "s47_rate", "2018", 174.3),
        ("Croydon", "s47_rate", "2025", 313.7),
    ],
)
def test_a_figure_of_the_story(
    connection: duckdb.DuckDBPyConnection, area: str, indicator: str, period: str, value: float
) -> None:
    found = connection.execute(
        "SELECT value, marker FROM indicator_values WHERE is_latest_release "
        "AND area_name = ? AND indicator_id = ? AND period = ?",
        [area, indicator, period],
    ).fetchall()
    assert found == [(value, None)]


def test_every_rate_of_children_in_need_is_worked_out_a_second_time() -> None:
    with (SEEDS / "indicator_definitions.csv").open(encoding="utf-8", newline="") as file:
        derived = {
            row["indicator_id"]
            for row in csv.DictReader(file)
            if row["source"] == CHILDREN_IN_NEED and row["is_derived"] == "true"
        }
    assert derived == WORKED_OUT.keys()


@needs_files
@pytest.mark.parametrize("indicator", WORKED_OUT)
def test_a_rate_is_what_the_files_make_it(
    connection: duckdb.DuckDBPyConnection, indicator: str
) -> None:
    """In every area and year: to half of the last digit, or withheld where a count of it is."""
    rows = connection.execute(
        "SELECT area_code, period, value, marker FROM indicator_values "
        "WHERE is_latest_release AND indicator_id = ?",
        [indicator],
    ).fetchall()
    expected = dict(_worked_out(indicator))
    assert {(area, period) for area, period, _, _ in rows} == expected.keys()
    assert sum(value is not None for _, _, value, _ in rows) > 400
    for area, period, value, marker in rows:
        rate = expected[area, period]
        if isinstance(rate, str):
            assert (value, marker) == (None, rate), (area, period)
        else:
            assert value == pytest.approx(rate, abs=0.05 + 1e-9), (area, period)
            assert marker is None


def _worked_out(indicator: str) -> Iterator[tuple[Area, float | str]]:
    """For every area and year the rate, or the marker that stands for it."""
    name, above, below = WORKED_OUT[indicator]
    for (area, year), row in _rows(name).items():
        children = _rows(POPULATION).get((area, str(int(year) - 1)), {})
        parts = [row[heading] for heading in above]
        whole = [row[h] for h in below] if below else [children.get("population_estimate", "x")]
        # A rate is found in the row of its last count, then in the others in their order.
        markers = [cell for cell in (row[above[-1]], *parts, *whole) if not _is_number(cell)]
        if markers or not sum(map(float, whole)):
            yield (area, year), [*markers, "x"][0]
        else:
            per = 100 if below else 10_000
            yield (area, year), per * sum(map(float, parts)) / sum(map(float, whole))


def _is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).isdigit()


@cache
def _rows(name: str) -> dict[Area, dict[str, str]]:
    """Rows of a file by area and year."""
    with (PUBLISHED / name).open(encoding="utf-8-sig", newline="") as file:
        return {
            (
                row["old_la_code"] or row["region_code"] or row["country_code"],
                row["time_period"],
            ): row
            for row in csv.DictReader(file)
        }
