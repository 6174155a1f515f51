"""README.md says nothing that the published file does not: its queries run, its figures are right.

Here: SQL blocks, and figures in sentences. Not here: commands and settings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
PROSE = " ".join(re.sub(r"```.*?```", "", README, flags=re.DOTALL).replace("**", "").split())
QUERIES = [
    statement
    for block in re.findall(r"^```sql\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)
    for statement in block.split(";")
    if statement.strip()
]
NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}

Row = dict[str, Any]


@pytest.fixture(scope="module")
def warehouse(published_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(published_database, read_only=True) as connection:
        yield connection


def one_row(warehouse: duckdb.DuckDBPyConnection, sql: str) -> Row:
    result = warehouse.execute(sql)
    names = [column[0] for column in result.description or []]
    (row,) = result.fetchall()
    return dict(zip(names, row, strict=True))


def assert_readme_says(sentence: str) -> None:
    assert sentence in PROSE, f"README.md should say: {sentence}"


def assert_readme_says_about(share: float, in_words: str, sentence: str) -> None:
    """A share such as "three in four" is right to within a twentieth."""
    assert_readme_says(sentence)
    some, of_all = in_words.split(" in ")
    assert in_words in sentence
    assert abs(share - NUMBER_WORDS[some] / NUMBER_WORDS[of_all]) <= 0.05


def of_population(warehouse: duckdb.DuckDBPyConnection, population: str, clock: str) -> Row:
    return one_row(
        warehouse,
        "SELECT *, format('{:,} to {:,}', median_lower, median_upper) AS limits"
        f" FROM improvement_summary WHERE population = '{population}' AND clock = '{clock}'",
    )


# Queries.


@pytest.mark.parametrize("statement", QUERIES, ids=lambda sql: " ".join(sql.split())[:60])
def test_a_query_returns_rows(warehouse: duckdb.DuckDBPyConnection, statement: str) -> None:
    assert warehouse.execute(statement).fetchall()


def test_there_are_queries_for_the_questions() -> None:
    assert len(QUERIES) >= 9


def test_every_table_and_table_function_named_is_published(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    results = README.split("## Where the results are")[1].split("## Five questions")[0]
    table_cells = re.findall(r"^\| (`.*?) \|", results, flags=re.MULTILINE)
    tables = {name for cell in table_cells for name in re.findall(r"`(\w+)`", cell)}
    functions = set(re.findall(r"`(\w+)\(", results))
    published = {
        name
        for (name,) in warehouse.execute(
            "SELECT table_name FROM duckdb_tables() UNION ALL"
            " SELECT function_name FROM duckdb_functions() WHERE NOT internal"
        ).fetchall()
    }
    assert len(tables) >= 15
    assert len(functions) >= 5
    assert tables | functions <= published


# Croydon.


@pytest.fixture(scope="module")
def croydon(warehouse: duckdb.DuckDBPyConnection) -> Row:
    return one_row(warehouse, QUERIES[1])


def test_croydon_was_inadequate_from_2017_and_good_in_2020(croydon: Row) -> None:
    assert f"{croydon['started_published_on']:%B %Y}" == "September 2017"
    assert f"{croydon['ended_published_on']:%B %Y}" == "March 2020"
    assert croydon["to_grade"] == "Good"
    assert_readme_says("Croydon's children's services were judged inadequate in September 2017.")
    assert_readme_says("In March 2020 Croydon was Good.")


def test_the_timeline_has_the_rest_of_the_letter(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(QUERIES[0]).df()
    figures = rows.set_index("what")
    before, then = (figures.loc[f"Referrals per 10,000, {year}"] for year in (2017, 2018))
    assert round(100 * (then["value"] / before["value"] - 1)) == 37
    assert round(100 * (then["value"] / then["england_value"] - 1)) == 38
    assert_readme_says("referrals had risen by 37 % in a year and were 38 % above England's rate")
    conferences = figures.loc["Conferences within 15 working days, 2018"]
    assert (conferences["value"], round(conferences["england_value"])) == (52.0, 77)
    assert_readme_says(
        "52 % of first child protection conferences were held within 15 working days, against 77 %"
    )
    directions = rows.loc[rows["subject"] == "intervention", "what"]
    assert len(directions) == 3
    assert "Camden" in directions.iloc[-1]
    assert_readme_says("had given three directions, the third with Camden as partner")


def test_croydons_days_are_beside_the_median_of_all(croydon: Row) -> None:
    limits = f"{croydon['median_lower']:,} to {croydon['median_upper']:,}"
    assert croydon["days"] == 924
    assert_readme_says(f"from one publication to the other Croydon took {croydon['days']} days.")
    assert_readme_says(
        "Of all spells at inadequate since 2014 half are estimated to have lasted"
        f" {croydon['median_days']:,} days or more (95 % limits {limits})"
    )


def test_one_in_five_had_improved_as_quickly(croydon: Row) -> None:
    share = croydon["percent_improved_by_then"] / 100
    assert_readme_says_about(share, "one in five", "only one in five had ended better as quickly")


def test_the_first_inadequate_judgement_is_of_2014(warehouse: duckdb.DuckDBPyConnection) -> None:
    first = one_row(
        warehouse,
        "SELECT min(started_published_on) AS day FROM improvement_spells"
        " WHERE from_grade = 'Inadequate'",
    )
    assert first["day"].year == 2014


def test_croydons_vacancy_rate_is_beside_england_and_its_neighbours(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    row = one_row(
        warehouse,
        "FROM la_benchmarks WHERE la_code = '306' AND period = '2018'"
        " AND indicator_id = 'vacancy_rate_fte'",
    )
    assert row["n_tied"] == 3
    assert_readme_says(
        f"Its vacancy rate of 2018, {row['value']} %,"
        f" was the {row['rank_lowest']}st lowest of {row['n_ranked']}, tied with two others,"
        f" against {row['england_value']} % in England and a neighbour median of"
        f" {row['neighbour_median']} %."
    )


# How long improvement takes.


def test_the_median_from_publication_to_publication(warehouse: duckdb.DuckDBPyConnection) -> None:
    every = of_population(warehouse, "inadequate_all", "publication")
    assert_readme_says(
        f"the median is {every['median_days']:,} days (95 % limits {every['limits']}):"
        f" {every['spells']} spells, {every['improved']} improved,"
    )


def test_spells_that_ended_by_abolition_are_not_called_open(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    every = of_population(warehouse, "inadequate_all", "publication")
    outcomes = one_row(
        warehouse,
        """
        SELECT
            count(*) FILTER (WHERE outcome = 'open') AS still_open,
            count(*) FILTER (WHERE outcome = 'abolished') AS abolished
        FROM improvement_spells
        WHERE from_grade = 'Inadequate'
        """,
    )
    assert outcomes["still_open"] + outcomes["abolished"] == every["censored"]
    assert_readme_says(f"{every['improved']} improved, {outcomes['still_open']} still open")


def test_the_median_from_inspection_to_inspection(warehouse: duckdb.DuckDBPyConnection) -> None:
    every = of_population(warehouse, "inadequate_all", "inspection")
    assert_readme_says(
        f"From inspection to inspection it is {every['median_days']:,} days ({every['limits']}),"
        f" over the {every['spells']} spells whose first day is known;"
        f" {every['spells_without_date']} of the SIF years are without one"
    )
    assert (
        of_population(warehouse, "inadequate_sif", "inspection")["spells_without_date"]
        == every["spells_without_date"]
    )


def test_the_median_under_ilacs_alone(warehouse: duckdb.DuckDBPyConnection) -> None:
    ilacs = of_population(warehouse, "inadequate_ilacs", "inspection")
    assert_readme_says(
        f"Under ILACS alone: {ilacs['median_days']:,} days from inspection to inspection"
        f" ({ilacs['spells']} spells, {ilacs['improved']} improved)"
    )


def test_the_median_on_official_statistics_alone(warehouse: duckdb.DuckDBPyConnection) -> None:
    official = of_population(warehouse, "inadequate_ilacs_official", "inspection")
    as_at = f"{official['as_at'].day} {official['as_at']:%B %Y}"
    assert_readme_says(
        f"on official statistics alone, as at {as_at}, {official['median_days']:,} days"
        f" ({official['limits']}; {official['spells']} spells, {official['improved']} improved)"
    )


def test_shares_improved_within_three_and_four_years(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    every = of_population(warehouse, "inadequate_all", "publication")
    sentence = "Four in ten have improved within three years of publication and three in four"
    assert_readme_says(f"{sentence} within four.")
    assert_readme_says_about(every["improved_within_4y"], "three in four", sentence)
    assert abs(every["improved_within_3y"] - 0.4) <= 0.05


def test_an_average_of_completed_spells_would_be_too_short(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    completed = one_row(
        warehouse,
        "SELECT avg(days_publication_clock) AS mean, median(days_publication_clock) AS median"
        " FROM improvement_spells WHERE from_grade = 'Inadequate' AND outcome = 'improved'",
    )
    curve = warehouse.execute(
        "SELECT days, survival FROM improvement_curves"
        " WHERE population = 'inadequate_all' AND clock = 'publication' ORDER BY days"
    ).fetchall()
    # The mean of all spells is at least the area under the curve as far as it is seen.
    steps = pairwise([(0, 1.0), *curve])
    mean_of_all = sum(survival * (later - day) for (day, survival), (later, _) in steps)
    median_of_all = of_population(warehouse, "inadequate_all", "publication")["median_days"]
    assert_readme_says("A median of completed spells would be too short")
    assert completed["median"] < median_of_all
    assert completed["mean"] < mean_of_all


def test_no_inspection_began_in_the_pandemic(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert_readme_says("no inspection began between 9 March 2020 and 28 June 2021")
    before, after = date(2020, 3, 9), date(2021, 6, 28)
    began = one_row(
        warehouse,
        "SELECT count(*) AS n FROM inspections WHERE inspection_start_date BETWEEN"
        f" DATE '{before + timedelta(days=1)}' AND DATE '{after - timedelta(days=1)}'",
    )
    assert began["n"] == 0


# The funnel, and neighbours.


@pytest.fixture(scope="module")
def funnel(warehouse: duckdb.DuckDBPyConnection) -> Row:
    """Of the vacancy rates of 2025: a joint return is one return."""
    return one_row(
        warehouse,
        """
        SELECT count(*) AS returns, any_value(funnel_phi) AS phi, any_value(n_ranked) AS n_ranked,
            count(*) FILTER (WHERE funnel_flag <> 'within') AS plain,
            count(*) FILTER (WHERE funnel_flag_adjusted <> 'within') AS adjusted
        FROM la_benchmarks
        WHERE indicator_id = 'vacancy_rate_fte' AND period = '2025' AND funnel_flag IS NOT NULL
            AND la_code NOT IN ('318', '941')
        """,
    )


def test_the_plain_funnel_flags_two_thirds_and_the_adjusted_a_tenth(funnel: Row) -> None:
    assert funnel["returns"] == funnel["n_ranked"]
    assert_readme_says(
        "The plain funnel flags two thirds of authorities on 2025 vacancy rates"
        f" ({funnel['plain']} of {funnel['returns']} returns),"
        f" the adjusted one a tenth ({funnel['adjusted']})."
    )
    assert abs(funnel["plain"] / funnel["returns"] - 2 / 3) < 0.05
    assert abs(funnel["adjusted"] / funnel["returns"] - 0.1) < 0.02


def test_vacancy_rates_vary_twelve_times_as_much_as_chance(funnel: Row) -> None:
    assert_readme_says("about twelve times as much as chance alone")
    assert_readme_says(f"(φ = {funnel['phi']:.1f}, in `funnel_phi`)")
    assert round(funnel["phi"]) == 12


def test_the_two_models_share_about_half_of_their_neighbours(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    shared = one_row(
        warehouse,
        """
        SELECT count(older.la_code) / count(*) AS share
        FROM statistical_neighbours AS newer
        LEFT JOIN statistical_neighbours AS older
            ON older.model = '2021' AND older.la_code = newer.la_code
            AND older.neighbour_la_code = newer.neighbour_la_code
        WHERE newer.model = '2025'
        """,
    )
    assert_readme_says("The two share about half of their neighbours.")
    assert abs(shared["share"] - 0.5) <= 0.06
