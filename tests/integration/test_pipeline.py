"""The whole job on the embedded snapshot, and what it publishes.

Columns, keys and figures are stated here once more, independently of the code: they are the
published contract, and values that anyone can look up.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pytest

from orchestration.settings import SOURCE_PAGES
from tests.corruptions import case as corruptions
from tests.fixtures import command
from tests.fixtures.command import Ended, contents, is_whole
from tests.fixtures.published_files import PublishedTable, csv_bytes

CONTRACT = {
    "local_authorities": (
        "la_code",
        "la_code la_name ons_code ons_codes_all region_code region_name inner_outer_london "
        "ofsted_region ofsted_urn opened_on closed_on predecessor_la_codes successor_la_codes "
        "is_current",
    ),
    "local_authority_names": ("la_code name", "la_code name kind seen_in"),
    "statistical_neighbours": (
        "model la_code neighbour_rank",
        "model la_code neighbour_rank neighbour_la_code closeness",
    ),
    "inspections": (
        "inspection_id",
        "inspection_id la_code framework inspection_type inspection_start_date "
        "inspection_end_date publication_date overall_effectiveness impact_of_leaders "
        "help_and_protection in_care care_leavers overall_absent_reason any_inadequate "
        "worst_judgement evidence source_release_id report_url is_provisional",
    ),
    "visits": (
        "visit_id",
        "visit_id la_code visit_type visit_date publication_date theme source_release_id "
        "source_locator url evidence",
    ),
    "area_send_inspections": (
        "inspection_id",
        "inspection_id la_code inspection_start_date inspection_end_date publication_date outcome "
        "report_url source_release_id",
    ),
    "ratings": (
        "as_at la_code",
        "as_at la_code inspection_id overall_effectiveness impact_of_leaders "
        "help_and_protection in_care care_leavers any_inadequate basis days_since_inspection",
    ),
    "improvement_spells": (
        "spell_id",
        "spell_id la_code from_grade framework_at_start started_on started_published_on ended_on "
        "ended_published_on to_grade outcome days_inspection_clock days_publication_clock "
        "inspections_in_spell visits_in_spell basis as_at censored_on is_left_truncated "
        "newer_report_not_yet_read first_inspection_id ending_inspection_id population "
        "share_improved_by visits_known_from visits_known_to held_before better_by "
        "not_better_before days_publication_without_pause framework_population "
        "framework_share_improved_by",
    ),
    "improvement_curves": (
        "population clock days",
        "population clock days at_risk improved censored survival survival_lower survival_upper",
    ),
    "improvement_summary": (
        "population clock",
        "population clock as_at spells improved censored q25_days median_days median_lower "
        "median_upper q75_days improved_within_2y improved_within_3y improved_within_4y "
        "spells_without_date longest_days is_suppressed held_reports median_days_without_held "
        "median_lower_without_held median_upper_without_held estimated_until",
    ),
    "improvement_destinations": (
        "population clock days destination",
        "population clock days destination at_risk events incidence",
    ),
    "first_returns": (
        "population",
        "population judgements returned better better_share better_lower better_upper "
        "median_days_to_return median_lower median_upper as_at",
    ),
    "indicators": (
        "indicator_id",
        "indicator_id title description unit decimal_places polarity numerator denominator "
        "reference_date publisher publication has_quartiles caveats next_release",
    ),
    "indicator_values": (
        "indicator_id area_code period release_id",
        "indicator_id geographic_level area_code area_name period period_end value marker "
        "numerator denominator release_id is_latest_release is_joint_return is_derived",
    ),
    "la_benchmarks": (
        "indicator_id period la_code",
        "indicator_id period la_code la_name value marker is_joint_return england_value "
        "region_value gap_to_england n_ranked rank_lowest n_tied percent_rank quartile "
        "neighbour_mean neighbour_median neighbours_used change_1y change_3y rank_best lait_band "
        "csc_neighbour_median funnel_flag funnel_flag_adjusted funnel_phi release_id period_end "
        "is_newest region_code title unit",
    ),
    "rating_indicator_summary": (
        "as_at indicator_id grade",
        "as_at indicator_id period grade n mean q1 median q3",
    ),
    "value_revisions": (
        "indicator_id area_code period release_id",
        "indicator_id area_code period release_id previous_release_id previous_value "
        "previous_marker value marker change",
    ),
    "releases": (
        "release_id",
        "release_id publisher publication edition published_on retrieved_at url licence sha256 "
        "bytes rows_read reader known_on file_name note is_stale",
    ),
    "source_status": (
        "source",
        "source publisher publication newest_edition newest_published_on last_asked_at "
        "last_reached_at next_release is_stale note",
    ),
    "improvement_at_risk": (
        "population clock year",
        "population clock year at_risk survival survival_lower survival_upper",
    ),
    "indicator_spread": (
        "indicator_id period",
        "indicator_id period n mean median sd sd_beyond_chance iqr share_between_regions q1 q3 "
        "n_ranked median_rank_places",
    ),
    "funnel_limits": (
        "indicator_id period line denominator",
        "indicator_id period line denominator value kind",
    ),
    "provider_summary": (
        "as_at la_code provision_type",
        "as_at la_code provision_type providers places local_authority_run private voluntary "
        "graded outstanding good requires_improvement inadequate not_yet_inspected "
        "source_release_id provision_group academy_run health_authority_run consistently_strong "
        "inconsistent serious_weaknesses",
    ),
    "visit_coverage": ("first_day", "first_day last_day official_first_day official_last_day"),
    "inspection_pauses": ("last_start_before", "last_start_before first_start_after days"),
    "rating_counts": ("as_at judgement", "as_at judgement n n_part_inadequate"),
    "interventions": (
        "intervention_id",
        "intervention_id la_code kind subject issued_on issued_precision date_basis closed_on "
        "closed_precision outcome replaced_by_id commissioner support_partner_la_code title url "
        "seen_on evidence source_release_id issued_latest_on closed_latest_on is_counted note "
        "seen_at",
    ),
    "spell_interventions": (
        "spell_id intervention_id",
        "spell_id intervention_id la_code from_grade started_published_on kind issued_on "
        "issued_precision date_basis is_issued_in_spell days_lower days_upper is_first_issued",
    ),
    "vacancy_changes": (
        "period years area_code",
        "period years area_code rate_before rate change from_filled from_agency_covered "
        "from_uncovered posts_before posts filled_before filled agency_covered_before "
        "agency_covered uncovered_before uncovered marker",
    ),
    "inspection_watch": (
        "as_at la_code",
        "as_at la_code days_since clock_days share_of_gaps_shorter window_10 window_50 window_90 "
        "n_at_risk newer_report_not_yet_read",
    ),
    "grade_transitions": (
        "framework from_grade to_grade",
        "framework from_grade to_grade n of share share_lower share_upper",
    ),
    "rank_intervals": (
        "indicator_id period area_code",
        "indicator_id period area_code value denominator rank_lowest rank_lower rank_upper "
        "p_highest_tenth shrunken shrunken_lower shrunken_upper n_ranked rank_highest "
        "rank_highest_lower rank_highest_upper",
    ),
    "event_study": (
        "event indicator_id k",
        "event indicator_id k n change lower upper median placebo_mean placebo_p level "
        "level_lower level_upper",
    ),
    "event_study_lines": (
        "spell_id event indicator_id k",
        "spell_id event indicator_id k period gap",
    ),
    "news": (
        "news_id",
        "news_id area_code kind known_on known_precision subject_id indicator_id period "
        "previous_period previous_value value previous_label label detail usual_change url "
        "release_id",
    ),
    "gate_results": ("gate table_name rule expectation column_name", ""),
    "held_rows": ("", "source locator rule detail"),
    "value_markers": ("marker", "marker meaning"),
}


@pytest.fixture(scope="module")
def database(published_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(published_database), read_only=True) as connection:
        yield connection


def _package(published: Path) -> dict[str, Any]:
    package: dict[str, Any] = json.loads((published / "datapackage.json").read_text("utf-8"))
    return package


def test_the_run_shows_its_steps_and_a_summary(
    first_run: tuple[Path, Ended], published: Path
) -> None:
    _, ended = first_run
    for step in (
        "register",
        "dfe_workforce",
        "landing_gate",
        "dbt_build",
        "release_gate",
        "publish",
    ):
        assert ended.lines_with(step, "done"), step
    assert ended.lines_with("Current authorities: 153")
    assert ended.lines_with("Published to", str(published))
    assert ended.lines_with("Rules that held:", "warnings:", "held back:")
    assert ended.lines_with("Time taken:")


def test_the_publication_is_whole(published: Path) -> None:
    assert is_whole(published)
    assert {"CHANGES.md", "SHA256SUMS", "datapackage.json"} <= set(contents(published))


@pytest.mark.parametrize("table", CONTRACT)
def test_a_table_has_the_columns_of_the_contract_first_and_in_order(
    published: Path, table: str
) -> None:
    with (published / "csv" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    expected = CONTRACT[table][1].split()
    assert header[: len(expected)] == expected


@pytest.mark.parametrize("table", [name for name, (key, _) in CONTRACT.items() if key])
def test_a_key_names_one_row(
    database: duckdb.DuckDBPyConnection, published: Path, table: str
) -> None:
    key = CONTRACT[table][0].split()
    counts = f"count(*), count(DISTINCT ({', '.join(key)})), count(*) FILTER ({key[0]} IS NULL)"
    rows, different, without = database.execute(f"SELECT {counts} FROM {table}").fetchall()[0]
    assert rows == different > 0
    assert without == 0
    (resource,) = [r for r in _package(published)["resources"] if r["name"] == table]
    assert resource["schema"]["primaryKey"] == key


def test_csv_and_database_have_the_same_tables_and_rows(
    database: duckdb.DuckDBPyConnection, published: Path
) -> None:
    tables = {row[0] for row in database.execute("SHOW TABLES").fetchall()}
    assert tables == {path.stem for path in (published / "csv").iterdir()} >= set(CONTRACT)
    for table in tables:
        counted = database.execute(
            f"SELECT (SELECT count(*) FROM {table}), "
            f"(SELECT count(*) FROM read_csv('{published}/csv/{table}.csv', all_varchar=true))"
        ).fetchall()[0]
        assert counted[0] == counted[1], table


def test_csv_files_are_plain(published: Path) -> None:
    for path in (published / "csv").iterdir():
        data = path.read_bytes()
        assert not data.startswith(b"\xef\xbb\xbf"), path.name
        assert b"\r" not in data, path.name
        assert data.endswith(b"\n"), path.name
        data.decode("utf-8")


def test_no_zero_has_a_sign(published: Path) -> None:
    signed = re.compile(r"(?:^|,)-0(?:\.0+)?(?:,|$)", re.MULTILINE)
    for path in sorted((published / "csv").glob("*.csv")):
        assert not signed.search(path.read_text("utf-8")), path.name


def test_no_cell_of_a_csv_file_is_run_by_a_spreadsheet(published: Path) -> None:
    for path in (published / "csv").iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                assert not any(cell.startswith(("=", "+", "@", "\t")) for cell in row), row


def test_every_table_and_column_says_what_it_is(database: duckdb.DuckDBPyConnection) -> None:
    silent = database.execute(
        "SELECT table_name FROM duckdb_tables() WHERE coalesce(comment, '') = '' UNION ALL "
        "SELECT table_name || '.' || column_name FROM duckdb_columns() "
        "WHERE NOT internal AND coalesce(comment, '') = ''"
    ).fetchall()
    assert silent == []


# Of the three largest tables the whole takes a minute, where dbt's contract and the release gate
# have held every row to the same types, keys and vocabularies.
VALIDATED_ROWS = 20_000


def test_the_data_package_is_valid(published: Path) -> None:
    report = frictionless.validate(str(published / "datapackage.json"), limit_rows=VALIDATED_ROWS)
    assert report.valid, report.flatten(["name", "type", "message"])[:5]
    package = _package(published)
    assert package["contract_version"] == "2.0.0"
    assert package["licenses"][0]["name"] == "OGL-UK-3.0"
    for resource in package["resources"]:
        for field in resource["schema"]["fields"]:
            assert field["title"] and field["description"], (resource["name"], field["name"])


def test_a_value_is_empty_exactly_when_there_is_a_marker(
    database: duckdb.DuckDBPyConnection,
) -> None:
    wrong = database.execute(
        "SELECT count(*) FROM indicator_values WHERE (value IS NULL) <> (marker IS NOT NULL)"
    ).fetchall()
    unknown = database.execute(
        "SELECT DISTINCT marker FROM indicator_values "
        "WHERE marker NOT IN (SELECT marker FROM value_markers)"
    ).fetchall()
    assert (wrong, unknown) == ([(0,)], [])


@pytest.mark.parametrize(
    "call",
    [
        "indicator_values_as_of(DATE '2023-06-30')",
        "la_benchmarks_as_of(DATE '2023-06-30')",
        "la_benchmarks_for_model('2021')",
        "peer_group('vacancy_rate_fte', ['305', '306'])",
    ],
)
def test_table_functions_answer_from_a_fresh_reader(published_database: Path, call: str) -> None:
    with duckdb.connect(str(published_database), read_only=True) as connection:
        assert connection.execute(f"SELECT count(*) FROM {call}").fetchall()[0][0] > 0


# --- Figures that anyone can look up -------------------------------------------------------------


def _croydon(database: duckdb.DuckDBPyConnection, columns: str, period: str = "") -> list[Any]:
    return database.execute(
        f"SELECT {columns} FROM la_benchmarks WHERE la_code = '306' "
        f"AND indicator_id = 'vacancy_rate_fte' AND period LIKE '{period}%' ORDER BY period"
    ).fetchall()


def test_croydon_against_england(database: duckdb.DuckDBPyConnection) -> None:
    rows = _croydon(database, "period, value, england_value")
    assert [row[0] for row in rows] == [str(year) for year in range(2017, 2026)]
    assert [row[1] for row in rows] == [25.0, 35.7, 35.9, 26.4, 18.8, 31.2, 33.6, 32.4, 19.2]
    assert [row[2] for row in rows] == [17.0, 16.5, 16.4, 16.1, 16.7, 20.0, 18.9, 17.3, 14.2]


def test_croydon_in_2018(database: duckdb.DuckDBPyConnection) -> None:
    """Tied with two others: three authorities share the rank."""
    ((rank, ranked, tied, mean, median),) = _croydon(
        database, "rank_lowest, n_ranked, n_tied, neighbour_mean, neighbour_median", "2018"
    )
    assert (rank, ranked) == (141, 151)
    assert tied in (2, 3)
    assert round(mean, 2) == 20.08
    assert round(median, 2) == 16.8
    sharing = database.execute(
        "SELECT count(*) FROM la_benchmarks WHERE indicator_id = 'vacancy_rate_fte' "
        "AND period = '2018' AND value = 35.7"
    ).fetchall()
    assert sharing == [(3,)]


def test_croydon_in_2025(database: duckdb.DuckDBPyConnection) -> None:
    ((best, band, mean, median),) = _croydon(
        database, "rank_best, lait_band, neighbour_mean, neighbour_median", "2025"
    )
    assert (best, band) == (106, "C")
    assert round(mean, 2) == 13.04
    assert round(median, 2) == 14.55


def test_ratings_on_31_march_2025(database: duckdb.DuckDBPyConnection) -> None:
    grades = database.execute(
        "SELECT overall_effectiveness, count(*) FROM ratings WHERE as_at = DATE '2025-03-31' "
        "GROUP BY ALL"
    ).fetchall()
    assert dict(grades) == {
        "Outstanding": 36,
        "Good": 67,
        "Requires improvement": 31,
        "Inadequate": 19,
    }


def test_what_was_known_then_and_what_is_known_now(database: duckdb.DuckDBPyConnection) -> None:
    """Middlesbrough's turnover of 2018 was halved by a later edition."""
    middlesbrough = "area_code = '806' AND period = '2018' AND indicator_id = 'turnover_rate_fte'"
    then = database.execute(
        f"SELECT value FROM indicator_values_as_of(DATE '2023-06-30') WHERE {middlesbrough}"
    ).fetchall()
    now = database.execute(
        f"SELECT value FROM indicator_values WHERE {middlesbrough} AND is_latest_release"
    ).fetchall()
    assert (then, now) == ([(22.2,)], [(10.3,)])


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("370", "Barnsley"),
        ("373", "Sheffield"),
        ("933", "Somerset"),
        ("815", "North Yorkshire"),
        ("825", "Buckinghamshire"),
    ],
)
def test_an_authority_with_a_new_ons_code_is_one_unbroken_series(
    database: duckdb.DuckDBPyConnection, code: str, name: str
) -> None:
    rows = database.execute(
        "SELECT period, la_name, value FROM la_benchmarks WHERE la_code = ? "
        "AND indicator_id = 'vacancy_rate_fte' ORDER BY period",
        [code],
    ).fetchall()
    assert [(row[0], row[1]) for row in rows] == [(str(y), name) for y in range(2017, 2026)]
    assert all(row[2] is not None for row in rows)


@pytest.mark.parametrize(("members", "first"), [(("314", "318"), 2017), (("940", "941"), 2021)])
def test_a_joint_return_is_kept_once_and_listed_for_both(
    database: duckdb.DuckDBPyConnection, members: tuple[str, str], first: int
) -> None:
    kept = database.execute(
        "SELECT period, value FROM indicator_values WHERE area_code = ? AND is_latest_release "
        "AND indicator_id = 'vacancy_rate_fte' AND is_joint_return ORDER BY period",
        ["+".join(members)],
    ).fetchall()
    assert [period for period, _ in kept] == [str(year) for year in range(first, 2026)]
    for member in members:
        listed = database.execute(
            "SELECT period, value FROM la_benchmarks WHERE la_code = ? AND is_joint_return "
            "AND indicator_id = 'vacancy_rate_fte' ORDER BY period",
            [member],
        ).fetchall()
        assert listed == kept


def test_authorities_that_made_no_return_are_there_without_a_rank(
    database: duckdb.DuckDBPyConnection,
) -> None:
    rows = database.execute(
        "SELECT la_name, value, marker, rank_lowest FROM la_benchmarks WHERE period = '2025' "
        "AND indicator_id = 'vacancy_rate_fte' AND la_code IN ('207', '213') ORDER BY la_code"
    ).fetchall()
    assert rows == [("Kensington and Chelsea", None, "x", None), ("Westminster", None, "x", None)]


def test_after_april_2026_there_is_no_overall_grade_and_no_improvement_by_silence(
    database: duckdb.DuckDBPyConnection,
) -> None:
    rows = database.execute(
        "SELECT overall_effectiveness, overall_absent_reason IS NOT NULL, any_inadequate "
        "FROM inspections WHERE inspection_start_date >= DATE '2026-04-01'"
    ).fetchall()
    assert len(rows) > 0
    assert {row[:2] for row in rows} == {(None, True)}
    assert all(row[2] is not None for row in rows)


# --- An edition that nobody has seen yet ---------------------------------------------------------

PUBLISHED_ON = date(2026, 11, 19)


def _workforce_of_2026() -> PublishedTable:
    """The edition of 2025 with one year more, as its figures might go on."""
    return corruptions.WORKFORCE.edition(corruptions.NEXT).table


@pytest.fixture(scope="module", autouse=True)
def new_edition(
    background: ThreadPoolExecutor,
    new_data: Callable[[], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Future[tuple[Path, Ended]]:
    folder, data = tmp_path_factory.mktemp("folder"), new_data()
    name = folder / "downloads" / "social_workers_final_v2.csv"
    name.parent.mkdir()
    name.write_bytes(csv_bytes(_workforce_of_2026().grid(), bom=True))
    day = f"file,published_on\n{name.name},{PUBLISHED_ON}\n"
    name.with_name("published.csv").write_text(day, "utf-8")

    def run() -> tuple[Path, Ended]:
        return data, command.run(data, "--source", str(folder))

    return background.submit(run)


def test_a_new_edition_with_known_columns_is_published_without_a_change_of_code(
    new_edition: Future[tuple[Path, Ended]],
) -> None:
    data, ended = new_edition.result()
    assert ended.code == 0, ended.output
    assert is_whole(data / "published")
    with duckdb.connect(
        str(data / "published" / "benchmarks.duckdb"), read_only=True
    ) as connection:
        rows = _croydon(connection, "period, value, rank_best")
        release = connection.execute(
            "SELECT edition, published_on FROM releases WHERE release_id = 'dfe_workforce_2026'"
        ).fetchall()
    assert [row[0] for row in rows] == [str(year) for year in range(2017, 2027)]
    assert rows[-2][1:] == (19.2, 106)
    assert rows[-1][1] is not None
    assert release == [("2026", PUBLISHED_ON)]


def test_what_changed_is_told(new_edition: Future[tuple[Path, Ended]]) -> None:
    data, _ = new_edition.result()
    changes = (data / "published" / "CHANGES.md").read_text("utf-8")
    assert "`releases`: 1 rows added, 0 removed, 0 revised." in changes


def test_a_new_edition_with_an_unknown_column_names_the_page_and_the_line(
    new_data: Callable[[], Path], tmp_path: Path
) -> None:
    table, data = _workforce_of_2026(), new_data()
    table.header.append("overseas_fte")
    for row in table.rows.values():
        row["overseas_fte"] = "1"
    (tmp_path / "new.csv").write_bytes(csv_bytes(table.grid()))
    before = contents(data / "published")
    ended = command.run(data, "--source", str(tmp_path))
    page = (SOURCE_PAGES / "dfe_workforce.yml").read_text("utf-8").splitlines()
    line = page.index("    measures:") + 1
    assert ended.code == 1
    assert ended.lines_with(
        "new.csv", "overseas_fte", f"data/sources/dfe_workforce.yml (line {line})"
    )
    assert contents(data / "published") == before
