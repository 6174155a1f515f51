"""README.md and docs/ say what is so: queries run, figures, settings and links are right.

What docs/analysts.md says about reading the files is tried in `test_files.py`.
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

from orchestration.settings import PROJECT_ROOT

FINDINGS, ANALYSTS, ENGINEERS, READING, SPARK = (
    PROJECT_ROOT / "docs" / f"{name}.md"
    for name in ("findings", "analysts", "engineers", "reading", "spark")
)
PAGES = [PROJECT_ROOT / "README.md", READING, FINDINGS, ANALYSTS, ENGINEERS, SPARK]
README = PAGES[0].read_text("utf-8")


def _prose(path: Path) -> str:
    text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    return " ".join(re.sub("^> ", "", text, flags=re.MULTILINE).replace("**", "").split())


PROSE = {path.name: _prose(path) for path in PAGES}
# The story first.
QUERIES = [
    statement
    for path in (FINDINGS, ANALYSTS)
    for block in re.findall(
        r"^```sql\n(.*?)^```",
        path.read_text("utf-8").split("## Reading the files")[0],
        flags=re.DOTALL | re.MULTILINE,
    )
    for statement in block.split(";")
    if statement.strip()
]

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


def assert_docs_say(sentence: str) -> None:
    assert any(sentence in text for text in PROSE.values()), f"docs should say: {sentence}"


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


def test_every_published_table_and_table_function_is_named_and_no_other(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    tables = ANALYSTS.read_text("utf-8").split("## Tables")[1].split("## Questions in SQL")[0]
    cells = re.findall(r"^\| (`.*?) \|", tables, flags=re.MULTILINE)
    named = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}
    named |= set(re.findall(r"`(\w+)\(", tables))
    published = {
        name
        for (name,) in warehouse.execute(
            "SELECT table_name FROM duckdb_tables() UNION ALL SELECT DISTINCT function_name"
            " FROM duckdb_functions() WHERE NOT internal"
        ).fetchall()
    }
    assert named == published


def test_the_number_of_indicators_is_right(warehouse: duckdb.DuckDBPyConnection) -> None:
    ((count,),) = warehouse.execute("SELECT count(*) FROM indicators").fetchall()
    assert_docs_say(f"{count} indicators:")


# Pages, settings, commands.


def test_the_readme_is_one_screen() -> None:
    assert len(README.splitlines()) <= 60


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize(
    "page", [*PAGES, PROJECT_ROOT / "CONTRIBUTING.md"], ids=lambda path: path.name
)
def test_a_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)]+)\)", page.read_text("utf-8"))
    for link in links:
        name, _, anchor = link.partition("#")
        target = (page.parent / name) if name else page
        assert target.is_file(), link
        if anchor:
            headings = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), flags=re.MULTILINE)
            assert anchor in map(_anchor, headings), link


def test_the_readme_leads_to_every_page() -> None:
    pages = {path.name for path in (PROJECT_ROOT / "docs").glob("*.md")}
    assert pages <= set(re.findall(r"\]\(docs/([\w.]+)", README))


def test_every_setting_is_in_the_table_and_no_other() -> None:
    rows = re.findall(r"^\| (`BENCHMARKS_.*?) \|", ENGINEERS.read_text("utf-8"), re.MULTILINE)
    listed = {name for row in rows for name in re.findall(r"`(BENCHMARKS_\w+)`", row)}
    read = set(
        re.findall(
            r"\"(BENCHMARKS_\w+)\"",
            (PROJECT_ROOT / "orchestration" / "settings.py").read_text("utf-8"),
        )
    )
    assert listed == read


def test_every_command_of_make_that_is_named_is_there() -> None:
    targets = set(
        re.findall(r"^(\w+):", (PROJECT_ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    )
    pages = [*PAGES, PROJECT_ROOT / "CONTRIBUTING.md"]
    named = {
        command
        for page in pages
        for command in re.findall(r"(?:`|^)make (\w+)", page.read_text("utf-8"), re.MULTILINE)
    }
    assert {"run", "test", "ui", "status", "snapshot"} <= named <= targets


# Croydon.


@pytest.fixture(scope="module")
def croydon(warehouse: duckdb.DuckDBPyConnection) -> Row:
    """Beside the spells that began under SIF, as Croydon's did."""
    return one_row(warehouse, f"FROM ({QUERIES[1]}) WHERE population = 'inadequate_sif'")


def test_croydon_was_inadequate_from_2017_and_good_in_2020(croydon: Row) -> None:
    assert f"{croydon['started_published_on']:%B %Y}" == "September 2017"
    assert f"{croydon['ended_published_on']:%B %Y}" == "March 2020"
    assert croydon["to_grade"] == "Good"
    assert_docs_say("Croydon's children's services were judged inadequate in September 2017.")
    assert_docs_say("In March 2020 Croydon was Good.")


def test_the_timeline_has_the_rest_of_the_letter(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(QUERIES[0]).df()
    figures = rows.set_index("what")
    before, then = (figures.loc[f"Referrals per 10,000, {year}"] for year in (2017, 2018))
    assert round(100 * (then["value"] / before["value"] - 1)) == 37
    assert round(100 * (then["value"] / then["england_value"] - 1)) == 38
    assert_docs_say("referrals had risen by 37 % in a year and were 38 % above England's rate")
    conferences = figures.loc["Conferences within 15 working days, 2018"]
    assert (conferences["value"], round(conferences["england_value"])) == (52.0, 77)
    assert_docs_say(
        "52 % of first child protection conferences were held within 15 working days, against 77 %"
    )
    directions = rows.loc[rows["subject"] == "intervention", "what"]
    assert len(directions) == 3
    assert "Camden" in directions.iloc[-1]
    assert_docs_say("had given three directions, the third with Camden as partner")


def test_croydons_days_are_beside_the_median_of_its_framework(croydon: Row) -> None:
    limits = f"{croydon['median_lower']:,} to {croydon['median_upper']:,}"
    assert croydon["days"] == 924
    assert_docs_say(f"from one publication to the other Croydon took {croydon['days']} days.")
    assert_docs_say(
        f"Of the {croydon['spells']} spells at inadequate that began under the same framework half"
        f" took {croydon['median_days']:,} days or more (95 % limits {limits})"
    )


def test_one_in_three_had_improved_as_quickly(croydon: Row) -> None:
    share = croydon["percent_improved_by_then"]
    assert share == 33.3
    assert_docs_say("and one in three had ended better as quickly.")


def test_croydons_rank_has_its_interval(warehouse: duckdb.DuckDBPyConnection) -> None:
    row = one_row(
        warehouse,
        "FROM rank_intervals WHERE area_code = '306' AND period = '2018'"
        " AND indicator_id = 'vacancy_rate_fte'",
    )
    assert_docs_say(
        f"its rank lay between {row['rank_lower']}th and {row['rank_upper']}th"
        f" of {row['n_ranked']}."
    )


def test_what_moved_croydons_vacancy_rate(warehouse: duckdb.DuckDBPyConnection) -> None:
    row = one_row(
        warehouse,
        "FROM vacancy_changes WHERE area_code = '306' AND period = '2018' AND years = 1",
    )
    assert_docs_say(
        f"It had risen by {row['change']:.1f} points in a year,"
        f" {row['from_agency_covered']:.1f} of them posts covered by agency workers."
    )


def test_croydons_vacancy_rate_is_beside_england_and_its_neighbours(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    row = one_row(
        warehouse,
        "FROM la_benchmarks WHERE la_code = '306' AND period = '2018'"
        " AND indicator_id = 'vacancy_rate_fte'",
    )
    assert row["n_tied"] == 3
    assert_docs_say(
        f"Its vacancy rate of 2018, {row['value']} %,"
        f" was the {row['rank_lowest']}st lowest of {row['n_ranked']}, tied with two others,"
        f" against {row['england_value']} % in England and a neighbour median of"
        f" {row['neighbour_median']} %;"
    )


# How long improvement takes.


def test_what_ofsted_found_when_it_returned(warehouse: duckdb.DuckDBPyConnection) -> None:
    row = one_row(
        warehouse,
        "SELECT *, format('{:,} to {:,}', median_lower, median_upper) AS limits"
        " FROM first_returns WHERE population = 'inadequate_all'",
    )
    assert_docs_say(
        f"came after a median of {row['median_days_to_return']:,} days (95 % limits"
        f" {row['limits']}; {row['judgements']} judgements, {row['returned']} returned to)."
    )
    assert_docs_say(
        f"It was better {row['better']} times of {row['returned']}"
        f" ({100 * row['better_share']:.0f} %; {100 * row['better_lower']:.0f} to"
        f" {100 * row['better_upper']:.0f} %)."
    )
    assert_docs_say(f"{row['better']} of {row['returned']} were better.")


def test_the_medians_under_each_framework(warehouse: duckdb.DuckDBPyConnection) -> None:
    sif = of_population(warehouse, "inadequate_sif", "publication")
    ilacs = of_population(warehouse, "inadequate_ilacs", "publication")
    without = of_population(warehouse, "inadequate_ilacs", "publication_without_pause")
    assert sif["spells"] == sif["improved"]
    assert_docs_say(
        f"the median is {sif['median_days']:,} days ({sif['limits']}) for the {sif['spells']}"
        f" spells that began under SIF, all of which improved, and {ilacs['median_days']:,} days"
        f" ({ilacs['limits']}) for the {ilacs['spells']} under ILACS,"
        f" of which {ilacs['improved']} have."
    )
    assert_docs_say(
        f"without those days its median is {without['median_days']:,} ({without['limits']})."
    )


def test_both_frameworks_together(warehouse: duckdb.DuckDBPyConnection) -> None:
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
    assert outcomes["abolished"] == 1
    assert_docs_say(
        f"{every['median_days']:,} days ({every['limits']}), {every['spells']} spells,"
        f" {every['improved']} improved, {outcomes['still_open']} still open,"
        " one ended by abolition."
    )


def test_what_spells_at_requires_improvement_ended_in(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    ends = dict(
        warehouse.execute(
            "SELECT destination, max(incidence) FROM improvement_destinations"
            " WHERE population = 'ri_sif' AND clock = 'publication' AND days <= 5 * 365.25"
            " GROUP BY destination"
        ).fetchall()
    )
    assert_docs_say(
        f"after five years {100 * ends['improved']:.0f} % had improved,"
        f" {100 * ends['declined']:.0f} % were inadequate and {100 * ends['abolished']:.0f} %"
        " had ended with their authority"
    )


def test_what_was_held_before(warehouse: duckdb.DuckDBPyConnection) -> None:
    row = one_row(
        warehouse,
        "SELECT count(*) AS spells, count(*) FILTER (WHERE held_before = 'yes') AS held"
        " FROM improvement_spells"
        " WHERE from_grade = 'Inadequate' AND framework_at_start = 'SIF'",
    )
    assert_docs_say(f"Of the {row['spells']} SIF spells {row['held']} were of authorities")


def test_the_median_on_official_statistics_alone(warehouse: duckdb.DuckDBPyConnection) -> None:
    official = of_population(warehouse, "inadequate_ilacs_official", "inspection")
    as_at = f"{official['as_at'].day} {official['as_at']:%B %Y}"
    assert_docs_say(
        f"On official statistics alone, as at {as_at}, the median from inspection to inspection is"
        f" {official['median_days']:,} days ({official['limits']}; {official['spells']} spells,"
        f" {official['improved']} improved)."
    )
    sif = of_population(warehouse, "inadequate_sif", "inspection")
    assert_docs_say(f"Of the SIF years {sif['spells_without_date']} spells have no first day")


def _around_inadequate(warehouse: duckdb.DuckDBPyConnection, indicator_id: str, k: int) -> Row:
    return one_row(
        warehouse,
        "FROM event_study WHERE event = 'inadequate'"
        f" AND indicator_id = '{indicator_id}' AND k = {k}",
    )


def test_vacancy_rates_before_and_after_a_judgement(warehouse: duckdb.DuckDBPyConnection) -> None:
    row = _around_inadequate(warehouse, "vacancy_rate_fte", 0)
    assert_docs_say(
        f"at the first census {row['change']:.1f} points (95 % limits {row['lower']:.1f} to"
        f" {row['upper']:.1f}) more above the neighbours"
    )
    assert_docs_say(f"over {row['n']} judgements.")
    assert row["placebo_p"] < 0.05
    filled = _around_inadequate(warehouse, "inpost_fte", 0)
    assert filled["lower"] < 0 < filled["upper"]
    before = _around_inadequate(warehouse, "agency_rate_fte", -2)
    assert before["upper"] < 0
    assert_docs_say("Agency rates already rise before the judgement, so no cause is claimed.")


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
    assert_docs_say("A median of completed spells would be too short")
    assert completed["median"] < median_of_all
    assert completed["mean"] < mean_of_all


def test_no_inspection_began_in_the_pandemic(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert_docs_say("No inspection began between 9 March 2020 and 28 June 2021")
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
        SELECT count(*) AS returns, any_value(funnel_phi) AS phi, any_value(funnel_tau) AS tau,
            count(*) FILTER (WHERE funnel_flag <> 'within') AS plain,
            count(*) FILTER (WHERE funnel_flag_adjusted <> 'within') AS adjusted
        FROM la_benchmarks
        WHERE indicator_id = 'vacancy_rate_fte' AND period = '2025' AND funnel_flag <> 'too few'
            AND la_code NOT IN ('318', '941')
        """,
    )


def test_the_plain_funnel_flags_two_thirds_and_the_adjusted_a_tenth(funnel: Row) -> None:
    assert_docs_say(
        "The plain funnel flags two thirds of authorities on 2025 vacancy rates"
        f" ({funnel['plain']} of {funnel['returns']} returns on 30 posts or more),"
        f" the adjusted one a tenth ({funnel['adjusted']})."
    )
    assert abs(funnel["plain"] / funnel["returns"] - 2 / 3) < 0.05
    assert abs(funnel["adjusted"] / funnel["returns"] - 0.1) < 0.02


def test_vacancy_rates_vary_twelve_times_as_much_as_chance(funnel: Row) -> None:
    assert_docs_say("about twelve times as much as chance alone")
    assert_docs_say(f"(φ = {funnel['phi']:.1f}, in `funnel_phi`)")
    assert_docs_say(f"by {funnel['tau']:.1f} points beyond chance (`funnel_tau`)")
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
    assert_docs_say("The two share about half of their neighbours.")
    assert abs(shared["share"] - 0.5) <= 0.06
